import type { Clock } from '../../../src/lib/clock.ts';
import { createWaiting } from './waiting.ts';

/** One call that the program made, or one event pushed to it. */
export interface JournalEntry {
  at: Date;
  kind: 'call' | 'push';
  /** The method called, or the kind of event pushed. */
  method: string;
  chat: string;
  params: Record<string, unknown>;
  /** HTTP status of the answer; 0 when the connection was cut. */
  status: number;
  answer: unknown;
  /** How long the program took to answer a push. */
  tookMs?: number;
}

export interface JournalFilter {
  kind?: JournalEntry['kind'];
  method?: string;
  chat?: number | string;
  /** Entries for which this holds. */
  where?: (entry: JournalEntry) => boolean;
}

export interface Journal {
  /** Switch it off for a benchmark. */
  enabled: boolean;
  /** The latest entries, oldest first. */
  entries(filter?: JournalFilter): JournalEntry[];
  /** How many were ever written, also those no longer kept. */
  readonly count: number;
  add(entry: Omit<JournalEntry, 'at'>): void;
  clear(): void;
  /** Resolves with the first entry that fits, waiting for it where there is none yet. */
  waitFor(filter: JournalFilter, options?: { timeoutMs?: number }): Promise<JournalEntry>;
}

/** Keeps the latest `limit` entries, so that a long run of the demo does not fill the memory. */
export function createJournal(clock: Clock, { enabled = true, limit = 10_000 } = {}): Journal {
  let kept: JournalEntry[] = [];
  let count = 0;
  const waiting = createWaiting();
  const journal: Journal = {
    enabled,
    get count() {
      return count;
    },
    entries: filter => kept.filter(entry => fits(entry, filter ?? {})),
    add(entry) {
      if (!journal.enabled) return;
      count += 1;
      kept.push({ at: clock.now(), ...entry });
      if (kept.length > limit * 2) kept = kept.slice(-limit);
      waiting.notify();
    },
    clear() {
      kept = [];
    },
    waitFor: (filter, { timeoutMs = 15_000 } = {}) =>
      waiting.until(() => kept.find(entry => fits(entry, filter)), {
        timeoutMs,
        complaint: () => `No ${filter.kind ?? 'entry'} ${filter.method ?? ''} in the journal after ${timeoutMs} ms.`,
      }),
  };
  return journal;
}

/** Reads `?kind=…&method=…&chat=…` of the journal's page. */
export function journalFilter(query: URLSearchParams): JournalFilter {
  const [kind, method, chat] = ['kind', 'method', 'chat'].map(name => query.get(name));
  return { ...((kind === 'call' || kind === 'push') && { kind }), ...(method && { method }), ...(chat && { chat }) };
}

function fits(entry: JournalEntry, { kind, method, chat, where }: JournalFilter): boolean {
  if (kind !== undefined && entry.kind !== kind) return false;
  if (method !== undefined && entry.method.toLowerCase() !== method.toLowerCase()) return false;
  if (chat !== undefined && entry.chat !== String(chat)) return false;
  return where ? where(entry) : true;
}
