import type { Conversation } from '../conversations/index.ts';
import type { Incoming, Messenger } from '../messages/index.ts';
import { closeEvent, rawOf, type WaitingEvent } from './event-store.ts';
import { type ArrivedParts, isHandled } from './handle-event.ts';
import type { Arrived } from './to-flow-event.ts';

/** What came in, as it was parsed, kept for whoever handles it a moment later; what is not kept is read and parsed again. */
export interface Arrivals {
  keep(event: string, incoming: Incoming): void;
  /** What is still to be handled of these events, as it happened; nothing where all of it is done or not for us. */
  read(events: WaitingEvent[], where: { conversation: Conversation; messenger: Messenger }): Promise<ArrivedParts | undefined>;
  /** These events are handled for good. */
  close(events: WaitingEvent[]): Promise<void>;
}

const mostKept = 2000;

export function createArrivals(alone: () => boolean): Arrivals {
  const kept = new Map<string, Incoming>();

  async function arrived(id: string, messenger: Messenger): Promise<Arrived | undefined> {
    const incoming = kept.get(id) ?? messenger.parse(await rawOf(id));
    return incoming && { id, incoming };
  }

  return {
    keep(event, incoming) {
      // Other processes handle some of what came in here.
      if (kept.size >= mostKept && !alone()) kept.clear();
      // Those that came first are needed first.
      if (kept.size < mostKept) kept.set(event, incoming);
    },
    async read(events, { conversation, messenger }) {
      const open = events.filter(({ _id }) => !isHandled(conversation, _id));
      const found = await Promise.all(open.map(({ _id }) => arrived(_id, messenger)));
      const [first, ...others] = found.filter(part => part !== undefined);
      return first && [first, ...others];
    },
    async close(events) {
      for (const { _id } of events) kept.delete(_id);
      await Promise.all(events.map(({ _id }) => closeEvent(_id)));
    },
  };
}
