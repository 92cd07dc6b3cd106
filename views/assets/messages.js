// The open conversation: messages come and change, older ones are loaded above, the place one reads at stays.

import { jump } from './find.js';

const near = 80;
const scroller = () => document.getElementById('messages-scroll');
const list = () => document.getElementById('messages');

/** Puts messages where they belong: a known one is replaced when it is newer, a new one comes into its order. */
export function showMessages(html) {
  const messages = list();
  if (!messages) return;
  const atEnd = isAtEnd();
  const template = document.createElement('template');
  template.innerHTML = html;
  const arrived = [...template.content.children].filter(place);
  for (const message of arrived) htmx.process(message);
  if (arrived.length === 0) return;
  document.getElementById('no-messages')?.remove();
  mark(messages);

  const fresh = arrived.filter(message => message === messages.lastElementChild);
  const ours = fresh.some(message => message.classList.contains('msg-out'));
  if (atEnd || ours) toEnd();
  else if (fresh.length > 0) document.getElementById('pill').hidden = false;
  if (arrived.some(message => message.dataset.author === 'event')) htmx.trigger(document.body, 'conversation-changed');
  if (arrived.some(message => message.dataset.author === 'customer')) markRead();
  // An answer may have changed the card; whoever is editing it is not interrupted.
  if (!document.querySelector('#inbox-card:focus-within, #inbox-card .field-form')) htmx.trigger(document.body, 'card-changed');
}

function place(message) {
  const known = document.getElementById(message.id);
  if (known) {
    if (Number(known.dataset.changed) >= Number(message.dataset.changed)) return false;
    const edit = known.querySelector('[data-edit]');
    known.replaceWith(message);
    if (edit) message.append(edit);
    return true;
  }
  const order = Number(message.dataset.order);
  // An earlier stretch is shown: what is new comes when one goes to the end.
  const last = [...list().querySelectorAll('.msg')].at(-1);
  if (last && order > Number(last.dataset.order) && list().querySelector('.newer')) {
    document.getElementById('pill').hidden = false;
    return false;
  }
  const after = [...list().querySelectorAll('.msg')].findLast(other => Number(other.dataset.order) < order);
  if (after) after.after(message);
  else {
    const first = list().querySelector('.msg');
    // Older than everything on the page: it comes when one scrolls there.
    if (first && list().querySelector('.older')) return false;
    if (first) first.before(message);
    else list().append(message);
  }
  return true;
}

/** Which message begins a day, and which begins a run of one author's. */
function mark(messages) {
  let before;
  for (const message of messages.querySelectorAll('.msg')) {
    const isDayFirst = before?.dataset.day !== message.dataset.day;
    message.classList.toggle('day-first', isDayFirst);
    message.classList.toggle('run-first', isDayFirst || before?.dataset.author !== message.dataset.author);
    before = message;
  }
}

function isAtEnd() {
  const pane = scroller();
  return !pane || pane.scrollHeight - pane.scrollTop - pane.clientHeight < near;
}

function toEnd() {
  const pane = scroller();
  if (!pane) return;
  pane.scrollTop = pane.scrollHeight;
  document.getElementById('pill').hidden = true;
}

/** Seen by a person, not only by a page in the background. */
function markRead() {
  const id = document.getElementById('conversation')?.dataset.conversation;
  if (!id || document.hidden) return;
  htmx.ajax('POST', `/inbox/${id}/read`, { swap: 'none' }).then(() => htmx.trigger(document.body, 'inbox-changed'));
}

function begin() {
  const pane = scroller();
  if (!pane) return;
  toEnd();
  // The window grows and shrinks with the phone's keyboard, pictures come late: who was at the end stays there.
  // Only scrolling up is leaving the end: what grows below moves it away as well.
  let wasAtEnd = true;
  let top = 0;
  pane.addEventListener(
    'scroll',
    () => {
      wasAtEnd = isAtEnd() || (wasAtEnd && pane.scrollTop >= top);
      top = pane.scrollTop;
      if (isAtEnd() && !document.querySelector('#messages .newer')) document.getElementById('pill').hidden = true;
    },
    { passive: true },
  );
  const stay = new ResizeObserver(() => wasAtEnd && !document.querySelector('#messages .newer') && toEnd());
  stay.observe(pane);
  stay.observe(list());
}

// A message that was changed here comes back by itself; what stands around it may look otherwise now.
document.body.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target.classList?.contains('msg') && list()) mark(list());
  for (const form of document.querySelectorAll('[data-edit]:not([data-open])')) openEdit(form);
});

/** One message is changed at a time; the cursor stands behind its last word. */
function openEdit(form) {
  for (const other of document.querySelectorAll('[data-edit]')) if (other !== form) other.remove();
  form.dataset.open = 'yes';
  const field = form.querySelector('textarea');
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  form.scrollIntoView({ block: 'nearest' });
  closeMenus();
}

// The stream may have brought the changed message before the answer to the form, which then stands in another one than was asked from.
document.body.addEventListener('htmx:afterRequest', ({ detail: { elt, successful } }) => {
  if (successful && elt.isConnected && elt.matches('[data-edit]')) leaveEdit(elt);
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll('[data-menu][open]')) if (menu !== except) menu.open = false;
}

/** Back to where one came from: the button that opens the menu. */
function leaveEdit(form) {
  const menu = form.closest('.msg').querySelector('[data-menu] summary');
  form.remove();
  menu?.focus();
}

document.addEventListener('click', event => {
  closeMenus(event.target.closest('[data-menu]'));
  if (event.target.closest('[data-cancel-edit]')) leaveEdit(event.target.closest('[data-edit]'));
});
document.addEventListener('keydown', event => {
  const form = event.target.closest?.('[data-edit]');
  const menu = event.target.closest?.('[data-menu][open]');
  if (event.key === 'Escape' && form) leaveEdit(form);
  if (event.key === 'Escape' && menu) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
  if (form && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});

let below;
document.body.addEventListener('htmx:beforeSwap', event => {
  const pane = event.detail.target.closest?.('#messages-scroll, .history');
  if (event.detail.target.classList?.contains('older') && pane) below = pane.scrollHeight - pane.scrollTop;
});
document.body.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target.id === 'open') {
    document.getElementById('inbox')?.classList.toggle('is-open', Boolean(document.getElementById('conversation')));
    markOpenRow();
    begin();
  }
  if (event.detail.target.id === 'list') markOpenRow();
  if (event.detail.target.id === 'messages' || event.detail.elt?.closest?.('#messages')) mark(list());
  if (below !== undefined) {
    const pane = scroller() ?? document.querySelector('.history');
    mark(pane.querySelector('.messages'));
    pane.scrollTop = pane.scrollHeight - below;
    below = undefined;
  }
});

function markOpenRow() {
  const id = document.getElementById('conversation')?.dataset.conversation;
  for (const row of document.querySelectorAll('#rows .line')) {
    row.classList.toggle('on', row.dataset.id === id);
    if (row.dataset.id === id) row.setAttribute('aria-current', 'true');
    else row.removeAttribute('aria-current');
  }
}

document.addEventListener('click', event => {
  if (!event.target.closest('#pill')) return;
  if (document.querySelector('#messages .newer')) void jump({}).then(toEnd);
  else toEnd();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && document.querySelector('#rows .line.on.line-unread')) markRead();
});
for (const history of document.querySelectorAll('.history')) history.scrollTop = history.scrollHeight;
markOpenRow();
begin();
