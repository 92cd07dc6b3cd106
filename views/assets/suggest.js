// What is offered while one types: canned replies behind a /, colleagues behind an @. Arrow keys walk, Enter and Tab take, Escape leaves.
import { openExtra } from './composer.js';

const byId = id => document.getElementById(id);
const cannedPattern = /(^|\s)\/([^\n/]{0,40})$/u;
const namePattern = /(^|\s)@([^\n@]{0,40})$/u;
const gap = /⟦[^⟦⟧]*⟧/u;
/** The replies of the open conversation, filled in for it. */
let fetched;

const listOf = field => byId(field.getAttribute('aria-controls'));
const plain = words => words.toLowerCase().replaceAll('ё', 'е');

document.addEventListener('input', event => {
  if (event.target.id === 'reply') void offerReplies(event.target);
  if (event.target.id === 'note') offerNames(event.target);
});

async function offerReplies(field) {
  showGaps(field);
  const match = cannedPattern.exec(field.value.slice(0, field.selectionStart));
  if (!match) return close(field);
  const place = listOf(field);
  if (fetched?.url !== field.dataset.replies) {
    fetched = { url: field.dataset.replies };
    fetched.html = fetch(field.dataset.replies, { headers: { 'hx-request': 'true' } }).then(answer =>
      answer.ok ? answer.text() : Promise.reject(new Error(`${answer.status}`)),
    );
  }
  const asked = fetched;
  const html = await asked.html.catch(() => '');
  if (html === '') fetched = undefined;
  if (document.activeElement !== field || asked !== fetched) return;
  // The template escapes what people wrote.
  if (place.dataset.url !== asked.url || !place.firstElementChild) {
    place.innerHTML = html;
    place.dataset.url = asked.url;
  }
  const now = cannedPattern.exec(field.value.slice(0, field.selectionStart));
  if (now) filter(field, now[2]);
}

function offerNames(field) {
  const match = namePattern.exec(field.value.slice(0, field.selectionStart));
  const names = JSON.parse(field.dataset.names || '[]');
  if (!match || names.length === 0) return close(field);
  const list = document.createElement('ul');
  list.className = 'suggest-list';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.getAttribute('aria-label'));
  for (const [i, name] of names.entries()) {
    const option = document.createElement('li');
    option.setAttribute('role', 'option');
    option.id = `name-${i}`;
    option.dataset.text = name;
    option.textContent = name;
    list.append(option);
  }
  listOf(field).replaceChildren(list);
  filter(field, match[2]);
}

function filter(field, query) {
  const place = listOf(field);
  const words = plain(query).split(/\s+/).filter(Boolean);
  const options = [...place.querySelectorAll('[role=option]')];
  for (const option of options) option.hidden = !words.every(word => plain(option.textContent).includes(word));
  const shown = options.filter(option => !option.hidden);
  // A name that begins so comes first.
  shown.sort((one, other) => begins(other, query) - begins(one, query));
  shown[0]?.parentElement.prepend(...shown);
  const none = place.querySelector('.suggest-none');
  // Who goes on writing has not meant us.
  if (shown.length === 0 && (options.length > 0 ? words.length > 1 || field.id === 'note' : words.length > 0))
    return close(field);
  if (none && options.length > 0) none.hidden = shown.length > 0;
  place.hidden = false;
  choose(field, shown[0]);
}
const begins = (option, query) => Number(plain(option.textContent).trim().startsWith(plain(query)));

function choose(field, option) {
  for (const other of listOf(field).querySelectorAll('[role=option]'))
    other.setAttribute('aria-selected', String(other === option));
  if (option) field.setAttribute('aria-activedescendant', option.id);
  else field.removeAttribute('aria-activedescendant');
  option?.scrollIntoView({ block: 'nearest' });
}

function close(field) {
  const place = listOf(field);
  if (place) place.hidden = true;
  field.removeAttribute('aria-activedescendant');
}

// Before the composer takes Enter for sending, and the keyboard Escape for leaving.
document.addEventListener(
  'keydown',
  event => {
    const field = event.target;
    if ((field.id !== 'reply' && field.id !== 'note') || event.isComposing) return;
    if (listOf(field).hidden) return void (event.key === 'Tab' && !event.shiftKey && field.id === 'reply' && toGap(event, field));
    const shown = [...listOf(field).querySelectorAll('[role=option]:not([hidden])')];
    const at = shown.findIndex(option => option.getAttribute('aria-selected') === 'true');
    if (event.key === 'Escape') close(field);
    else if (shown.length === 0) return;
    else if (event.key === 'ArrowDown') choose(field, shown[(at + 1) % shown.length]);
    else if (event.key === 'ArrowUp') choose(field, shown[(at - 1 + shown.length) % shown.length]);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') take(field, shown[Math.max(at, 0)]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener('mousedown', event => {
  const option = event.target.closest('.suggest [role=option]');
  if (!option) return;
  event.preventDefault();
  const field = [byId('reply'), byId('note')].find(each => each && listOf(each)?.contains(option));
  if (field) take(field, option);
});
document.addEventListener('focusout', event => {
  if (event.target.id === 'reply' || event.target.id === 'note')
    setTimeout(() => event.target.isConnected && !event.target.matches(':focus') && close(event.target), 150);
});
document.addEventListener('click', event => {
  if (!event.target.closest('[data-canned]')) return;
  event.target.closest('[data-menu]').open = false;
  const field = byId('reply');
  field.focus();
  const before = field.value.slice(0, field.selectionStart);
  field.setRangeText(/(^|\s)$/u.test(before) ? '/' : ' /', field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
});

function take(field, option) {
  const isNote = field.id === 'note';
  const before = field.value.slice(0, field.selectionStart);
  const match = (isNote ? namePattern : cannedPattern).exec(before);
  close(field);
  if (!match) return;
  const start = match.index + match[1].length;
  const words = isNote ? `@${option.dataset.text} ` : option.dataset.text;
  field.setRangeText(words, start, field.selectionStart, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  if (isNote) return;
  const first = gap.exec(words);
  if (first) field.setSelectionRange(start + first.index, start + first.index + first[0].length);
  if (option.dataset.more !== undefined) void bringParts(`${field.dataset.replies}/${option.dataset.id}`);
}

/** Files and buttons of the reply; another one's are not kept beside them. */
async function bringParts(url) {
  for (const part of document.querySelectorAll('[data-canned-part]')) part.remove();
  await htmx.ajax('GET', url, { target: '#uploads', swap: 'beforeend' });
  if ([...document.querySelectorAll('[name=buttonLabel]')].some(({ value }) => value)) {
    openExtra('extra-buttons');
    byId('reply').focus();
  }
}

function toGap(event, field) {
  const all = [...field.value.matchAll(new RegExp(gap, 'gu'))];
  if (all.length === 0) return;
  const next = all.find(({ index }) => index >= field.selectionEnd) ?? all[0];
  event.preventDefault();
  field.setSelectionRange(next.index, next.index + next[0].length);
}

/** What is still to be filled stands under the words until it is. */
function showGaps(field) {
  const place = byId('gaps');
  const names = [...field.value.matchAll(/⟦([^⟦⟧]*)⟧/gu)].map(([, name]) => name);
  const words = place.querySelector('span');
  place.hidden = names.length === 0;
  field.classList.toggle('has-gaps', names.length > 0);
  words.textContent = names.length > 0 ? words.dataset.words.replace('%', [...new Set(names)].join(', ')) : '';
}
document.body.addEventListener('htmx:configRequest', event => {
  const field = byId('reply');
  if (!event.detail.elt.matches('[data-sends]') || !field || !gap.test(field.value)) return;
  event.preventDefault();
  const found = gap.exec(field.value);
  field.focus();
  field.setSelectionRange(found.index, found.index + found[0].length);
  showGaps(field);
});
document.body.addEventListener('htmx:afterSettle', () => byId('reply') && showGaps(byId('reply')));
