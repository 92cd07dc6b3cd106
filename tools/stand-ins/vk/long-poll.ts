import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../src/lib/clock.ts';
import type { VkEvent } from './events.ts';

export interface LongPollAnswer {
  ts?: string | number;
  updates?: VkEvent[];
  failed?: 1 | 2 | 3;
}

export interface LongPoll {
  enabled: boolean;
  /** The kinds of events that go this way. */
  events: Set<string>;
  /** groups.getLongPollServer without the address. */
  credentials(): { key: string; ts: string };
  add(event: VkEvent): void;
  /** a_check: every caller gets all events after its ts, at once or when the next one comes. */
  check(request: { key: string; ts: string; wait: number }, signal: AbortSignal): Promise<LongPollAnswer>;
  /** The key stops working (`failed: 2`); ts stays good. */
  expireKey(): void;
  /** Key and history are gone (`failed: 3`). */
  loseHistory(): void;
  /** Events before now can no longer be had (`failed: 1`). */
  forget(): void;
}

const keptEvents = 10_000;
const longestWait = 90;

export function createLongPoll(clock: Clock, enabled: boolean, events: Iterable<string>): LongPoll {
  let key = newKey();
  let lost = false;
  /** Events numbered from `first` + 1. */
  let history: VkEvent[] = [];
  let first = 1023;
  const held = new Set<() => void>();
  const now = () => first + history.length;

  const poll: LongPoll = {
    enabled,
    events: new Set(events),
    credentials() {
      lost = false;
      return { key, ts: String(now()) };
    },
    add(event) {
      if (!poll.enabled || !poll.events.has(event.type)) return;
      history.push(event);
      if (history.length > keptEvents * 2) drop(history.length - keptEvents);
      for (const wake of held) wake();
    },
    async check({ key: given, ts, wait }, signal) {
      if (lost) return { failed: 3 };
      if (given !== key) return { failed: 2 };
      const from = Number(ts);
      if (ts === '' || !Number.isInteger(from) || from < first || from > now()) return { failed: 1, ts: now() };
      if (from === now()) await hold(Math.min(wait, longestWait), signal);
      return { ts: String(now()), updates: history.slice(Math.max(0, from - first)) };
    },
    expireKey() {
      key = newKey();
      for (const wake of held) wake();
    },
    loseHistory() {
      key = newKey();
      lost = true;
      drop(history.length);
      first += 1000;
      for (const wake of held) wake();
    },
    forget: () => drop(history.length),
  };
  return poll;

  function drop(count: number): void {
    history = history.slice(count);
    first += count;
  }

  async function hold(seconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || seconds <= 0) return;
    const over = new AbortController();
    await new Promise<void>(resolve => {
      held.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      void clock.sleep(seconds * 1000, over.signal).then(wake);
      function wake() {
        held.delete(wake);
        over.abort();
        resolve();
      }
    });
  }
}

const newKey = () => randomBytes(10).toString('hex');
