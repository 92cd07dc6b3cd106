import { inOrder, type WaitingEvent } from './event-store.ts';

/**
 * What waits in the conversations, as a process that is alone knows it without reading: it has stored all of it. Whenever something may
 * wait of which it was not told (from before it started, of another process, after a failure) it knows nothing, and the database is asked.
 */
export interface KnownEvents {
  add(event: WaitingEvent): void;
  /** What waits in a conversation, in its order, and is no longer known after this; nothing where the database has to be asked. */
  take(conversation: string): WaitingEvent[] | undefined;
  /** Something may wait there that is not known. */
  doubt(conversation: string): void;
  /** Whether all that waited before has been looked for since the process is alone. */
  isComplete(): boolean;
  /** All of it has been looked for. */
  complete(): void;
}

export function createKnownEvents(alone: () => boolean): KnownEvents {
  const waiting = new Map<string, WaitingEvent[]>();
  const doubted = new Set<string>();
  let looked = false;

  function isComplete(): boolean {
    looked &&= alone();
    return looked;
  }

  return {
    isComplete,
    add(event) {
      isComplete();
      if (event.conversation === undefined) return;
      waiting.set(event.conversation, [...(waiting.get(event.conversation) ?? []), event]);
    },
    take(conversation) {
      const known = waiting.get(conversation) ?? [];
      waiting.delete(conversation);
      const isDoubted = doubted.delete(conversation);
      return isComplete() && !isDoubted ? inOrder(known) : undefined;
    },
    doubt: conversation => void doubted.add(conversation),
    complete() {
      looked = alone();
    },
  };
}
