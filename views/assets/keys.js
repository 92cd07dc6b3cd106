// The keyboard: / searches everything, f the list that is shown, j and k walk, Enter opens, r replies, a gives to somebody, s puts off, e closes, b gives back,
// 1 to 7 are the lists, ? tells.

import { openSearch } from './search.js';

const dialog = document.getElementById('keys');
let leader;

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') return leave(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const isPlace = leader === 'g';
  const action = isPlace ? places[event.key] : keys[event.key];
  leader = event.key === 'g' && leader !== 'g' ? 'g' : undefined;
  if (!action) return;
  event.preventDefault();
  // What the page itself does by this letter is not meant.
  if (isPlace) event.stopImmediatePropagation();
  action();
});

const keys = {
  '/': openSearch,
  f: () => document.querySelector('[data-search]')?.select(),
  j: () => walk(1),
  k: () => walk(-1),
  r: () => document.getElementById('reply')?.focus(),
  ...Object.fromEntries(['a', 's', 'e', 'b'].map(key => [key, () => document.querySelector(`[data-key="${key}"]`)?.click()])),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map(key => [key, () => document.querySelector(`[data-list="${key}"]`)?.click()])),
  '?': () => dialog?.showModal(),
};
const addresses = { i: '/inbox', c: '/contacts', d: '/deals', t: '/tasks' };
const places = Object.fromEntries(Object.entries(addresses).map(([key, address]) => [key, () => location.assign(address)]));

function isTyping(target) {
  return target.matches('input, textarea, select, [contenteditable]');
}

const lines = () => [...document.querySelectorAll('#rows .line, [data-row] .contact-link')];

/** Moves the focus along the list; Enter then does what it does on any link. */
function walk(step) {
  const all = lines();
  if (all.length === 0) return;
  const focused = all.indexOf(document.activeElement);
  const shown = all.findIndex(line => line.matches('.on') || line.closest('tr.on'));
  const from = focused >= 0 ? focused : shown;
  const next = all[Math.max(0, Math.min(all.length - 1, from + step))] ?? all[0];
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

/** Closes what lies above, leaves the field one types in, gives up an edit; the focus goes back where it was. */
function leave(event) {
  const form = event.target.closest?.('[data-cancel]');
  if (form) {
    event.preventDefault();
    return form.querySelector('[data-cancel-button]')?.click();
  }
  if (document.querySelector('dialog[open]')) return;
  const card = document.querySelector('#inbox-card.is-shown');
  if (card) return card.classList.remove('is-shown');
  if (isTyping(event.target)) return event.target.blur();
  document.querySelector('[data-close-aside]')?.click();
}

/** A place that is taken away by a swap hands its focus on to what came instead. */
let edited;
document.body.addEventListener('htmx:beforeSwap', event => {
  edited = event.detail.target.closest?.('.field')?.id;
});
document.body.addEventListener('htmx:afterSettle', () => {
  if (!edited) return;
  const field = document.getElementById(edited);
  (field?.querySelector('input') ?? field?.querySelector('.field-edit'))?.focus();
  edited = undefined;
});
