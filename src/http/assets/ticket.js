/** The page of a ticket: frames as high as their mails, choices that apply at once, keys from message to message. */
(() => {
  /** @type {{ config: { morphIgnore: string[] } }} */
  const { htmx } = /** @type {any} */ (globalThis);
  // What the reader has opened, and how high a frame is, is not for the server to say.
  htmx?.config.morphIgnore.push('open', 'style', 'hidden');

  const highest = 20_000;
  const { lang } = document.documentElement;
  const day = /** @type {const} */ ({ weekday: 'short', day: 'numeric', month: 'short' });
  const formats = {
    clock: new Intl.DateTimeFormat(lang, { timeStyle: 'medium' }),
    moment: new Intl.DateTimeFormat(lang, { ...day, hour: '2-digit', minute: '2-digit' }),
  };

  /** @param {HTMLIFrameElement} frame */
  function fitFrame(frame) {
    const inner = frame.contentDocument;
    const root = inner?.documentElement;
    if (!inner || !root || inner.URL === 'about:blank') return;
    const measure = () => {
      frame.style.height = `${Math.min(highest, Math.ceil(root.getBoundingClientRect().height) + 2)}px`;
    };
    measure();
    new ResizeObserver(measure).observe(root);
  }

  /** @param {ParentNode} part */
  function dress(part) {
    for (const frame of /** @type {NodeListOf<HTMLIFrameElement>} */ (part.querySelectorAll('iframe.body'))) {
      if (frame.dataset['fits'] === 'yes') continue;
      frame.dataset['fits'] = 'yes';
      frame.addEventListener('load', () => fitFrame(frame));
      fitFrame(frame);
    }
    for (const zone of /** @type {NodeListOf<HTMLInputElement>} */ (
      part.querySelectorAll('input[name=zone]')
    )) {
      zone.value = String(new Date().getTimezoneOffset());
    }
    for (const [kind, format] of Object.entries(formats)) {
      for (const time of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll(`[data-${kind}]`))) {
        time.textContent = format.format(new Date(time.dataset[kind] ?? ''));
      }
    }
    const composer = document.querySelector('#composer textarea');
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll('[data-insert]'))) {
      button.hidden = composer === null;
    }
  }

  // A choice is made by choosing.
  document.addEventListener('change', (event) => {
    const choice = event.target;
    if (choice instanceof HTMLSelectElement && choice.hasAttribute('data-autosubmit'))
      choice.form?.requestSubmit();
  });

  // A past answer goes where the answer is being written.
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-insert]') : null;
    const area = document.querySelector('#composer textarea');
    if (!(button instanceof HTMLElement) || !(area instanceof HTMLTextAreaElement)) return;
    area.setRangeText(button.dataset['insert'] ?? '', area.selectionStart, area.selectionEnd, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
    area.focus();
  });

  // What was done needs its sheet no longer; what was refused does.
  document.addEventListener('htmx:after:swap', (event) => {
    const form = /** @type {CustomEvent} */ (event).detail?.ctx?.sourceElement;
    if (!(form instanceof HTMLFormElement) || !form.classList.contains('act')) return;
    if (form.querySelector('.trouble') !== null) return;
    form.closest('details.doing')?.removeAttribute('open');
    form.reset();
  });

  /** What was refused, and where it stands. @type {{ trouble: Element, place: Element | null }[]} */
  let refused = [];

  /** @param {Event} event */
  const isLive = (event) =>
    /** @type {CustomEvent} */ (event).detail?.ctx?.sourceElement?.hasAttribute('data-live-ticket') === true;

  // The page as it is now knows nothing of what was refused before: that stays until something else is done.
  document.addEventListener('htmx:before:swap', (event) => {
    if (!isLive(event)) return;
    const all = document.querySelectorAll(':is(#ticket-head, #history, #side) .trouble');
    refused = [...all].map((trouble) => ({ trouble, place: trouble.parentElement }));
  });
  document.addEventListener('htmx:after:swap', (event) => {
    if (!isLive(event)) return;
    for (const { trouble, place } of refused) if (!trouble.isConnected) place?.append(trouble);
    refused = [];
  });

  // A sheet closes by Escape.
  document.addEventListener('keydown', (event) => {
    const at = event.key === 'Escape' && event.target instanceof Element ? event.target : null;
    const sheet = at?.closest('details.doing[open]');
    sheet?.removeAttribute('open');
    sheet?.querySelector('summary')?.focus();
  });

  const messages = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll('#history > .message')]);

  /** @param {number} step */
  function go(step) {
    const all = messages();
    const here = document.activeElement?.closest('.message');
    const at =
      here === null || here === undefined
        ? step > 0
          ? -1
          : all.length
        : all.indexOf(/** @type {any} */ (here));
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: 'start' });
  }

  const press = {
    'next-message': () => go(1),
    'previous-message': () => go(-1),
    newest: () => go(Number.MAX_SAFE_INTEGER),
  };
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('.jumps > *') : null;
    const done = press[/** @type {keyof press} */ (button?.id || 'newest')];
    if (button === null) return;
    event.preventDefault();
    done();
  });

  /** The newest message is what one comes for. */
  function showNewest() {
    const last = messages().at(-1);
    if (last && last.getBoundingClientRect().bottom > innerHeight) last.scrollIntoView({ block: 'start' });
  }

  dress(document);
  document.addEventListener('htmx:after:swap', () => dress(document));
  if (location.hash === '' && messages().length > 1) showNewest();
})();
