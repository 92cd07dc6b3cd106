import { z } from 'zod';
import type { Update } from '../../src/messages/index.ts';
import { parseUpdate } from './parse-update.ts';

const numbered = z.looseObject({ update_id: z.number().int() });

/**
 * Gives a raw update its key and its place; undefined when it has no number and so cannot be an update. Within one bot the numbers
 * grow (after a quiet week they begin anew, which cannot matter among updates that wait together).
 */
export function toUpdate(raw: unknown, account: string, now: Date): Update | undefined {
  const parsed = numbered.safeParse(raw);
  if (!parsed.success) return undefined;
  const update = parsed.data;
  // A press carries no time of its own; it is written down here so that reading the stored update again gives the same time.
  const stored = 'callback_query' in update ? { ...update, received_at: Math.floor(now.getTime() / 1000) } : raw;
  const incoming = parseUpdate(stored, account);
  return {
    key: `telegram:${account}:${update.update_id}`,
    raw: stored,
    order: update.update_id,
    ...(incoming && { incoming }),
  };
}

/** What an update is about, in Telegram's word: `message`, `poll`. */
export function kindOf(raw: unknown): string {
  if (typeof raw !== 'object' || raw === null) return typeof raw;
  const about = Object.keys(raw).filter(key => key !== 'update_id' && key !== 'received_at');
  return (about[0] ?? 'nothing').slice(0, 40);
}
