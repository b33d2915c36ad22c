/**
 * Writing on a ticket: drafts kept while one types, files by choosing, dropping and pasting, canned replies, who else is
 * here, Ctrl+Enter, and the seconds in which a mail can be taken back. Without it the composer is a plain form.
 */
(() => {
  const keepAfterMs = 1500;
  const speakEveryMs = 15_000;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<boolean>} */
  let keeping = Promise.resolve(true);
  let dirty = false;
  /** What was written could not be kept. */
  let unkept = false;
  /** The page is about to go; nothing is kept behind its back. */
  let sending = false;
  /** @type {Promise<unknown>} */
  let uploading = Promise.resolve();
  let failedUploads = 0;
  /** A tab was chosen, and what it shows is on the way. */
  let chosen = false;

  const composer = () => document.getElementById('composer');
  const letter = () => /** @type {HTMLFormElement | null} */ (document.getElementById('letter'));
  const area = () => /** @type {HTMLTextAreaElement | null} */ (letter()?.elements.namedItem('text') ?? null);

  /** @param {string} text */
  function tell(text) {
    const kept = composer()?.querySelector('.kept');
    if (kept && kept.textContent !== text) kept.textContent = text;
  }

  /** @param {string} path @param {FormData} body @returns {Promise<any>} */
  async function post(path, body) {
    const answer = await fetch(path, { method: 'POST', body, headers: { Accept: 'application/json' } });
    const isJson = answer.headers.get('Content-Type')?.includes('json');
    // A proxy of the house may put its own log-in in place of an answer.
    const loggedOut = answer.status === 401 || answer.redirected || (answer.ok && !isJson);
    const told = document.getElementById('logged-out');
    if (told) told.hidden = !loggedOut;
    if (loggedOut || !answer.ok) throw new Error(loggedOut ? '401' : String(answer.status));
    return answer.json();
  }

  // ------------------------------------------------------------------------------------------------------- drafts

  function fields() {
    const data = new FormData(letter() ?? undefined);
    data.delete('files');
    return data;
  }

  function changed() {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(keep, keepAfterMs);
  }

  /** One after the other: the last word stays. */
  function keep() {
    clearTimeout(timer);
    if (!sending) keeping = keeping.then(write);
    return keeping;
  }

  async function write() {
    const at = composer();
    if (!dirty || !at || !letter()) return true;
    dirty = false;
    try {
      await post(at.dataset.draft ?? '', fields());
      unkept = false;
      tell(at.dataset.saved ?? '');
      return true;
    } catch {
      dirty = true;
      unkept = true;
      tell(isLoggedOut() ? '' : (at.dataset.unsaved ?? ''));
      timer = setTimeout(keep, 5 * keepAfterMs);
      return false;
    }
  }

  function isLoggedOut() {
    return document.getElementById('logged-out')?.hidden === false;
  }

  function leaving() {
    const at = composer();
    if (!at) return;
    if (dirty && !sending && letter()) {
      dirty = false;
      navigator.sendBeacon(at.dataset.draft ?? '', fields());
    }
    navigator.sendBeacon(at.dataset.here ?? '', form({ doing: 'gone' }));
  }

  /** @param {Record<string, string>} values */
  function form(values) {
    const data = new FormData();
    for (const [name, value] of Object.entries(values)) data.set(name, value);
    return data;
  }

  // --------------------------------------------------------------------------------------------- who else is here

  /** @type {'viewing' | 'replying'} */
  let said = 'viewing';

  async function speak() {
    const at = composer();
    if (!at || document.hidden) return;
    said = area()?.value.trim() ? 'replying' : 'viewing';
    try {
      const body = form({ doing: said, seenAt: at.dataset.seenAt ?? '' });
      const { present, crossing, replying } = await post(at.dataset.here ?? '', body);
      const place = composer()?.querySelector('.present');
      if (!place) return;
      const text = [crossing, present].filter((part) => part !== '').join(' ');
      if (place.textContent !== text) place.textContent = text;
      place.classList.toggle('urgent', crossing !== '' || replying);
    } catch {
      // The next time tells.
    }
  }

  // -------------------------------------------------------------------------------------------------------- files

  /** @param {FileList | File[]} files */
  async function add(files) {
    const at = composer();
    const list = at?.querySelector('.files');
    if (!at || !list) return;
    const all = [...files].map((file) => addOne(at, list, file));
    uploading = Promise.all([uploading, ...all]);
    await uploading;
    changed();
  }

  /** @param {HTMLElement} at @param {Element} list @param {File} file */
  async function addOne(at, list, file) {
    const entry = document.createElement('li');
    entry.textContent = `${at.dataset.uploading} ${file.name} …`;
    list.append(entry);
    const largest = Number(at.dataset.largest);
    try {
      const room = largest - sizes(list);
      if (file.size > room) throw new Error(`${at.dataset.tooLarge} ${sizeText(largest)}`);
      const body = new FormData();
      body.append('files', file, file.name);
      const [kept] = await post('/inbox/upload', body).catch(() => {
        throw new Error(at.dataset.failed);
      });
      show(at, entry, kept);
    } catch (error) {
      entry.className = 'fault';
      entry.setAttribute('role', 'alert');
      entry.textContent = `${file.name}: ${error.message}`;
      setTimeout(() => entry.remove(), 10_000);
      failedUploads += 1;
    }
  }

  /** @param {Element} list */
  function sizes(list) {
    let sum = 0;
    for (const input of list.querySelectorAll('input')) sum += JSON.parse(input.value).size;
    return sum;
  }

  /** @param {HTMLElement} at @param {HTMLElement} entry @param {{filename: string, size: number}} file */
  function show(at, entry, file) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name: 'attachments', value: JSON.stringify(file) });
    const size = document.createElement('span');
    size.className = 'soft';
    size.textContent = sizeText(file.size);
    const remove = document.createElement('button');
    Object.assign(remove, { type: 'button', className: 'quiet remove', textContent: '✕' });
    remove.setAttribute('aria-label', `${at.dataset.remove}: ${file.filename}`);
    entry.replaceChildren(input, `${file.filename} `, size, remove);
  }

  /** @param {number} octets */
  function sizeText(octets) {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
    const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(octets, 1)) / 3));
    const format = { style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits: 1 };
    return new Intl.NumberFormat(document.documentElement.lang, format).format(octets / 1000 ** step);
  }

  // ----------------------------------------------------------------------------------------------- canned replies

  /** @param {HTMLButtonElement} button */
  async function togglePicker(button) {
    const picker = document.getElementById('picker');
    if (!picker) return;
    const opens = picker.hidden;
    button.setAttribute('aria-expanded', String(opens));
    picker.hidden = !opens;
    if (!opens) return area()?.focus();
    picker.innerHTML = await part(button.dataset.picker ?? '');
    picker.scrollIntoView({ block: 'nearest' });
    picker.querySelector('input')?.focus({ preventScroll: true });
  }

  /** @param {string} path */
  async function part(path) {
    const answer = await fetch(path);
    return answer.ok ? answer.text() : '';
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let filtering;

  /** @param {HTMLInputElement} input */
  function filter(input) {
    clearTimeout(filtering);
    filtering = setTimeout(async () => {
      const text = await part(`${input.dataset.filter}&q=${encodeURIComponent(input.value)}`);
      const fresh = new DOMParser().parseFromString(text, 'text/html').querySelector('.canned-list');
      if (fresh) document.querySelector('#picker .canned-list')?.replaceWith(document.adoptNode(fresh));
    }, 150);
  }

  /** @param {string} text */
  function insert(text) {
    const field = area();
    if (!field) return;
    closePicker();
    field.focus();
    const { selectionStart: start, value } = field;
    const before =
      start > 0 && !/\n\n$/.test(value.slice(0, start))
        ? /\n$/.test(value.slice(0, start))
          ? '\n'
          : '\n\n'
        : '';
    field.setRangeText(before + text, start, field.selectionEnd, 'end');
    changed();
    void speak();
  }

  function closePicker() {
    const picker = document.getElementById('picker');
    if (picker) picker.hidden = true;
    document.querySelector('[data-picker]')?.setAttribute('aria-expanded', 'false');
  }

  // ---------------------------------------------------------------------------------------------------- the events

  document.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    if (target instanceof HTMLInputElement && target.dataset.filter) return filter(target);
    if (!target.closest('#letter') || target.id === 'files') return;
    changed();
    if (target.id === 'text' && said === 'viewing') void speak();
  });

  document.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.id !== 'files' || !target.files) return;
    void add([...target.files]);
    target.value = '';
  });

  // In the capturing phase, before htmx.
  document.addEventListener(
    'click',
    (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const button = target?.closest('button');
      const tab = target?.closest('#composer .tabs a');
      if (tab) chosen = true;
      if (tab instanceof HTMLElement && dirty) {
        event.preventDefault();
        event.stopImmediatePropagation();
        void keep().then((kept) => kept && tab.click());
      } else if (button?.classList.contains('remove')) {
        button.closest('li')?.remove();
        changed();
      } else if (button?.dataset.picker) {
        event.preventDefault();
        void togglePicker(button);
      } else if (button?.name === 'insert' && button.closest('#picker')) {
        event.preventDefault();
        insert(button.dataset.text ?? '');
      }
    },
    true,
  );

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches('#letter, form.undo')) return;
    event.preventDefault();
    if (!sending) void finish(form, event.submitter);
  });

  /**
   * Files on their way go along. The draft is kept once more, also to see that the writer is still logged in: the page goes
   * with its form, and what cannot be kept would be lost with it.
   *
   * @param {HTMLFormElement} form @param {HTMLElement | null} button
   */
  async function finish(form, button) {
    sending = true;
    clearTimeout(timer);
    const failed = failedUploads;
    await uploading;
    if (form.id === 'letter') dirty = true;
    keeping = keeping.then(write);
    const kept = await keeping;
    if (kept && failedUploads === failed) return submit(form, button);
    // The writer sees what is amiss, and decides anew.
    sending = false;
  }

  /** @param {HTMLFormElement} form @param {HTMLElement | null} button */
  function submit(form, button) {
    if (button instanceof HTMLButtonElement && button.name !== '') {
      const extra = document.createElement('input');
      Object.assign(extra, { type: 'hidden', name: button.name, value: button.value });
      form.append(extra);
      if (button.hasAttribute('formaction')) form.action = button.formAction;
    }
    form.classList.add('sending');
    form.submit();
  }

  document.addEventListener('keydown', (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.key === 'Escape' && target?.closest('#picker')) {
      closePicker();
      area()?.focus();
    }
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !target?.closest('#letter')) return;
    event.preventDefault();
    letter()?.requestSubmit(letter()?.querySelector('button[name=send]') ?? undefined);
  });

  document.addEventListener('paste', (event) => {
    const files = event.clipboardData?.files;
    if (!files?.length || !(event.target instanceof Element) || !event.target.closest('#letter')) return;
    event.preventDefault();
    void add(files);
  });

  for (const name of ['dragover', 'dragleave', 'drop'])
    document.addEventListener(name, (event) => {
      const at = composer();
      const drag = /** @type {DragEvent} */ (event);
      if (!at || !drag.dataTransfer?.types.includes('Files')) return;
      if (!(event.target instanceof Element) || !event.target.closest('#composer')) return;
      event.preventDefault();
      at.classList.toggle('dropping', name === 'dragover');
      if (name === 'drop') void add(drag.dataTransfer.files);
    });

  window.addEventListener('pagehide', leaving);
  // Who comes back from logging in again finds his text kept.
  document.addEventListener('visibilitychange', () => {
    void keep();
    void speak();
  });
  // The log-in must not take the place of what is not kept yet.
  document.addEventListener('htmx:before:response', (event) => {
    const { response } = /** @type {CustomEvent} */ (event).detail.ctx;
    if (response.status !== 401 || !dirty) return;
    event.preventDefault();
    void keep();
  });
  window.addEventListener('beforeunload', (event) => {
    if (unkept && dirty && !sending) event.preventDefault();
  });
  // Where a page comes back out of the browser’s memory.
  window.addEventListener('pageshow', ({ persisted }) => {
    sending = false;
    if (persisted) location.reload();
  });

  // --------------------------------------------------------------------------------------------------- the beginning

  function dress() {
    for (const button of document.querySelectorAll('#composer .remove')) button.removeAttribute('hidden');
    composer()?.classList.add('scripted');
  }

  function countDown() {
    const bar = document.querySelector('form.undo');
    if (!(bar instanceof HTMLElement)) return;
    const end = performance.now() + Number(bar.dataset.left) * 1000;
    const tick = setInterval(() => {
      const left = Math.ceil((end - performance.now()) / 1000);
      const place = bar.querySelector('.left');
      if (left > 0 && place) place.textContent = String(left);
      else if (!sending) {
        clearInterval(tick);
        bar.remove();
      }
    }, 250);
  }

  // Only where the writer chose another kind of letter; the rest of the page changes by itself.
  document.addEventListener('htmx:after:swap', () => {
    dress();
    if (!chosen) return;
    chosen = false;
    void speak();
    composer()?.scrollIntoView({ block: 'nearest' });
    const to = letter()?.elements.namedItem('to');
    if (to instanceof HTMLInputElement && to.value === '') to.focus();
    else area()?.focus();
  });
  dress();
  countDown();
  void speak();
  setInterval(speak, speakEveryMs);
})();
