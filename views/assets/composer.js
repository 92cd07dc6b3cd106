// The reply: grows with the text, sends by the key one chose, keeps what was not sent yet, whatever is exchanged around it.

const byId = id => document.getElementById(id);
const text = () => byId('reply');
/** Fields whose words are kept per conversation in this browser until they are sent. */
const kept = { reply: 'draft', note: 'note' };
const keyOf = field => `${kept[field.id]}:${field.form.dataset.conversation}`;

function remember(field) {
  try {
    if (field.value) localStorage.setItem(keyOf(field), field.value);
    else localStorage.removeItem(keyOf(field));
  } catch {
    // Without a memory the draft lives as long as the page.
  }
}

function recall(field) {
  try {
    return localStorage.getItem(keyOf(field)) ?? '';
  } catch {
    return '';
  }
}

/** Files beside words that are not sent yet, as they stand in the page, by conversation: while another is looked at, and over to the window's next page. */
const aside = new Map(recallFiles());

function layAside(conversation, files) {
  if (files.length === 0) return;
  // What is ticked by hand is told by the element alone.
  for (const box of files.flatMap(file => [...file.querySelectorAll('[type=checkbox]')])) box.defaultChecked = box.checked;
  aside.set(conversation, { ...aside.get(conversation), ...Object.fromEntries(files.map(file => [idOf(file), file.outerHTML])) });
}
const idOf = file => file.querySelector('[name=file]').value;

function takeUp() {
  const place = byId('uploads');
  const files = aside.get(here());
  if (!place || !files) return;
  aside.delete(here());
  const there = attachedFiles().map(idOf);
  place.append(...filesIn(Object.values(files).join('')).filter(file => !there.includes(idOf(file))));
  htmx.process(place);
}

function recallFiles() {
  try {
    const files = JSON.parse(sessionStorage.getItem('files') ?? '[]');
    sessionStorage.removeItem('files');
    return files;
  } catch {
    // Without a memory they live as long as the page.
    return [];
  }
}

addEventListener('pagehide', () => {
  layAside(here(), attachedFiles());
  try {
    if (aside.size > 0) sessionStorage.setItem('files', JSON.stringify([...aside]));
  } catch {
    // As above.
  }
});
// The page comes back as it was left, with its files in their places.
addEventListener('pageshow', event => {
  if (!event.persisted) return;
  recallFiles();
  aside.delete(here());
});

function filesIn(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return [...template.content.querySelectorAll('[data-upload]')];
}
const attachedFiles = () => [...document.querySelectorAll('#uploads [data-upload]')];

function prepare() {
  for (const field of [byId('reply'), byId('note')]) {
    if (!field || field.dataset.prepared) continue;
    field.dataset.prepared = 'yes';
    field.value ||= recall(field);
    if (field.id === 'note' && field.value) byId('note-box').open = true;
    grow(field);
  }
  takeUp();
  markSeen();
}

function grow(field) {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}

/** How far the history went as one began to write: what came behind it was not read yet. */
function markSeen() {
  const seen = byId('seen');
  if (seen && (!seen.value || !text().value)) seen.value = lastOrder();
}
const lastOrder = () => [...document.querySelectorAll('#messages .msg')].at(-1)?.dataset.order ?? '0';

document.addEventListener('input', event => {
  const field = event.target;
  if (!(field.id in kept)) return;
  grow(field);
  if (field.id === 'reply' && !recall(field)) byId('seen').value = lastOrder();
  remember(field);
  if (field.id === 'reply') byId('ask').replaceChildren();
});

document.addEventListener('keydown', event => {
  const field = event.target;
  if (!(field.id in kept) || event.key !== 'Enter' || event.isComposing || event.defaultPrevented) return;
  const byEnter = (field.id === 'reply' ? field.form : byId('composer'))?.dataset.enter === 'sends';
  const sends = byEnter && field.id === 'reply' ? !event.shiftKey : event.ctrlKey || event.metaKey;
  if (!sends) return;
  event.preventDefault();
  if (hasSomething(field)) field.form.requestSubmit();
});

const hasSomething = field =>
  field.value.trim() || (field.id === 'reply' && (attachedFiles().length > 0 || byId('place')?.value));

/** Files are pasted and dropped as well as picked. */
export function attachFiles(files) {
  const input = byId('attach');
  if (!input || files.length === 0) return false;
  input.files = files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}
function attach(event, transfer) {
  if (transfer && attachFiles(transfer.files)) event.preventDefault();
}
document.addEventListener('paste', event => event.target.id === 'reply' && attach(event, event.clipboardData));
document.addEventListener('dragover', event => {
  if (byId('attach') && event.target.closest('#conversation')) event.preventDefault();
});
document.addEventListener('drop', event => event.target.closest('#conversation') && attach(event, event.dataTransfer));

// A large file takes its time: meanwhile the place it goes to may be made anew, and whoever presses Enter means the file as well.
const here = () => byId('conversation')?.dataset.conversation;
let uploading = 0;
let wished;
document.body.addEventListener('htmx:beforeSend', ({ detail }) => {
  if (detail.elt.id !== 'attach') return;
  uploading += 1;
  const asked = here();
  // What left the page tells nobody above it.
  detail.target.addEventListener('htmx:beforeSwap', event => {
    if (detail.target.isConnected) return;
    if (asked === here() && byId('uploads')) event.detail.target = byId('uploads');
    else {
      event.detail.shouldSwap = false;
      if (detail.xhr.status === 200) layAside(asked, filesIn(detail.xhr.response));
    }
  });
  detail.xhr.addEventListener('loadend', () => {
    uploading -= 1;
    if (uploading > 0) return;
    const send = detail.xhr.status === 200 && asked === here() ? wished : undefined;
    wished = undefined;
    send?.();
  });
});
document.body.addEventListener('htmx:beforeRequest', event => {
  const { elt } = event.detail;
  if (uploading === 0 || !elt.matches('#composer, [data-sends]')) return;
  event.preventDefault();
  wished = () => (elt.id === 'composer' ? byId('composer')?.requestSubmit() : elt.click());
});

// What was sent is no draft any more; what was refused, and what is not sent yet, stays where it is.
let extras = [];
let values = {};
let open = [];
let typedIn;
let seen;
document.body.addEventListener('htmx:beforeSwap', event => {
  if (event.detail.target.id !== 'desk' || !event.detail.shouldSwap || event.detail.xhr.status >= 400) return;
  const source = event.detail.requestConfig?.elt;
  const isSent = source?.matches('[data-sends]') ?? false;
  const isNoted = source?.id === 'note-form';
  if (isSent) forget(text());
  if (isNoted) forget(byId('note'));
  if (!isSent) layAside(here(), attachedFiles());
  extras = isSent ? [] : [...document.querySelectorAll('.extra:not([hidden])')].map(({ id }) => id);
  values = isSent ? {} : { place: byId('place')?.value ?? '', 'place-title': byId('place-title')?.value ?? '' };
  rows = isSent ? undefined : byId('button-rows');
  open = [...document.querySelectorAll('#desk details[open]')].map(({ id }) => id).filter(id => !isNoted || id !== 'note-box');
  seen = isSent ? undefined : byId('seen')?.value;
  typedIn = isSent ? 'reply' : document.activeElement?.id;
});
// Another conversation is looked at.
document.body.addEventListener('htmx:beforeSwap', event => {
  if (event.detail.target.id === 'open' && event.detail.shouldSwap && event.detail.xhr.status < 400)
    layAside(here(), attachedFiles());
});
let rows;
function forget(field) {
  if (!field) return;
  field.value = '';
  remember(field);
}
document.body.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target.id === 'uploads') {
    byId('attach').value = '';
    text()?.focus();
  }
});
document.body.addEventListener('htmx:afterSettle', event => {
  const isDesk = event.detail.target?.id === 'desk' || event.detail.elt?.id === 'desk';
  if (isDesk) {
    if (rows) byId('button-rows')?.replaceWith(rows);
    for (const id of extras) if (byId(id)) byId(id).hidden = false;
    for (const [id, value] of Object.entries(values)) if (byId(id)) byId(id).value = value;
    for (const id of open) if (id && byId(id)) byId(id).open = true;
    if (seen && byId('seen')) byId('seen').value = seen;
    [extras, values, open, rows] = [[], {}, [], undefined];
    prepare();
    if (typedIn in kept) byId(typedIn)?.focus();
    typedIn = undefined;
  } else prepare();
});

/** Whoever takes a conversation over wants to write. */
document.body.addEventListener('htmx:afterSettle', event => {
  if (event.detail.requestConfig?.path?.endsWith('/take-over')) text()?.focus();
});

// What may stand beside the words: buttons, a place. And the question before two answer at once.
document.addEventListener('click', event => {
  const opener = event.target.closest('[data-open-extra]');
  if (opener) return openExtra(opener.dataset.openExtra);
  if (event.target.closest('[data-close-extra]')) return closeExtra(event.target.closest('.extra'));
  if (event.target.closest('[data-add-button]')) return addButton();
  if (event.target.closest('[data-drop-button]')) return dropButton(event.target.closest('[data-button-row]'));
  if (event.target.closest('[data-drop-part]')) return event.target.closest('[data-upload]').remove();
  if (event.target.closest('[data-my-place]')) return findPlace(event.target.closest('[data-my-place]'));
  if (event.target.closest('[data-drop-ask]')) {
    byId('ask').replaceChildren();
    byId('seen').value = lastOrder();
    text()?.focus();
  }
});

export function openExtra(id) {
  const extra = byId(id);
  extra.hidden = false;
  for (const menu of document.querySelectorAll('#desk [data-menu][open]')) menu.open = false;
  extra.querySelector('input')?.focus();
}

function closeExtra(extra) {
  for (const input of extra.querySelectorAll('input')) input.value = '';
  const [, ...others] = extra.querySelectorAll('[data-button-row]');
  for (const row of others) row.remove();
  extra.hidden = true;
  text()?.focus();
}

function addButton() {
  const last = [...document.querySelectorAll('[data-button-row]')].at(-1);
  if (!last || document.querySelectorAll('[data-button-row]').length >= 8) return;
  const row = last.cloneNode(true);
  for (const input of row.querySelectorAll('input')) input.value = '';
  last.after(row);
  row.querySelector('input').focus();
}

function dropButton(row) {
  if (document.querySelectorAll('[data-button-row]').length === 1) return closeExtra(row.closest('.extra') ?? row.parentElement);
  row.remove();
}

function findPlace(button) {
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      byId('place').value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
    },
    () => tell(button.dataset.refused),
  );
}

/** Words of the page's own, said like the server's. */
export function tell(words) {
  const toast = document.createElement('div');
  toast.className = 'toast-note is-error';
  toast.dataset.fades = '';
  const span = document.createElement('span');
  span.textContent = words;
  toast.append(span);
  byId('toasts').append(toast);
  setTimeout(() => toast.remove(), 8000);
}
prepare();
