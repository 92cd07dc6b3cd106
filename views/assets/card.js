// The card: fields by keyboard, choosing rows of the list, the order of fields in the settings.

/** Tab saves what was changed and goes on to the next field that can be changed. */
let onwards;
document.addEventListener('keydown', event => {
  const form = event.target.closest?.('[data-field-form]');
  if (!form || event.key !== 'Tab' || event.shiftKey || !event.target.matches('[id^="input-"]')) return;
  const fields = [...document.querySelectorAll('.person .field')].filter(field => field.offsetParent !== null);
  const here = fields.indexOf(form.closest('.field'));
  const next = fields.slice(here + 1).find(field => field.querySelector('.field-edit'));
  if (!next) return;
  event.preventDefault();
  onwards = next.id;
  if (isChanged(event.target)) return form.requestSubmit();
  form.querySelector('[data-cancel-button]')?.click();
});

/** What was refused is tried again rather than dropped. */
function isChanged(input) {
  if (input.getAttribute('aria-describedby')?.startsWith('problem-')) return true;
  if (input.matches('select')) return [...input.options].some(option => option.selected !== option.defaultSelected);
  return input.value !== input.defaultValue;
}

// Enter in a text of several lines saves as well, Shift+Enter breaks the line; and what was chosen in a list, which opens by it otherwise.
document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  const isChosen = event.target.matches('[data-field-form] select') && isChanged(event.target);
  if (!isChosen && !event.target.matches('[data-field-form] textarea')) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

document.body.addEventListener('htmx:afterSettle', event => {
  if (!onwards || !event.detail.elt.closest?.('.person')) return;
  const next = document.getElementById(onwards);
  onwards = undefined;
  // A value that was refused stays open: first it is put right.
  if (event.detail.xhr?.status < 400) next?.querySelector('.field-edit')?.click();
});

document.addEventListener('click', event => {
  const asks = event.target.closest('[data-asks]');
  if (asks && !confirm(asks.dataset.asks)) return event.preventDefault();
  const value = event.target.closest('.person .field-value');
  if (value && !event.target.closest('a')) value.parentElement.querySelector('.field-edit')?.click();
  const move = event.target.closest('[data-move]');
  if (move) moveField(move.closest('[data-key]'), Number(move.dataset.move));
});

// Rows of the list: what can be done with the chosen ones shows as soon as there are any.
document.addEventListener('change', event => {
  const all = event.target.closest('[data-pick-all]');
  if (all) for (const pick of document.querySelectorAll('[data-pick]')) pick.checked = all.checked;
  if (all || event.target.closest('[data-pick]')) showBulk();
  if (event.target.closest('[data-field-type]')) showChoices();
});

function showBulk() {
  const bar = document.querySelector('[data-bulk-bar]');
  if (!bar) return;
  const count = document.querySelectorAll('[data-pick]:checked').length;
  bar.hidden = count === 0;
  bar.querySelector('[data-bulk-count]').textContent = bar.dataset.words.replace('{{count}}', count);
}

// Fields of the settings: by their buttons and by dragging.
function moveField(field, step) {
  const list = field.parentElement;
  const other = step < 0 ? field.previousElementSibling : field.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(field);
  else other.after(field);
  tellOrder(list, field.dataset.key, step);
}

function tellOrder(list, key, step) {
  const form = document.querySelector('[data-order]');
  const inputs = [...form.querySelectorAll('input')];
  for (const [i, field] of [...list.children].entries()) inputs[i].value = field.dataset.key;
  moved = { key, step };
  htmx.trigger(form, 'reordered');
}

let moved;
let dragged;
document.addEventListener('dragstart', event => {
  dragged = event.target.closest?.('.defined-field');
});
document.addEventListener('dragover', event => {
  const over = event.target.closest?.('.defined-field');
  if (!dragged || !over || over === dragged || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(dragged);
  else over.after(dragged);
});
document.addEventListener('dragend', () => {
  if (dragged) tellOrder(dragged.parentElement, dragged.dataset.key, 0);
  dragged = undefined;
});

document.body.addEventListener('htmx:afterSettle', () => {
  showChoices();
  if (!moved) return;
  // The focus stays on the button that was pressed, or its neighbour where that cannot go on.
  const field = [...document.querySelectorAll('[data-key]')].find(each => each.dataset.key === moved.key);
  const buttons = [...(field?.querySelectorAll('[data-move]:not(:disabled)') ?? [])];
  (buttons.find(button => Number(button.dataset.move) === moved.step) ?? buttons[0])?.focus();
  moved = undefined;
});

function showChoices() {
  for (const select of document.querySelectorAll('[data-field-type]')) {
    const choices = select.closest('form').querySelector('[data-field-choices]');
    choices.hidden = select.value !== 'list' && select.value !== 'many';
  }
}
showChoices();
