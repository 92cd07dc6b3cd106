import { settings } from './settings.js';

/** What the server refused or could not do. `code` says what; `status` 0 is no connection. */
export class ServerError extends Error {
  constructor(status, code = 'chat.unreachable') {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const at = path => `${settings.base}/${path}`;

async function ask(path, options) {
  const response = await fetch(at(path), options).catch(() => {
    throw new ServerError(0);
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new ServerError(response.status, problem.code);
}

/** 128 random bits. `randomUUID` is not there where a site is served over plain http. */
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

const post = (path, body) =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** Our history, or `known: false` for whoever never wrote. */
export async function readHistory(before) {
  const response = await ask(before ? `messages?before=${before}` : 'messages');
  return response.json();
}

/** Makes us known, once; false when the browser keeps no cookie for this frame. */
export async function becomeKnown() {
  await post('hello', {});
  const { known } = await readHistory();
  return known;
}

export const sendText = message => post('messages', message);
export const sendPress = press => post('press', press);

/** Uploads with progress (0 to 1), which fetch cannot tell. */
export function sendFiles({ id, files, voice, visit, signal }, onProgress) {
  const form = new FormData();
  for (const [key, value] of Object.entries(visit)) if (value) form.append(key, value);
  for (const file of files) form.append('files', file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', at(`files?id=${id}${voice ? `&voice=${voice}` : ''}`));
    request.onabort = () => reject(new ServerError(0, 'chat.cancelled'));
    signal.addEventListener('abort', () => request.abort());
    request.responseType = 'json';
    request.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(new ServerError(request.status, request.response?.code)));
    request.onerror = () => reject(new ServerError(0));
    request.send(form);
  });
}

const retryMs = { first: 2000, most: 30_000 };
const hiddenMs = 60_000;

/**
 * Listens to the conversation from `cursor` on. The browser itself comes back after a lost connection, with the id it has read up to;
 * after an answer that was no stream (a restart behind a proxy) it would give up, so then we do it. A tab in the background lets go:
 * over HTTP/1.1 a browser has six connections for all tabs of a site.
 */
export function listen(cursor, { onMessage, onTyping, onConnected }) {
  let position = cursor;
  let wait = retryMs.first;
  let source;
  let timer;

  function open() {
    source?.close();
    source = new EventSource(at(`events?after=${position}`));
    source.onopen = () => {
      wait = retryMs.first;
      onConnected(true);
    };
    source.onerror = () => {
      onConnected(false);
      if (source.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, retryMs.most);
    };
    source.addEventListener('message', event => {
      position = event.lastEventId || position;
      onMessage(JSON.parse(event.data));
    });
    source.addEventListener('typing', onTyping);
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(() => source.close(), hiddenMs);
    else if (source.readyState === EventSource.CLOSED) open();
  });
  open();
}
