/** Writes dates in the time zone of the reader. The server, which does not know it, wrote them in UTC by the same rule. */
(() => {
  const dayMs = 86_400_000;
  const language = document.documentElement.lang;
  const day = { day: 'numeric', month: 'short' };
  const formats = {
    time: new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }),
    day: new Intl.DateTimeFormat(language, day),
    date: new Intl.DateTimeFormat(language, { ...day, year: 'numeric' }),
    whole: new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short' }),
  };

  /** @param {Date} at @param {Date} now */
  function short(at, now) {
    const age = Math.abs(now.getTime() - at.getTime());
    if (age < dayMs && at.getDate() === now.getDate()) return formats.time.format(at);
    return (age < 300 * dayMs ? formats.day : formats.date).format(at);
  }

  /** @param {ParentNode} part */
  function write(part) {
    const now = new Date();
    for (const time of part.querySelectorAll('time[datetime]')) {
      const at = new Date(time.getAttribute('datetime') ?? '');
      if (Number.isNaN(at.getTime())) continue;
      const text = short(at, now);
      if (time.textContent !== text) time.textContent = text;
      time.setAttribute('title', formats.whole.format(at));
    }
  }

  write(document);
  // Before the browser paints what was swapped in.
  document.addEventListener('htmx:after:swap', () => write(document));
})();
