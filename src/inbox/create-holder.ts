import {
  type Conversation,
  claimConversation,
  leaseMs,
  openConversation,
  releaseLease,
  renewLease,
} from '../conversations/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';

/** Makes conversations this process's own while it works on them. */
export interface Holder {
  /** `done`: the revision whose effects are known to be done. AppError `inbox.busy` when another process holds it for too long. */
  take(conversation: string, done: number | undefined): Promise<Conversation>;
  release(conversation: string, done: number | undefined): Promise<void>;
  /** This is how the conversation stands now that all that waited in it is handled: alone, the next one to take it need not read it. */
  rest(conversation: Conversation): void;
  /** No lease is renewed any more. */
  stop(): void;
}

/** While another process holds a conversation we ask again, so that what we have just stored is not forgotten between us. */
const askAgainMs = 100;
const patienceMs = 3 * leaseMs;
/** What is forgotten is read once more. */
const mostResting = 1000;

/**
 * A process that is alone saves itself the leases; should another one begin at that very moment, the guarded advance and the keys of the
 * effects still let everything happen once.
 */
export function createHolder(options: {
  owner: string;
  alone: () => boolean;
  /** Processes known to be dead: what they held is free. */
  dead: string[];
  clock: Clock;
  log: Logger;
}): Holder {
  const { owner, alone, dead, clock, log } = options;
  const leased = new Set<string>();
  const resting = new Map<string, Conversation>();
  const renewal = setInterval(() => renewLeases(), leaseMs / 3);
  renewal.unref();

  function renewLeases() {
    for (const id of leased) {
      renewLease({ id, owner, now: clock.now() }).catch(error => log.warn({ err: error }, 'a lease could not be renewed'));
    }
  }

  async function claim(id: string): Promise<Conversation> {
    const patience = clock.now().getTime() + patienceMs;
    for (;;) {
      const claimed = await claimConversation({ id, owner, dead, now: clock.now() });
      if (claimed) return claimed;
      if (clock.now().getTime() > patience)
        throw new AppError('inbox.busy', 'Another process holds this conversation. Try again in a moment.', { conversation: id });
      await clock.sleep(askAgainMs);
    }
  }

  return {
    async take(id, done) {
      const rested = resting.get(id);
      resting.delete(id);
      if (alone()) return rested ?? openConversation({ id, now: clock.now(), done });
      const conversation = await claim(id);
      leased.add(id);
      return conversation;
    },
    async release(id, done) {
      if (leased.delete(id)) await releaseLease({ id, owner, ...(done !== undefined && { done }) });
    },
    rest(conversation) {
      // What people have in hand they also change from the panel, past us.
      if (!alone() || conversation.mode !== 'bot' || conversation.unread > 0) return;
      if (resting.size >= mostResting) resting.clear();
      resting.set(conversation.id, conversation);
    },
    stop: () => clearInterval(renewal),
  };
}
