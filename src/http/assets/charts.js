/**
 * Draws the tables of the overview as charts, by uPlot. The numbers are those of the tables, which stay below; looks come from
 * charts.css. Nothing here changes anything.
 */
(() => {
  /** Lines are told apart without colour as well. */
  const dashes = {
    filed: [],
    bypass: [10, 5],
    quarantined: [3, 4],
    rejected: [12, 4, 3, 4],
    discarded: [1, 5],
    failed: [6, 3, 1, 3, 1, 3],
    score: [],
  };
  const language = document.documentElement.lang;
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
  /** Durations that a scale names, in seconds; and the units they are told in. */
  const usual = [0.1, 1, 10, 60, 600, 3600, 21_600, 86_400, 604_800];
  const units = [
    ['second', 1],
    ['minute', 60],
    ['hour', 3600],
    ['day', 86_400],
  ];
  const height = 220;
  const narrowest = 240;

  /** Colours as the page has them now, dark or light. @param {Element} table @param {string} name */
  function colour(table, name) {
    const probe = document.createElement('span');
    probe.className = `look-${name}`;
    table.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  /** @param {HTMLTableElement} table */
  function read(table) {
    const heads = [...table.tHead.rows[0].cells].slice(1);
    const rows = [...table.tBodies[0].rows];
    const at = rows.map((row) => Number(row.dataset.at));
    const values = heads.map((_, n) =>
      rows.map((row) => {
        const value = row.cells[n + 1].dataset.value;
        return value === '' ? null : Number(value);
      }),
    );
    const told = heads.map((_, n) => rows.map((row) => row.cells[n + 1].textContent));
    const where = rows.map((row) => row.cells[0].textContent.trim());
    return { heads, at, values, told, where };
  }

  /** Across the chart, along the scale that it belongs to. @param {{ at: number, label: string }} mark */
  function markLine({ ctx, bbox, valToPos }, { at }, upright) {
    const place = Math.round(valToPos(at, upright ? 'x' : 'y', true));
    ctx.beginPath();
    ctx.moveTo(upright ? place : bbox.left, upright ? bbox.top : place);
    ctx.lineTo(upright ? place : bbox.left + bbox.width, upright ? bbox.top + bbox.height : place);
    ctx.stroke();
  }

  /** Its words, each on a line of its own, and not across the lines of others. */
  function markLabel({ ctx, bbox, valToPos }, { at, label }, upright, n) {
    const text = upright ? `${label} ≥ ${whole.format(at)}` : label;
    const place = Math.round(valToPos(at, upright ? 'x' : 'y', true));
    const room = ctx.measureText(text).width + 8 * devicePixelRatio;
    const left = upright ? (place + room > bbox.left + bbox.width ? place - room : place) : bbox.left;
    const top = upright ? bbox.top + n * 16 * devicePixelRatio : place + 3 * devicePixelRatio;
    ctx.clearRect(left + 2 * devicePixelRatio, top, room - 4 * devicePixelRatio, 15 * devicePixelRatio);
    ctx.fillText(text, left + 4 * devicePixelRatio, top);
  }

  /** Thresholds. @param {{ at: number, label: string }[]} marks @param {HTMLTableElement} table */
  function marksPlugin(marks, table) {
    const upright = table.dataset.chart === 'points';
    const draw = (u) => {
      const { ctx } = u;
      const { min, max } = u.scales[upright ? 'x' : 'y'];
      const seen = marks.filter(({ at }) => at >= min && at <= max);
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = colour(table, 'mark');
      ctx.lineWidth = Math.round(devicePixelRatio * 1.5);
      ctx.setLineDash([6, 4]);
      ctx.font = `${Math.round(12 * devicePixelRatio)}px system-ui, sans-serif`;
      ctx.textBaseline = 'top';
      ctx.textAlign = 'left';
      for (const mark of seen) markLine(u, mark, upright);
      for (const [n, mark] of seen.entries()) markLabel(u, mark, upright, n);
      ctx.restore();
    };
    return { hooks: { draw } };
  }

  /** @param {HTMLTableElement} table @param {ReturnType<typeof read>} data */
  function seriesOf(table, data) {
    const bars = table.dataset.chart === 'points';
    return data.heads.map((head, n) => {
      const { look } = head.dataset;
      const stroke = colour(table, look);
      return {
        label: labelOf(head.textContent, stroke, bars ? null : dashes[look]),
        stroke,
        width: 2,
        dash: dashes[look],
        spanGaps: true,
        points: { show: !bars && data.values[n].length <= 40, size: 5, fill: stroke },
        value: (_, __, ___, at) => (at === null ? '' : data.told[n][at]),
        ...(bars ? { fill: stroke, paths: uPlot.paths.bars({ size: [0.9, 60], align: 1 }) } : {}),
      };
    });
  }

  /** The scale of counts begins at nothing; that of durations goes by powers. */
  function upwards(powers, marks) {
    if (!powers) {
      const values = (_, all) => all.map((value) => (value % 1 === 0 ? whole.format(value) : ''));
      return { scale: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] }, axis: { values } };
    }
    const splits = (_, __, least, most) => usual.filter((value) => value >= least && value <= most);
    return {
      scale: { distr: 3, range: (_, least, most) => powersOf(least, most, marks) },
      axis: { splits, values: (_, all) => all.map(duration), filter: (_, all) => all },
    };
  }

  /** @param {HTMLTableElement} table @param {ReturnType<typeof read>} data @param {number} width */
  function options(table, data, width) {
    const bars = table.dataset.chart === 'points';
    const utc = table.dataset.utc === 'true';
    const marks = JSON.parse(table.dataset.marks);
    const grid = { stroke: colour(table, 'grid'), width: 1 };
    const look = { stroke: colour(table, 'ink'), grid, ticks: grid, font: '12px system-ui, sans-serif' };
    const { scale, axis } = upwards(table.dataset.powers === 'true', marks);
    // Thresholds are seen even where no mail came near them.
    const ends = [...data.at, ...marks.map(({ at }) => at)];
    const range = () => [Math.min(...ends) - 0.5, Math.max(...ends) + 1.5];
    const along = bars ? { values: (_, all) => all.map((value) => whole.format(value)) } : { space: 70 };
    const where = {
      value: (_, __, ___, at) => (at === null ? '' : data.where[at]),
      label: table.tHead.rows[0].cells[0].textContent,
    };
    return {
      width,
      height,
      tzDate: (at) => (utc ? uPlot.tzDate(new Date(at * 1000), 'Etc/UTC') : new Date(at * 1000)),
      fmtDate: () => (at) => written(at, utc, data.at.length),
      scales: { x: { time: !bars, ...(bars ? { range } : {}) }, y: scale },
      axes: [
        { ...look, ...along },
        { ...look, ...axis, size: 70 },
      ],
      series: [where, ...seriesOf(table, data)],
      plugins: [marksPlugin(marks, table)],
      legend: { markers: { show: false } },
      cursor: { drag: { x: false, y: false } },
    };
  }

  /** With a piece of its line. @param {string} text @param {string} stroke @param {number[] | null} dash Null: bars. */
  function labelOf(text, stroke, dash) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    const look = {
      x1: 0,
      y1: 6,
      x2: 32,
      y2: 6,
      stroke,
      'stroke-width': dash === null ? 8 : 2.5,
      'stroke-dasharray': (dash ?? []).join(' '),
    };
    for (const [name, value] of Object.entries(look)) line.setAttribute(name, String(value));
    svg.setAttribute('width', '32');
    svg.setAttribute('height', '12');
    svg.setAttribute('aria-hidden', 'true');
    svg.append(line);
    const label = document.createElement('span');
    label.append(svg, ` ${text}`);
    return label;
  }

  /** Room above and below what was measured, in powers of ten of seconds. */
  function powersOf(least, most, marks) {
    const ends = [least, most, ...marks.map(({ at }) => at)].filter((end) => end !== null && end > 0);
    const power = (end, round) => 10 ** round(Math.log10(end));
    return [power(Math.min(1, ...ends), Math.floor), power(Math.max(...ends) * 1.01, Math.ceil)];
  }

  /** In its largest unit. @param {number} seconds */
  function duration(seconds) {
    const [unit, long] = units.findLast(([, from]) => seconds >= from) ?? units[0];
    const form = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 };
    return new Intl.NumberFormat(language, form).format(seconds / long);
  }

  /** @param {Date} at @param {boolean} utc @param {number} steps */
  function written(at, utc, steps) {
    if (utc || steps > 24)
      return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' }).format(at);
    return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(at);
  }

  /** @param {HTMLTableElement} table */
  function draw(table) {
    const details = table.closest('details');
    const data = read(table);
    const place = document.createElement('div');
    place.className = 'plot';
    place.tabIndex = 0;
    place.setAttribute('role', 'group');
    place.setAttribute('aria-labelledby', table.getAttribute('aria-labelledby'));
    place.setAttribute('aria-description', table.dataset.keys);
    details.before(place);
    details.open = false;
    const width = () => Math.max(narrowest, place.clientWidth);
    const make = () => new uPlot(options(table, data, width()), [data.at, ...data.values], place);
    let chart = make();
    /** Whatever the page looks like now. */
    const again = () => {
      chart.destroy();
      chart = make();
    };
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
    new ResizeObserver(() => {
      if (Math.abs(chart.width - width()) > 1) chart.setSize({ width: width(), height });
    }).observe(place);
    place.addEventListener('keydown', (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, Home: -data.at.length, End: data.at.length }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const now = chart.cursor.idx ?? (step > 0 ? -1 : data.at.length);
      const next = Math.min(data.at.length - 1, Math.max(0, now + step));
      chart.setCursor({ left: chart.valToPos(data.at[next], 'x'), top: 10 });
    });
  }

  for (const table of document.querySelectorAll('table[data-chart]')) draw(table);
})();
