import type { Feed } from './feeds.ts';

/** Clocks of several machines differ and writes land out of order: so much is read again. */
export const overlapMs = 5000;
/** So much by who has just started and knows nothing of what was read. */
const firstOverlapMs = 30_000;
const pageSize = 1000;

/** What was read of each feed in the latest stretch, by id with its time: it is not told again. */
export type Seen = Map<string, number>;

export interface FeedRead {
  /** All before is read. */
  mark: Date;
  contacts: string[];
  /** Those of them of which something was written only now: what belongs to it may still be on its way. */
  fresh: string[];
  /** Nothing was left when it was read. */
  isWhole: boolean;
}

/**
 * The contacts of what was written since a mark, not many more than `most` of them. What is written in the same moment stays together, so that
 * the next call goes on behind it.
 */
export async function readFeed(
  feed: Feed,
  { mark, now, seen, most }: { mark: Date; now: Date; seen: Seen; most: number },
): Promise<FeedRead> {
  const until = new Date(now.getTime() + overlapMs);
  const contacts = new Set<string>();
  const fresh = new Set<string>();
  const answer = (passed: Date, isWhole: boolean): FeedRead => ({
    mark: passed,
    contacts: [...contacts],
    fresh: [...fresh],
    isWhole,
  });
  let from = new Date(mark.getTime() - (seen.size === 0 ? firstOverlapMs : overlapMs));
  for (const [id, at] of seen) if (at < from.getTime()) seen.delete(id);
  for (let skip = 0; ; ) {
    const found = await feed.read(from, until, { skip, limit: pageSize });
    for (const entry of found) {
      if (seen.get(entry.id) === entry.at.getTime()) continue;
      seen.set(entry.id, entry.at.getTime());
      for (const contact of entry.contacts) contacts.add(contact);
      if (entry.at.getTime() > now.getTime() - overlapMs) for (const contact of entry.contacts) fresh.add(contact);
    }
    const last = found.at(-1)?.at;
    if (found.length < pageSize || !last) return answer(now, true);
    // Read on from the time of the last: behind it, where all of a page is of one moment.
    skip = last.getTime() === from.getTime() ? skip + found.length : 0;
    from = last;
    const passed = new Date(Math.max(mark.getTime(), last.getTime()));
    if (contacts.size >= most && skip === 0) return answer(passed, false);
  }
}
