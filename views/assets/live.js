// One event stream a page. It goes on from the last event it heard, also when the server was away for longer than the browser waits.
import { showMessages } from './messages.js';

const longestWait = 30_000;
let source;
let heard;
let wait = 1000;
let timer;

function listen() {
  delete document.documentElement.dataset.live;
  clearTimeout(timer);
  source?.close();
  const open = document.getElementById('conversation');
  const query = new URLSearchParams();
  if (open) query.set('conversation', open.dataset.conversation);
  const since = heard ?? open?.dataset.since;
  if (since) query.set('since', since);
  source = new EventSource(`/live?${query}`);
  source.addEventListener('open', online);
  source.addEventListener('error', offline);
  source.addEventListener('inbox', () => htmx.trigger(document.body, 'inbox-changed'));
  source.addEventListener('message', event => {
    heard = event.lastEventId;
    showMessages(event.data);
  });
}

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
// A browser holds six connections to one server: pages that nobody looks at give theirs back, but for the inbox, whose title counts.
document.addEventListener('visibilitychange', () => {
  if (document.getElementById('inbox')) return;
  if (document.hidden) source?.close();
  else listen();
});
addEventListener('pagehide', () => source?.close());
addEventListener('pageshow', event => event.persisted && listen());

if (document.getElementById('nav')) listen();
