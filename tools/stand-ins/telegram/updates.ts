import type { Clock } from '../../../src/lib/clock.ts';
import { conflict } from './bot-api-error.ts';
import type { TelegramUpdate } from './types.ts';

/** One update that waits for the bot. */
export interface Pending {
  update: TelegramUpdate;
  kind: string;
  /** Updates of one queue are pushed one after another, other queues beside it. */
  queue: string;
  expiresAt: number;
}

export interface Updates {
  /** Stores an update under the next id, unless the bot did not ask for its kind. */
  add(kind: string, content: unknown, queue: string): void;
  /** Stores whatever is given, under its own id if it has one. */
  addRaw(update: Record<string, unknown>, queue: string): void;
  /** Those still waiting, oldest first, without those that expired. */
  waiting(): Pending[];
  confirm(updateId: number): void;
  clear(): void;
  /** Sets what the bot wants to hear of; it stays so until told otherwise. Anything that is no list of names changes nothing. */
  allow(kinds: unknown): void;
  readonly allowed: string[] | undefined;
  /** getUpdates, held until there is something, the time is over, or `signal` says that nobody listens any more. */
  poll(request: { offset: number; limit: number; timeout: number }, signal: AbortSignal): Promise<TelegramUpdate[]>;
  /** Ends a held getUpdates with this conflict. */
  interrupt(reason: string): void;
  onAdded(listener: (pending: Pending) => void): void;
}

const knownKinds = [
  'message edited_message channel_post edited_channel_post business_connection business_message edited_business_message',
  'deleted_business_messages message_reaction message_reaction_count inline_query chosen_inline_result callback_query',
  'shipping_query pre_checkout_query purchased_paid_media poll poll_answer my_chat_member chat_member chat_join_request',
  'chat_boost removed_chat_boost',
].flatMap(line => line.split(' '));
const notByDefault = ['chat_member', 'message_reaction', 'message_reaction_count'];

const dayMs = 86_400_000;
// How long the server keeps them (tdlib/telegram-bot-api, Client::add_update).
const lifetimes: Record<string, number> = { callback_query: 150_000 };
const afterTerminated = 'terminated by other getUpdates request; make sure that only one bot instance is running';

interface Held {
  resolve: (updates: TelegramUpdate[]) => void;
  reject: (error: Error) => void;
  limit: number;
}

export function createUpdates(clock: Clock, firstId: number): Updates {
  const pending = new Map<number, Pending>();
  const listeners: ((pending: Pending) => void)[] = [];
  let nextId = firstId;
  let lastAt = clock.now().getTime();
  let allowed: string[] | undefined;
  let held: Held | undefined;

  return {
    add(kind, content, queue) {
      const wanted = allowed ? allowed.includes(kind) : !notByDefault.includes(kind);
      if (wanted) store({ update_id: takeId(), [kind]: content }, kind, queue);
    },
    addRaw(update, queue) {
      const id = typeof update.update_id === 'number' ? update.update_id : takeId();
      const kind = Object.keys(update).find(name => name !== 'update_id') ?? 'message';
      store({ ...update, update_id: id }, kind, queue);
    },
    waiting,
    confirm: id => void pending.delete(id),
    clear: () => pending.clear(),
    allow(kinds) {
      if (!Array.isArray(kinds) || kinds.some(kind => typeof kind !== 'string')) return;
      const known = knownKinds.filter(kind => kinds.includes(kind));
      allowed = known.length > 0 ? known : undefined;
    },
    get allowed() {
      return allowed;
    },
    poll,
    interrupt(reason) {
      held?.reject(conflict(reason));
    },
    onAdded: listener => void listeners.push(listener),
  };

  /** Sequential; after a week of silence the server begins anywhere. */
  function takeId(): number {
    const now = clock.now().getTime();
    if (now - lastAt > 7 * dayMs) nextId += 1 + Math.floor(Math.random() * 1_000_000);
    lastAt = now;
    nextId += 1;
    return nextId - 1;
  }

  function store(update: TelegramUpdate, kind: string, queue: string): void {
    const item = { update, kind, queue, expiresAt: clock.now().getTime() + (lifetimes[kind] ?? dayMs) };
    pending.set(update.update_id, item);
    if (held)
      held.resolve(
        waiting()
          .slice(0, held.limit)
          .map(other => other.update),
      );
    for (const listener of listeners) listener(item);
  }

  function waiting(): Pending[] {
    const now = clock.now().getTime();
    for (const [id, item] of pending) if (item.expiresAt <= now) pending.delete(id);
    return [...pending.values()];
  }

  function forget(offset: number): void {
    if (offset > 0) {
      for (const id of pending.keys()) if (id < offset) pending.delete(id);
    } else if (offset < 0) {
      for (const id of [...pending.keys()].slice(0, offset)) pending.delete(id);
    }
  }

  async function poll({ offset, limit, timeout }: { offset: number; limit: number; timeout: number }, signal: AbortSignal) {
    held?.reject(conflict(afterTerminated));
    forget(offset);
    const batch = waiting().slice(0, limit);
    if (batch.length > 0 || timeout === 0) return batch.map(item => item.update);
    const over = new AbortController();
    return await new Promise<TelegramUpdate[]>((resolve, reject) => {
      const mine: Held = {
        limit,
        resolve: updates => settle(() => resolve(updates)),
        reject: error => settle(() => reject(error)),
      };
      held = mine;
      signal.addEventListener('abort', () => mine.resolve([]), { once: true });
      void clock.sleep(timeout * 1000, over.signal).then(() => mine.resolve([]));
      function settle(end: () => void) {
        if (held === mine) held = undefined;
        over.abort();
        end();
      }
    });
  }
}
