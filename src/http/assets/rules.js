/** Beside the editor of rules: puts examples where the cursor is, and leads to lines with problems. It works without. */
(() => {
  /** @param {string} id @returns {HTMLTextAreaElement | null} */
  const area = (id) => {
    const found = document.getElementById(id);
    return found instanceof HTMLTextAreaElement ? found : null;
  };

  /** Puts whole lines below the one with the cursor, as far in as that one is. */
  function insert(field, text) {
    const { value, selectionStart: at } = field;
    const from = value.lastIndexOf('\n', at - 1) + 1;
    const end = value.indexOf('\n', at);
    const to = end < 0 ? value.length : end;
    const line = value.slice(from, to);
    const inset = /^ */.exec(line)?.[0] ?? '';
    const lines = text.split('\n').map((each) => inset + each);
    const fresh = line.trim() === '' ? lines.join('\n') : `${line}\n${lines.join('\n')}`;
    field.focus();
    field.setRangeText(fresh, from, to, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }

  /** Chooses a line, from 1. */
  function goTo(field, line) {
    const lines = field.value.split('\n');
    const from = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
    field.focus();
    field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
    const height = Number.parseFloat(getComputedStyle(field).lineHeight) || 20;
    field.scrollTop = Math.max(0, (line - 3) * height);
  }

  for (const button of document.querySelectorAll('button[data-insert]')) button.hidden = false;

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest('button[data-insert]');
    if (button instanceof HTMLElement) {
      const field = area(button.dataset.into ?? '');
      if (field !== null) insert(field, button.dataset.insert ?? '');
    }
    const link = event.target.closest('a[data-line]');
    if (link instanceof HTMLElement) {
      const field = area('set');
      if (field === null) return;
      event.preventDefault();
      goTo(field, Number(link.dataset.line));
    }
  });
})();
