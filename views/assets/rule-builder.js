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

// Whoever types on while the rows are being exchanged stays where they type and keeps what was typed: the answer knows only what stood there
// when it was asked for.
let before;

document.addEventListener('htmx:beforeRequest', event => {
  const tree = treeOf(event);
  if (tree) before = valuesIn(tree);
});

document.addEventListener('htmx:beforeSwap', event => {
  const tree = treeOf(event);
  if (!tree || !before) return;
  const typed = [...valuesIn(tree)].filter(([key, value]) => before.has(key) && before.get(key) !== value);
  before = undefined;
  const [place, { selectionStart, selectionEnd } = {}] =
    [...inputsIn(tree)].find(([, input]) => input === document.activeElement) ?? [];
  const id = tree.id;
  document.addEventListener(
    'htmx:afterSwap',
    () => putBack(document.getElementById(id), new Map(typed), { place, selectionStart, selectionEnd }),
    { once: true },
  );
});

/** The rows that a request is about to exchange. */
function treeOf({ detail }) {
  return detail.target?.matches?.('[data-rules] .rules-tree') ? detail.target : undefined;
}

/** Which of several inputs of one name it is, and what stands in it. */
function* inputsIn(tree) {
  const counts = new Map();
  for (const input of tree.querySelectorAll('input:not([type=checkbox]), textarea')) {
    const number = counts.get(input.name) ?? 0;
    counts.set(input.name, number + 1);
    yield [`${input.name} ${number}`, input];
  }
}

const valuesIn = tree => new Map([...inputsIn(tree)].map(([key, input]) => [key, input.value]));

function putBack(tree, typed, { place, selectionStart = null, selectionEnd }) {
  if (!tree) return;
  for (const [key, input] of inputsIn(tree)) {
    if (typed.has(key)) {
      input.value = typed.get(key);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (key !== place) continue;
    input.focus();
    // Dates and numbers have no caret to be put anywhere.
    if (selectionStart !== null) input.setSelectionRange(selectionStart, selectionEnd);
  }
}
