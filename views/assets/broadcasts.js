// The page of a mailing that is being written: what shows for what is chosen, segments, the order of messengers, saving that was cut off.

const form = document.getElementById('draft');
const changed = element => element.dispatchEvent(new Event('input', { bubbles: true }));

if (form) prepare();

function prepare() {
  for (const field of form.querySelectorAll('[data-kind-of]')) showFor(field);
  form.addEventListener('change', event => {
    if (event.target.matches('[data-kind-of]')) showFor(event.target);
    if (event.target.matches('[data-add-segment]')) addSegment(event.target);
  });
  form.addEventListener('click', event => {
    const chip = event.target.closest('[data-drop-chip]');
    if (chip) return dropChip(chip);
    const move = event.target.closest('[data-move]');
    if (move) return moveLine(move.closest('li'), Number(move.dataset.move), move);
  });
  // A key that is pressed in a field is no wish to press the first button of the form.
  form.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !event.target.matches('input:not([type=checkbox], [type=radio])')) return;
    event.preventDefault();
    htmx.trigger(form, 'save');
  });
  form.querySelector('#name')?.addEventListener('input', event => {
    const title = document.getElementById('broadcast-name');
    if (event.target.value.trim()) title.textContent = event.target.value;
  });
  dragLines(form.querySelector('[data-sorted]'));
  // What was changed before htmx listened, or filled in again by the browser, is on the screen: so it is kept. What is kept already changes nothing.
  addEventListener('load', () => [...form.elements].some(isChanged) && htmx.trigger(form, 'save'));
}

/** The field does not say what the page came with. */
function isChanged(field) {
  if (!field.name || field.type === 'hidden' || field.matches('button, fieldset, [data-no-save]')) return false;
  if (field.type === 'radio' || field.type === 'checkbox') return field.checked !== field.defaultChecked;
  if (field.matches('select')) {
    const options = [...field.options];
    return options.some(({ defaultSelected }) => defaultSelected) && options.some(each => each.selected !== each.defaultSelected);
  }
  return field.value !== field.defaultValue;
}

/** What belongs to a choice shows with it: `data-shows="schedule:at"`. */
function showFor(field) {
  if (field.type === 'radio' && !field.checked) return;
  const value = field.type === 'checkbox' && !field.checked ? '' : field.value;
  for (const part of form.querySelectorAll(`[data-shows^="${field.dataset.kindOf}:"]`))
    part.hidden = part.dataset.shows !== `${field.dataset.kindOf}:${value}`;
}

// --- Letting it go ---

/** The wish outlives its button: the step is drawn anew with each answer, also with that of the saving which the wish waits for. */
document.body.addEventListener('click', event => {
  if (event.target.closest('[data-rehearse]')) htmx.trigger('#rehearse', 'rehearse');
});

/** Whoever is asked whether it shall go is not interrupted by news of the page: the step is drawn anew when they have answered. */
document.body.addEventListener('htmx:oobBeforeSwap', event => {
  const { target } = event.detail;
  if (target.id !== 'step') return;
  const asking = target.querySelector('dialog[open]');
  if (!asking) return;
  event.detail.shouldSwap = false;
  asking.addEventListener('close', () => htmx.trigger('#rehearsal', 'live'), { once: true });
});

// --- Segments ---

function addSegment(select) {
  const { value } = select;
  const place = select.closest('[data-segments]');
  const chosen = [...place.querySelectorAll('input[type=hidden]')].map(input => input.value);
  const title = select.selectedOptions[0]?.textContent ?? '';
  select.value = '';
  if (value === '' || chosen.includes(value)) return;
  const chip = place.querySelector('[data-chip]').content.cloneNode(true);
  chip.querySelector('span').textContent = title;
  chip.querySelector('input').value = value;
  const drop = chip.querySelector('button');
  drop.setAttribute('aria-label', drop.dataset.label.replace('§', title));
  place.querySelector('[data-chips]').append(chip);
  nameEmpty(select);
  changed(select);
}

function dropChip(button) {
  const place = button.closest('[data-segments]');
  button.closest('li').remove();
  const select = place.querySelector('[data-add-segment]');
  select.focus();
  nameEmpty(select);
  changed(select);
}

/** What choosing nothing means: everybody, or no further one. */
function nameEmpty(select) {
  const { empty, another } = select.dataset;
  const hasChips = select.closest('[data-segments]').querySelector('[data-drop-chip]') !== null;
  select.options[0].textContent = hasChips ? another : empty;
}

// --- The order of messengers ---

function moveLine(line, by, button) {
  const other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(line);
  else other.after(line);
  button?.focus();
  changed(line);
}

function dragLines(list) {
  let dragged;
  list?.addEventListener('dragstart', event => {
    dragged = event.target.closest('li');
    event.dataTransfer.effectAllowed = 'move';
  });
  list?.addEventListener('dragover', event => {
    const over = event.target.closest('li');
    if (!dragged || !over) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (event.clientY > top + height / 2) over.after(dragged);
    else over.before(dragged);
  });
  list?.addEventListener('dragend', () => {
    if (dragged) changed(dragged);
    dragged = undefined;
  });
}

// --- What was not saved ---

/** How often something was changed; with how many of these changes the latest request went; how many are kept. */
let changes = 0;
let sent = 0;
let kept = 0;
const isUnsaved = () => kept < changes;
/** What was saved last is not what stands there: nobody is told that it is. */
const tellBehind = () => document.getElementById('saved')?.classList.toggle('is-behind', isUnsaved());

form?.addEventListener('input', () => {
  changes += 1;
  tellBehind();
});
/** By the form itself, or by the button that says whose version stays. */
const isSave = ({ detail: { requestConfig } }) =>
  requestConfig?.verb === 'post' && requestConfig.path === form?.getAttribute('hx-post');
document.body.addEventListener('htmx:beforeSend', event => {
  if (isSave(event)) sent = changes;
});
document.body.addEventListener('htmx:oobAfterSwap', event => {
  if (event.detail.target.id === 'saved') tellBehind();
});
document.body.addEventListener('htmx:afterRequest', event => {
  if (!isSave(event)) return;
  if (event.detail.successful) {
    kept = sent;
    return tellBehind();
  }
  if (event.detail.xhr.status !== 0) return;
  const saved = document.getElementById('saved');
  const words = document.createElement('span');
  words.className = 'broadcast-not-saved';
  words.textContent = saved.dataset.offline;
  saved.replaceChildren(words);
  setTimeout(() => htmx.trigger(form, 'save'), 3000);
});
// Nobody who goes away in the middle of a word loses it.
addEventListener('beforeunload', event => {
  if (isUnsaved()) event.preventDefault();
});
form?.addEventListener('submit', () => {
  kept = changes;
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden && isUnsaved()) htmx.trigger(form, 'save');
});

// Rows of the builder of rules that came or went.
document.body.addEventListener('htmx:afterSettle', event => {
  if (form?.contains(event.detail.elt) && event.detail.elt.closest('.rules-tree')) htmx.trigger(form, 'save');
});
