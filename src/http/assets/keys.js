/** Shortcuts, by the table in the help dialog (views/keys.ts). Never while somebody types, and can be switched off (WCAG 2.1.4). */
(() => {
  const dialog = document.getElementById('keys');
  if (!(dialog instanceof HTMLDialogElement)) return;
  const table = new Map(
    [...dialog.querySelectorAll('dt[data-keys]:not([data-deed=told])')].map((entry) => [
      entry.dataset.keys,
      entry.dataset,
    ]),
  );
  const beginnings = new Set([...table.keys()].filter((keys) => keys.includes(' ')).map((keys) => keys[0]));
  const offKey = 'postern-keys-off';
  /** How long the second key of two is waited for, ms. */
  const patience = 1500;

  const rows = () => [...document.querySelectorAll('.tickets > li')];
  const rowHere = () => document.activeElement?.closest('.tickets > li') ?? null;
  const linkOf = (row) => row?.querySelector('a.subject') ?? null;

  function move(by) {
    const all = rows();
    const here = rowHere();
    const at = here === null ? (by > 0 ? 0 : all.length - 1) : all.indexOf(here) + by;
    const link = linkOf(all[at]);
    link?.focus();
    link?.scrollIntoView({ block: 'nearest' });
  }

  /** The list that was open last (list.js), and the ticket that is open now. */
  function trail() {
    const ticket = document.querySelector('main [data-ticket]')?.dataset.ticket ?? '';
    try {
      const { path, tickets } = JSON.parse(sessionStorage.getItem('postern-list') ?? '');
      return { path, tickets, ticket };
    } catch {
      return { path: '/inbox', tickets: [], ticket };
    }
  }

  function step(by) {
    const { tickets, ticket } = trail();
    const at = tickets.indexOf(ticket);
    const next = at < 0 ? undefined : tickets[at + by];
    if (next !== undefined) location.assign(`/inbox/${next}`);
  }

  const deeds = {
    help: () => dialog.showModal(),
    next: () => (rows().length > 0 ? move(1) : step(1)),
    previous: () => (rows().length > 0 ? move(-1) : step(-1)),
    select: () => rowHere()?.querySelector('.pick input')?.click(),
    open: () => linkOf(rowHere())?.click(),
    back() {
      const { path, ticket } = trail();
      sessionStorage.setItem('postern-read', ticket);
      location.assign(path);
    },
    nextOpen: () => step(1),
    previousOpen: () => step(-1),
  };

  /** True where it was done. */
  function act({ deed, value }) {
    if (deed === 'go') location.assign(value);
    else if (deed === 'run') deeds[value]();
    else {
      const target = document.querySelector(value);
      if (!(target instanceof HTMLElement)) return false;
      if (deed === 'click') target.click();
      else target.focus();
    }
    return true;
  }

  const types = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable ||
      (element.matches('input, select, textarea') && !element.matches('[type=checkbox], [type=radio]')));

  let first = '';
  let timer = 0;
  document.addEventListener('keydown', (event) => {
    // AltGr is Ctrl and Alt to some systems, and `[` takes it on many keyboards.
    const isCommand = (event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph');
    if (isCommand || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (localStorage.getItem(offKey) !== null || types(event.target)) return;
    if (document.querySelector('dialog[open]') !== null) return;
    const keys = first === '' ? event.key : `${first} ${event.key}`;
    first = '';
    clearTimeout(timer);
    const entry = table.get(keys);
    if (entry !== undefined) {
      if (act(entry)) event.preventDefault();
    } else if (keys === event.key && beginnings.has(event.key)) {
      first = event.key;
      timer = setTimeout(() => {
        first = '';
      }, patience);
    }
  });

  // Menus close like those of the system.
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const open = document.querySelector('details.menu[open]');
    open?.removeAttribute('open');
    open?.querySelector('summary')?.focus();
  });
  document.addEventListener('click', (event) => {
    for (const open of document.querySelectorAll('details.menu[open]'))
      if (event.target instanceof Node && !open.contains(event.target)) open.removeAttribute('open');
  });

  const button = document.querySelector('[data-key="?"]');
  if (button instanceof HTMLElement) {
    button.hidden = false;
    button.addEventListener('click', deeds.help);
  }
  const single = document.getElementById('single-keys');
  if (single instanceof HTMLInputElement) {
    single.checked = localStorage.getItem(offKey) === null;
    single.addEventListener('change', () => {
      if (single.checked) localStorage.removeItem(offKey);
      else localStorage.setItem(offKey, '1');
    });
  }
})();
