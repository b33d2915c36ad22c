// @ts-check
/** A box that selects all others of the same name. Without this script there is no such box. */
for (const all of /** @type {NodeListOf<HTMLInputElement>} */ (
  document.querySelectorAll('input[data-all]')
)) {
  all.hidden = false;
  all.addEventListener('change', () => {
    const boxes = all.form?.querySelectorAll(`input[type=checkbox][name="${all.dataset['all']}"]`) ?? [];
    for (const box of boxes) if (box instanceof HTMLInputElement) box.checked = all.checked;
  });
}
