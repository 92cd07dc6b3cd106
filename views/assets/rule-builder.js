// The builder of rules: keys that move a row, one more input where several values are typed. Everything else is htmx and plain fields.

const verbs = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out', Delete: 'remove' };

document.addEventListener('keydown', event => {
  const row = event.target.closest?.('[data-rules] [data-rule-row]');
  if (!row) return;
  if (event.key === 'Enter' && event.target.matches('input:not([type=checkbox])')) {
    // Enter in a value would send the whole form, or press its first button.
    event.preventDefault();
    event.target.dispatchEvent(new Event('change', { bubbles: true }));
    return;
  }
  if (event.key === 'Escape') return closeMenus();
  const verb = event.altKey && !event.ctrlKey && !event.metaKey && verbs[event.key];
  if (!verb) return;
  const button = [...row.querySelectorAll(`[data-rule-do="${verb}"]`)].find(each => each.closest('[data-rule-row]') === row);
  // Alt and an arrow would leave the page.
  event.preventDefault();
  button?.click();
});

document.addEventListener('input', event => {
  const many = event.target.closest?.('[data-rule-many]');
  const last = many?.lastElementChild;
  if (!last || last.value === '') return;
  const next = last.cloneNode();
  next.value = '';
  next.removeAttribute('value');
  many.append(next);
});

document.addEventListener('click', event => {
  for (const open of document.querySelectorAll('.rule-more[open]')) if (!open.contains(event.target)) open.open = false;
});

function closeMenus() {
  for (const open of document.querySelectorAll('.rule-more[open]')) {
    open.open = false;
    open.querySelector('summary').focus();
  }
}
