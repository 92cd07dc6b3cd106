import { EventEmitter } from 'node:events';

/** Something changed that an open page shows. `about` names what: the id of a deal, a task, a conversation, one of the staff. */
export interface Signal {
  topic: 'deals' | 'tasks' | 'conversations' | 'contacts' | 'staff' | 'typing' | 'search' | 'settings';
  about?: string;
  facts?: Record<string, string | number | boolean | null>;
}

const listeners = new EventEmitter().setMaxListeners(0);

/** Tells every open page of every process. Never throws: a page that missed it shows the change when it is next opened. */
export function signal(told: Signal): void {
  listeners.emit('signal', told);
}

/** Hears of every signal soon after it was given, at least once. Returns the way to stop. */
export function watchSignals(listener: (told: Signal) => void): () => void {
  listeners.on('signal', listener);
  return () => void listeners.off('signal', listener);
}
