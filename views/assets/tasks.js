// Tasks: the form over any page, the keyboard of their lists, dragging in the week, the feed by digits.

const isTyping = target => target.matches?.('input:not([type="checkbox"]), textarea, select, [contenteditable]');

/** The form comes over the page that it was asked on; with Ctrl it opens where the browser opens links. */
document.addEventListener('click', event => {
  const { target } = event;
  const opener = target.closest('a[data-task-form]');
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    return openForm(opener);
  }
  const typed = target.closest('[data-types]');
  if (typed) return typeDue(typed.dataset.types);
  if (target.closest('[data-closes-task]')) return sheet()?.close();
  if (target.closest('[data-dismiss-task]')) return target.closest('[data-task-toast]')?.remove();
  for (const open of document.querySelectorAll('.task-pop[open]')) if (!open.contains(target)) open.open = false;
});

let opener;
const sheet = () => document.getElementById('task-sheet');

function openForm(link) {
  opener = link;
  const dialog = sheet() ?? makeSheet();
  htmx.ajax('GET', link.href, { target: dialog.querySelector('.task-sheet-body'), swap: 'innerHTML' }).then(() => {
    if (!document.getElementById('task-form')) return;
    dialog.querySelector('h2').textContent = link.dataset.title ?? link.textContent.trim();
    if (!dialog.open) dialog.showModal();
    showRepeat();
    document.getElementById('task-title')?.focus();
  });
}

function makeSheet() {
  const dialog = document.createElement('dialog');
  dialog.id = 'task-sheet';
  dialog.className = 'sheet task-sheet';
  dialog.setAttribute('aria-labelledby', 'task-sheet-title');
  const close = document.querySelector('#keys .sheet-head button')?.cloneNode(true);
  const head = document.createElement('form');
  head.method = 'dialog';
  head.className = 'sheet-head';
  const title = document.createElement('h2');
  title.id = 'task-sheet-title';
  head.append(title, ...(close ? [close] : []));
  const body = document.createElement('div');
  body.className = 'task-sheet-body';
  dialog.append(head, body);
  dialog.addEventListener('close', () => {
    body.replaceChildren();
    if (opener?.isConnected) opener.focus();
  });
  document.body.append(dialog);
  return dialog;
}

/** What a button stands for is typed as a person would have, and shown back the same way. */
function typeDue(text) {
  const field = document.querySelector('#task-form [data-due]');
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

document.body.addEventListener('htmx:afterSwap', event => {
  const { target } = event.detail;
  if (target.id === 'task-due-said') htmx.trigger('#task-form', 'due-read');
  if (target.id === 'task-form') showRepeat();
  if (target.id === 'toasts') closeWhenDone(event);
  if (target.id === 'feed') beginFeed();
});

/** A task that was kept closes its form; one that was refused was put back into it. */
function closeWhenDone(event) {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status >= 300 || requestConfig.verb !== 'post') return;
  if (sheet()?.open) sheet().close();
  // The form as a page of its own: there is nothing behind it.
  else if (requestConfig.elt.closest('#task-form')) location.assign('/tasks');
}

// --- Repeats: only what belongs to the choice is shown ---

document.addEventListener('change', event => {
  if (event.target.matches('[data-repeat]')) showRepeat();
  if (event.target.matches('[data-sends]')) event.target.form.requestSubmit();
  if (event.target.matches('.task-check')) showBulk();
});

function showRepeat() {
  const choice = document.querySelector('[data-repeat]')?.value;
  const every = document.querySelector('[data-repeat-every]');
  const weekdays = document.querySelector('[data-repeat-weekdays]');
  if (every) every.hidden = choice === 'no' || choice === 'workday';
  if (weekdays) weekdays.hidden = choice !== 'week';
}

function showBulk() {
  const bulk = document.querySelector('[data-task-bulk]');
  if (!bulk) return;
  const count = document.querySelectorAll('.task-check:checked').length;
  bulk.hidden = count === 0;
  const told = bulk.querySelector('.task-bulk-count');
  told.textContent = told.dataset.words.replace('{count}', String(count));
}

// --- The keyboard ---

const rows = () => [...document.querySelectorAll('[data-task-row]')];
const current = () => document.activeElement?.closest?.('[data-task-row]');

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') return leave(event);
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (document.getElementById('feed') && pressDigit(event)) return;
  if (isTyping(event.target)) return;
  const act = listKeys[event.key];
  if (!act) return;
  if (act() !== false) event.preventDefault();
});

const listKeys = {
  t: () => {
    const link = document.querySelector('[data-key="t"]');
    if (!link) return false;
    link.click();
  },
  j: () => walk(1),
  k: () => walk(-1),
  d: () => openPop('.task-done'),
  p: () => openPop('.task-later'),
  x: () => {
    const box = current()?.querySelector('.task-check');
    if (!box) return false;
    box.click();
  },
};

function walk(step) {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
  next.querySelector('.task-title')?.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function openPop(kind) {
  const pop = current()?.querySelector(kind);
  if (!pop) return false;
  pop.open = true;
  pop.querySelector('input:not([type=hidden]), button')?.focus();
}

function leave(event) {
  const pop = event.target.closest?.('.task-pop[open]');
  if (!pop) return;
  event.preventDefault();
  pop.open = false;
  pop.querySelector('summary')?.focus();
}

/** Opening one by the mouse puts the focus where one types. */
document.addEventListener(
  'toggle',
  event => {
    const pop = event.target;
    if (!pop.matches?.('.task-pop[open]')) return;
    for (const other of document.querySelectorAll('.task-pop[open]')) if (other !== pop) other.open = false;
    pop.querySelector('.task-pop-body input:not([type=hidden]), .task-pop-body button')?.focus();
  },
  true,
);

/** In the feed a digit presses its button, also with Alt held back; whoever types a text types digits. */
function pressDigit(event) {
  if (isTyping(event.target)) return false;
  const button = document.querySelector(`#feed [data-digit="${CSS.escape(event.key)}"]`);
  if (!button) return false;
  event.preventDefault();
  button.click();
  return true;
}

// --- The list is made anew after each change: the focus stays in its line, what was chosen stays chosen ---

let place;
let chosen = [];
document.body.addEventListener('htmx:beforeSwap', event => {
  if (event.detail.target.id !== 'tasks') return;
  const at = rows().indexOf(current());
  place = at < 0 ? undefined : { at, id: current().id };
  chosen = [...document.querySelectorAll('.task-check:checked')].map(box => box.value);
});
document.body.addEventListener('htmx:afterSettle', () => {
  fadeToasts();
  for (const box of document.querySelectorAll('.task-check')) if (chosen.includes(box.value)) box.checked = true;
  if (chosen.length > 0) showBulk();
  chosen = [];
  if (!place) return;
  const row = document.getElementById(place.id) ?? rows()[place.at] ?? rows().at(-1);
  if (document.activeElement === document.body) row?.querySelector('.task-title')?.focus();
  place = undefined;
});

const undoMs = 12_000;

function fadeToasts() {
  for (const toast of document.querySelectorAll('[data-task-toast]:not([data-fading])')) {
    toast.dataset.fading = '';
    setTimeout(() => toast.remove(), undoMs);
  }
}

// --- A reminder on the page that one looks at: stays until it is read ---

document.addEventListener('alert-told', ({ detail: { key, href, title, text } }) => {
  const toasts = document.getElementById('toasts');
  if (!href.startsWith('/tasks/') || document.hidden || !toasts || document.querySelector(`[data-told="${CSS.escape(key)}"]`))
    return;
  const note = document.createElement('div');
  note.className = 'toast-note';
  note.dataset.told = key;
  note.dataset.fades = '';
  note.dataset.fading = '';
  const words = document.createElement('span');
  const head = document.createElement('b');
  head.textContent = `${title}: `;
  const link = document.createElement('a');
  link.href = href;
  link.dataset.taskForm = '';
  link.textContent = text;
  words.append(head, link);
  const close = document.querySelector('#keys .sheet-head button')?.cloneNode(true);
  if (close) close.dataset.dismiss = '';
  note.append(words, ...(close ? [close] : []));
  toasts.append(note);
});

// --- Dragging to another day of the week ---

let dragged;
document.addEventListener('dragstart', event => {
  dragged = event.target.closest?.('.task-card[data-href]');
  if (dragged) event.dataTransfer.effectAllowed = 'move';
});
document.addEventListener('dragover', event => {
  const day = dragged && event.target.closest?.('.task-day');
  if (!day) return;
  event.preventDefault();
  for (const other of document.querySelectorAll('.task-day.is-over')) if (other !== day) other.classList.remove('is-over');
  day.classList.add('is-over');
});
document.addEventListener('drop', event => {
  const day = dragged && event.target.closest?.('.task-day');
  if (!day) return;
  event.preventDefault();
  const from = dragged.closest('.task-day');
  if (from !== day)
    htmx.ajax('POST', `${dragged.dataset.href}/postpone`, {
      values: { day: day.dataset.day },
      target: '#toasts',
      swap: 'beforeend',
      source: dragged,
    });
});
document.addEventListener('dragend', () => {
  dragged = undefined;
  for (const day of document.querySelectorAll('.task-day.is-over')) day.classList.remove('is-over');
});

/** Focus on what is to be done, and the end of what was said in sight. */
function beginFeed() {
  document.getElementById('feed-title')?.focus();
  const said = document.querySelector('.feed-messages');
  if (said) said.scrollTop = said.scrollHeight;
}

showRepeat();
if (document.getElementById('feed')) beginFeed();

// The deal of what was done has nothing else to be done: the next step is asked for at once.
document.body.addEventListener('htmx:afterSwap', ({ detail: { target } }) => {
  if (target.id === 'toasts') target.lastElementChild?.querySelector('[data-task-next]')?.click();
});
