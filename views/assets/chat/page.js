import { createChoices } from './choices.js';
import { createComposer } from './composer.js';
import { createHost } from './host.js';
import { createMessageList } from './message-list.js';
import { createNotice } from './notice.js';
import { createRecorder } from './recorder.js';
import { createScroll } from './scroll.js';
import { becomeKnown, listen, newId, readHistory, sendFiles, sendPress, sendText } from './server.js';
import { settings, text, useColour } from './settings.js';

const find = id => document.getElementById(id);
const typingMs = 6000;

useColour(settings.colour);
const notice = createNotice(find('notice'));
const scroll = createScroll(find('scroll'), find('newer'));
const list = createMessageList(find('messages'), { onRetry: deliver, onDiscard: forget, onCancel: cancel });
const choices = createChoices(find('buttons'), press);
const host = createHost({ onShown: seen => seen && host.count(list.messages()) });
const composer = createComposer({
  onText: words => write({ text: words }),
  onFiles: files => write({ text: '', files: files.map(({ name, size }) => ({ name, size })), upload: files }),
  onProblem: notice.say,
});
const recorder = createRecorder({
  onVoice: (file, seconds) =>
    write({ text: '', files: [{ name: file.name, kind: 'voice', duration: seconds }], upload: [file], voice: seconds }),
  onProblem: notice.say,
  text,
  mostSeconds: settings.limits.voiceSeconds,
  embedded: settings.embedded,
});
const uploads = new Map();

let known = false;
let visit = settings.visit;
let firstOrder;
let typingTimer;
let queue = Promise.resolve();
let pending = 0;

find('start').addEventListener('click', () => start());
find('earlier').addEventListener('click', showEarlier);
find('close').addEventListener('click', host.close);
find('close').hidden = !settings.embedded;
addEventListener('keydown', event => event.key === 'Escape' && host.close());
void open();

async function open() {
  try {
    const page = await readHistory();
    for (const message of page.messages) list.put(message);
    remember(page);
    // Who wrote before the history was there is known already, and follows.
    if (page.known && !known) follow(page.cursor);
    known ||= page.known;
    refresh();
    scroll.toEnd();
    find('messages').setAttribute('aria-live', 'polite');
    notice.clear('unavailable');
    host.ready();
  } catch {
    notice.keep('unavailable', text('unavailable'));
    setTimeout(open, 5000);
  }
}

function follow(cursor) {
  listen(cursor, {
    onConnected: connected => (connected ? notice.clear('lost') : notice.keep('lost', text('reconnecting'))),
    onMessage(message) {
      const isNew = list.put(message);
      if (message.from !== 'visitor' && isNew) showTyping(false);
      refresh();
      if (isNew) scroll.follow();
    },
    onTyping: () => showTyping(true),
  });
}

/** Puts a message of ours on the page and sends it after those before it. */
function write(message) {
  const clientId = newId();
  const own = { from: 'visitor', clientId, id: clientId, at: new Date(), pending: pending++, ...message };
  deliver(own);
  scroll.toEnd();
}

function deliver(message) {
  list.put({ ...message, state: 'sending' });
  refresh();
  queue = queue.then(async () => {
    if (message.upload && !list.has(message.clientId)) return;
    const { sent, problem } = await attempt(() =>
      message.upload ? uploadAll(message) : sendText({ id: message.clientId, text: message.text, ...visit }),
    );
    if (!list.has(message.clientId)) return;
    list.put({ ...message, state: sent ? 'sent' : 'failed', problem });
    refresh();
  });
}

/** Breaks off an upload, or takes one that has not begun out of the line. */
function cancel(message) {
  forget(message);
  uploads.get(message.clientId)?.abort();
  composer.focus();
}

function forget(message) {
  list.remove(message.clientId);
  refresh();
}

function uploadAll(message) {
  const { clientId: id, upload: files, voice } = message;
  const onProgress = progress => list.has(id) && list.put({ ...message, state: 'sending', progress });
  const breaking = new AbortController();
  uploads.set(id, breaking);
  return sendFiles({ id, files, voice, visit, signal: breaking.signal }, onProgress).finally(() => uploads.delete(id));
}

async function start() {
  find('start').disabled = true;
  const id = newId();
  const { sent } = await attempt(() => sendText({ id, start: true, ...visit }));
  find('start').disabled = sent;
  if (sent) composer.focus();
}

async function press(button, { byKey }) {
  const id = newId();
  const { sent } = await attempt(() => sendPress({ id, ...button, ...visit }));
  if (sent && byKey) composer.focus();
  return sent;
}

/** Sends as somebody who is known; tells what went wrong. How the visitor came is told once. */
async function attempt(send) {
  try {
    if (!known && !(await introduce())) return { sent: false };
    await send();
    visit = { language: visit.language };
    return { sent: true };
  } catch (error) {
    if (error.code === 'chat.cancelled') return { sent: false };
    const problem = problemOf(error);
    notice.say(problem ?? text('unavailable'));
    return { sent: false, problem };
  }
}

/** Words for what trying again would not change. */
function problemOf({ status, code }) {
  if (status === 429) return text('slowDown');
  if (code === 'file.type_refused') return text('typeRefused');
  if (code === 'file.too_big') return text('fileRefused', { megabytes: settings.limits.fileBytes / 1024 / 1024 });
  return;
}

async function introduce() {
  known = await becomeKnown();
  if (known) follow('0-0');
  else {
    notice.keep('cookies', text('blockedCookies'), { label: text('openApart'), href: location.href.replace('embedded=1', '') });
    composer.lock();
    recorder.hide();
  }
  return known;
}

async function showEarlier() {
  const page = await readHistory(firstOrder).catch(() => notice.say(text('unavailable')));
  if (!page) return;
  scroll.keep(() => {
    for (const message of page.messages) list.put(message);
    remember(page);
  });
}

function remember(page) {
  firstOrder = page.first ?? firstOrder;
  find('earlier').hidden = !page.more;
}

function showTyping(shown) {
  clearTimeout(typingTimer);
  find('typing').hidden = !shown;
  if (shown) typingTimer = setTimeout(() => showTyping(false), typingMs);
  scroll.follow();
}

function refresh() {
  const messages = list.messages();
  find('welcome').hidden = messages.length > 0;
  list.markAsking(choices.show(messages));
  host.count(messages);
}
