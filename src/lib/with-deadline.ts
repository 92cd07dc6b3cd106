import { setMaxListeners } from 'node:events';

/**
 * Does a piece of network work that has to end: the signal aborts after `ms`, or with `parent`. No timer is left behind.
 * Real time on purpose: it guards against a peer that never answers, not a moment of the domain.
 */
export async function withDeadline<T>(ms: number, work: (signal: AbortSignal) => Promise<T>, parent?: AbortSignal): Promise<T> {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  if (parent) {
    // Much may go on under one signal, and each takes its listener away.
    setMaxListeners(0, parent);
    parent.addEventListener('abort', abort, { once: true });
  }
  if (parent?.aborted) abort();
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    parent?.removeEventListener('abort', abort);
  }
}
