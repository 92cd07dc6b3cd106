// One event stream a page. It goes on from the last event it heard, also when the server was away for longer than the browser waits.
import { tellOf } from './alerts.js';
import { showMessages } from './messages.js';
import { forgetOthers, heardOthers } from './presence.js';

const longestWait = 30_000;
/** The server says something every 25 seconds: a stream that is silent for longer has ended and nobody said so, as while a laptop slept. */
const longestSilence = 60_000;
let source;
let heard;
let wait = 1000;
let timer;
let heardAt = Date.now();

function listen() {
  delete document.documentElement.dataset.live;
  clearTimeout(timer);
  source?.close();
  forgetOthers();
  heardAt = Date.now();
  const open = document.getElementById('conversation');
  const query = new URLSearchParams();
  if (open) query.set('conversation', open.dataset.conversation);
  const since = heard ?? open?.dataset.since ?? document.body.dataset.made;
  if (since) query.set('since', since);
  source = new EventSource(`/live?${query}`);
  source.addEventListener('open', online);
  source.addEventListener('error', offline);
  on('hello', () => {});
  on('beat', () => {});
  on('inbox', () => htmx.trigger(document.body, 'inbox-changed'));
  on('message', showMessages);
  on('changed', data => JSON.parse(data).forEach(refresh));
  on('typing', data => heardOthers(JSON.parse(data)));
  on('alert', data => tellOf(JSON.parse(data)));
}

function on(name, hear) {
  source.addEventListener(name, event => {
    heardAt = Date.now();
    if (event.lastEventId) heard = event.lastEventId;
    hear(event.data);
  });
}

/**
 * What a part of a page shows is not what it was: `data-live-topic` names one or several topics of signals, `data-live-about` one thing of
 * them. The part hears `live` and says by htmx what it does then. Whoever is typing in it is not interrupted.
 */
function refresh({ topic, about }) {
  for (const part of document.querySelectorAll('[data-live-topic]')) {
    const { liveTopic, liveAbout } = part.dataset;
    if (topic !== 'everything' && !liveTopic.split(' ').includes(topic)) continue;
    if (about !== undefined && liveAbout !== undefined && !liveAbout.split(' ').includes(about)) continue;
    tellPart(part);
  }
  if (topic === 'conversations' || topic === 'everything') {
    htmx.trigger(document.body, 'inbox-changed');
    const open = document.getElementById('conversation');
    if (open && (about === undefined || about === open.dataset.conversation)) htmx.trigger(document.body, 'conversation-changed');
  }
}

/** Parts that were told of a change and wait until nobody writes in them. */
const held = new WeakSet();

/** Tells a part at once, or as soon as nobody writes in it: what was typed and not saved would be gone with the old part. */
function tellPart(part) {
  if (!part.isConnected || held.has(part)) return;
  if (part.id && isOnItsWay(part)) return void missed.add(part.id);
  if (!isWrittenIn(part)) return htmx.trigger(part, 'live');
  const ended = new AbortController();
  const later = () => {
    ended.abort();
    held.delete(part);
    setTimeout(() => tellPart(part));
  };
  held.add(part);
  for (const event of ['focusout', 'htmx:afterSettle']) part.addEventListener(event, later, { signal: ended.signal });
}

/** Parts that ask for their new selves just now, and ids of those that were told of more meanwhile: htmx forgets what a part that is replaced was about to ask. */
const asking = new WeakSet();
const missed = new Set();

/** Its new self is asked for, or stands there and does not hear yet. */
const isOnItsWay = part => asking.has(part) || part.closest('.htmx-added') !== null;

document.addEventListener('htmx:beforeSend', ({ detail }) => {
  asking.add(detail.elt);
  detail.target.addEventListener('htmx:beforeSwap', askAnew);
});
document.addEventListener('htmx:afterRequest', ({ detail }) => {
  asking.delete(detail.elt);
  tellMissed();
});
document.addEventListener('htmx:load', tellMissed);

/** Another answer has replaced the part while its own was on its way, which may be the older one: the part that stands there now asks. */
function askAnew({ currentTarget: part, detail }) {
  if (part.isConnected || part.dataset.liveTopic === undefined) return;
  detail.shouldSwap = false;
  missed.add(part.id);
  setTimeout(tellMissed);
}

function tellMissed() {
  for (const id of missed) {
    const part = document.getElementById(id);
    if (part && isOnItsWay(part)) continue;
    missed.delete(id);
    if (part) tellPart(part);
  }
}

/** Somebody is in a field or in a small dialog of a row, has left something in a field, or what they sent is under way or was refused. */
function isWrittenIn(part) {
  const fields = [...part.querySelectorAll('input:not([type=hidden]), textarea, select')];
  return (
    fields.includes(document.activeElement) ||
    fields.some(field => isTyped(field) || isRefused(field)) ||
    part.querySelector('[data-field-form], form.htmx-request, .task-pop[open]:focus-within') !== null
  );
}

const isRefused = field => field.matches('[aria-invalid="true"]') && field.checkVisibility();

function isTyped(field) {
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (!field.matches('select')) return field.value !== field.defaultValue;
  const options = [...field.options];
  const chosen = options.some(option => option.defaultSelected);
  return chosen ? options.some(option => option.selected !== option.defaultSelected) : field.selectedIndex > 0;
}

// Somebody may have begun to write since the part was told, while its new self was on its way.
document.addEventListener('htmx:beforeSwap', event => {
  const { elt: part, triggeringEvent } = event.detail.requestConfig ?? {};
  if (triggeringEvent?.type !== 'live' || !isWrittenIn(part)) return;
  event.detail.shouldSwap = false;
  tellPart(part);
});

function online() {
  const wasAway = wait > 1000;
  wait = 1000;
  show(false);
  if (wasAway) htmx.trigger(document.body, 'inbox-changed');
}

/** The browser tries again by itself while the server cannot be reached; an answer that is no stream makes it give up. */
function offline() {
  show(true);
  if (source.readyState !== EventSource.CLOSED) {
    wait = 2000;
    return;
  }
  timer = setTimeout(listen, wait);
  wait = Math.min(wait * 2, longestWait);
}

/** The page knows whether it is told of changes: for the notice, and for whoever waits for it. */
function show(isOffline) {
  document.documentElement.dataset.live = isOffline ? 'off' : 'on';
  const notice = document.getElementById('offline');
  if (notice) notice.hidden = !isOffline;
}

/** Another conversation was opened: its stream begins where its page was made. */
document.body.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target.id !== 'open') return;
  heard = undefined;
  listen();
  htmx.trigger(document.body, 'inbox-changed');
});
// A browser holds six connections to one server: pages that nobody looks at give theirs back, but for the inbox, which counts and calls.
document.addEventListener('visibilitychange', () => {
  if (document.getElementById('inbox')) return;
  if (document.hidden) source?.close();
  else listen();
});
addEventListener('pagehide', () => source?.close());
addEventListener('pageshow', event => event.persisted && listen());

setInterval(() => {
  if (!source || source.readyState === EventSource.CLOSED || Date.now() - heardAt <= longestSilence) return;
  wait = 2000;
  listen();
}, 5000);

if (document.getElementById('nav')) listen();
