import { open } from '../erase/open.ts';
import { cutOf, type RetentionRules } from './retention-rules.ts';

export interface TooOld {
  messages: number;
  files: number;
  contacts: number;
}

/** More are not counted: the page says "more than". */
export const countedMost = 100_000;

/** How much the rules would take away now. */
export async function countTooOld(rules: RetentionRules, now: Date): Promise<TooOld> {
  const count = (what: keyof RetentionRules, collection: string) =>
    rules[what] === undefined
      ? 0
      : open(collection).countDocuments(whereOf[what](cutOf(rules[what], now)), { limit: countedMost });
  const [messages, files, contacts] = await Promise.all([
    count('messages', 'messages'),
    count('files', 'storedFiles'),
    count('contacts', 'contacts'),
  ]);
  return { messages, files, contacts };
}

/** What is too old. Messages go by when they changed last, which is when they came or later. What waits to be sent is never too old. */
export const whereOf: Record<keyof RetentionRules, (cut: Date) => object> = {
  messages: cut => ({ changedAt: { $lt: cut }, open: { $exists: false } }),
  files: cut => ({ 'owner.conversation': { $exists: true }, createdAt: { $lt: cut } }),
  contacts: cut => ({
    lastActivityAt: { $lt: cut },
    mergedInto: { $exists: false },
    // Whoever waits for a deal is not forgotten.
    openDeals: { $not: { $gt: 0 } },
  }),
};
