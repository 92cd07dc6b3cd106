import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';

export interface Answer {
  status: number;
  statusText: string;
  text: string;
}

/**
 * Posts, and gathers the whole answer. `Dispatcher.request` would make a stream of each answer, which for the few hundred bytes of the Bot
 * API is a good part of a call. Rejects with the connection's error, or with the signal's reason.
 */
export function post(
  dispatcher: Dispatcher,
  { signal, ...request }: { path: string; headers: Record<string, string>; body: string | Readable; signal: AbortSignal },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const head = { status: 0, statusText: '' };
    let running: Dispatcher.DispatchController | undefined;
    const abort = () => {
      running?.abort(signal.reason);
      // While it waits for a connection nothing else would end it.
      reject(signal.reason);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    dispatcher.dispatch(
      { method: 'POST', ...request },
      {
        onRequestStart(controller) {
          running = controller;
          if (signal.aborted) abort();
        },
        onResponseStart(_controller, status, _headers, statusText = '') {
          Object.assign(head, { status, statusText });
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          signal.removeEventListener('abort', abort);
          resolve({ ...head, text: Buffer.concat(chunks).toString('utf8') });
        },
        onResponseError(_controller, error) {
          signal.removeEventListener('abort', abort);
          reject(error);
        },
      },
    );
  });
}
