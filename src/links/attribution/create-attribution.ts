import { loadSetting, saveSetting } from '../../db/index.ts';
import { dealsSince } from '../../deals/index.ts';
import { deliveriesChangedSince, markDelivery, recentDeliveries } from '../../deliveries/index.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Heard, heardSince } from '../../messages/index.ts';
import { sourceKey, tellNumbers } from '../source-key.ts';
import { findCauses } from './find-causes.ts';
import { touchDeals } from './touch-deals.ts';
import { windows } from './windows.ts';

/** Counts to each message what came of it: answers, blocks, deals. */
export interface Attribution {
  /** Reads what was written since the last time. A tick; what was counted already stays as it is. */
  work(): Promise<void>;
}

const cursorName = 'mailings.attribution';
/** What is written is seen a moment later. */
const lagMs = 2000;
/** Writes bear the time at which they were decided and land later: so far back each look begins; now and then, and after a start, further. */
const overlapMs = { tick: 20_000, deep: 10 * 60_000 };
const deepEveryMs = 5 * 60_000;
/** So much time is read before the place is saved; after a long absence in ever larger steps, as long as little is found. */
const sliceMs = 10 * 60_000;
const pageSize = 500;
/** Of mailings longer ago nothing is counted any more, and nothing needs to be read. */
const longestMs = Math.max(...Object.values(windows).map(({ ms }) => ms)) + 24 * 3_600_000;

export function createAttribution({ clock }: { clock: Clock }): Attribution {
  let deepAt = 0;

  async function pass() {
    const until = new Date(clock.now().getTime() - lagMs);
    const saved = await loadSetting(cursorName);
    const cursor = Math.min(saved ? Date.parse(saved) : until.getTime(), until.getTime());
    const isDeep = until.getTime() - deepAt > deepEveryMs;
    // Deals that were counted may change whenever they like; answers need a mailing of late.
    const isQuiet = (await deliveriesChangedSince(new Date(cursor - longestMs), until, { limit: 1 })).length === 0;
    let slice = sliceMs;
    for (let since = cursor - (isDeep ? overlapMs.deep : overlapMs.tick); since < until.getTime(); ) {
      const end = new Date(Math.min(since + slice, until.getTime()));
      const stretch = { since: new Date(since), until: end };
      const changed = [...(isQuiet ? [] : await hear(stretch)), ...(await lookAtDeals(stretch))];
      tellNumbers(changed);
      await saveSetting(cursorName, end.toISOString());
      since = end.getTime();
      slice = changed.length < pageSize ? slice * 4 : sliceMs;
    }
    if (isDeep) deepAt = until.getTime();
  }

  async function hear({ since, until }: Stretch): Promise<string[]> {
    const sources: string[] = [];
    for (let skip = 0; ; skip += pageSize) {
      const heard = await heardSince(since, until, { skip, limit: pageSize });
      sources.push(...(await note(heard)));
      if (heard.length < pageSize) return sources;
    }
  }

  async function note(heard: Heard[]): Promise<string[]> {
    if (heard.length === 0) return [];
    const earliest = Math.min(...heard.map(({ at }) => at.getTime()));
    const contacts = [...new Set(heard.map(({ contact }) => contact))];
    const recent = await recentDeliveries(contacts, new Date(earliest - windows.reply.ms));
    const causes = findCauses(heard, recent);
    const done = await Promise.all(causes.map(({ delivery, mark, at }) => markDelivery(delivery, { [mark]: at }, clock.now())));
    return causes.filter((_, i) => done[i]).map(({ source }) => sourceKey(source));
  }

  return { work: pass };
}

interface Stretch {
  since: Date;
  until: Date;
}

async function lookAtDeals({ since, until }: Stretch): Promise<string[]> {
  const sources: string[] = [];
  for (let skip = 0; ; skip += pageSize) {
    const found = await dealsSince(since, until, { skip, limit: pageSize });
    sources.push(...(await touchDeals(found.map(({ deal }) => deal))));
    if (found.length < pageSize) return sources;
  }
}
