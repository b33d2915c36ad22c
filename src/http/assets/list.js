/** Selecting in lists, and what other pages need to know of the list that was open. Lists work without it. */
(() => {
  const listing = document.querySelector('form.listing');
  const part = document.getElementById('tickets');
  document.documentElement.classList.add('scripted');

  /** @returns {HTMLInputElement[]} */
  const boxes = () => [...document.querySelectorAll('.tickets .pick input')];

  /** Tells how many are selected, and sets the box that stands for all. */
  function count() {
    const all = boxes();
    const chosen = all.filter((box) => box.checked).length;
    const output = document.querySelector('.bulk .selected');
    if (output instanceof HTMLElement)
      output.textContent =
        (chosen === 1 ? output.dataset.one : output.dataset.other?.replace('{n}', String(chosen))) ?? '';
    const whole = document.getElementById('all');
    if (whole instanceof HTMLInputElement) {
      whole.checked = chosen > 0 && chosen === all.length;
      whole.indeterminate = chosen > 0 && chosen < all.length;
    }
  }

  /** Where the last box was clicked: with Shift, all from there to here follow this one. */
  let last = null;
  listing?.addEventListener('click', (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.matches('.tickets .pick input')) return;
    const all = boxes();
    const from = all.findIndex((one) => one.value === last);
    const to = all.indexOf(box);
    if (event.shiftKey && from >= 0)
      for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
    last = box.value;
    count();
  });
  listing?.addEventListener('change', (event) => {
    if (event.target instanceof HTMLInputElement && event.target.id === 'all')
      for (const box of boxes()) box.checked = event.target.checked;
    count();
  });
  listing?.addEventListener('reset', () => setTimeout(count));

  /** For the way back, and from one ticket of the list to the next. */
  function remember() {
    const tickets = [...document.querySelectorAll('.tickets > li')].map((row) => row.dataset.ticket);
    sessionStorage.setItem(
      'postern-list',
      JSON.stringify({ path: location.pathname + location.search, tickets }),
    );
  }

  /** Coming back, the keyboard goes on at the ticket that was read. */
  function resume() {
    const read = sessionStorage.getItem('postern-read');
    sessionStorage.removeItem('postern-read');
    const row =
      read === null ? null : document.querySelector(`.tickets > li[data-ticket="${CSS.escape(read)}"]`);
    row?.querySelector('a')?.focus();
  }

  document.addEventListener('htmx:after:swap', () => {
    count();
    remember();
  });
  // A page that comes back by the browser’s own button keeps its boxes.
  addEventListener('pageshow', () => {
    count();
    if (part !== null) remember();
    resume();
  });
})();
