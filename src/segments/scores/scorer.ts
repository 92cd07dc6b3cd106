import { getContacts, readContacts } from '../../contacts/index.ts';
import { loadSetting, saveSetting } from '../../db/index.ts';
import type { Clock } from '../../lib/clock.ts';
import { zonedTime } from '../../lib/zoned-time.ts';
import { signalsSince } from '../../signals/index.ts';
import { type Thresholds, thresholdsOf } from './rfm.ts';
import { boughtBy, scoreContacts } from './score-contacts.ts';
import { scores } from './score-model.ts';
import { loadThresholds, saveThresholds } from './thresholds.ts';

/** From this hour of the firm's clock on the night's count is made. */
const nightHour = 3;
const stretch = 500;
/** One tick of the job: people work meanwhile. */
const usualBudgetMs = 8000;
/** Clocks of several machines differ: the last stretch is read again. */
const overlapMs = 5000;
const setting = 'segments.scoredUntil';

interface Options {
  clock: Clock;
  timeZone: string;
  budgetMs?: number;
}

/**
 * Compares everybody who has bought with each other, every night, and whoever's orders have changed at once, by the thresholds of that night. Does a part at
 * each call; a night's count that a dead process left is begun anew.
 */
export function createScorer({ clock, timeZone, budgetMs = usualBudgetMs }: Options): { work(): Promise<void> } {
  let night: Night | undefined;

  return {
    async work() {
      const now = clock.now();
      const { day, hour } = zonedTime(now, timeZone);
      const last = await loadThresholds();
      // What is bought from now on is listened to, also while the first count goes on.
      if (!last && !night) await saveSetting(setting, now.toISOString());
      const missed = last && !(await scoreWhoeverOrdered(last.thresholds, now));
      // The first count is not put off until the night, and neither is one after a time in which nobody listened.
      if (!night && (!last || missed || (last.day !== day && hour >= nightHour))) night = beginNight(day);
      const until = performance.now() + budgetMs;
      while (night && performance.now() < until) night = await night.goOn(clock.now());
    },
  };
}

/** One count of a whole base, which goes on stretch by stretch; nothing when it is over. */
interface Night {
  goOn(now: Date): Promise<Night | undefined>;
}

/** First all that was bought is read, which takes 24 bytes a buyer. */
function beginNight(day: string): Night {
  const last: number[] = [];
  const count: number[] = [];
  const sum: number[] = [];
  let after = '';
  const reading: Night = {
    async goOn() {
      const { contacts, hasMore } = await readContacts({ where: { 'orders.count': { $gte: 1 } }, after, limit: stretch });
      for (const bought of contacts.map(boughtBy)) {
        if (!bought) continue;
        last.push(bought.last);
        count.push(bought.count);
        sum.push(bought.sum);
      }
      after = contacts.at(-1)?.id ?? after;
      if (hasMore) return reading;
      const columns = { last: Float64Array.from(last), count: Float64Array.from(count), sum: Float64Array.from(sum) };
      return scoreAll(day, thresholdsOf(columns));
    },
  };
  return reading;
}

/** Then everybody is put where they belong, and last the scores of those who are gone are taken away. */
function scoreAll(day: string, thresholds: Thresholds): Night {
  let after = '';
  const sweeping: Night = {
    async goOn(now) {
      const found = await scores
        .find({ _id: { $gt: after } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(stretch)
        .toArray();
      const ids = found.map(({ _id }) => _id);
      const cards = await getContacts(ids);
      await scoreContacts(cards, thresholds, now);
      const there = new Set(cards.map(({ id }) => id));
      await scores.deleteMany({ _id: { $in: ids.filter(id => !there.has(id)) } });
      after = ids.at(-1) ?? after;
      return found.length === stretch ? sweeping : undefined;
    },
  };
  const scoring: Night = {
    async goOn(now) {
      const { contacts, hasMore } = await readContacts({ where: { 'orders.count': { $gte: 1 } }, after, limit: stretch });
      await scoreContacts(contacts, thresholds, now);
      after = contacts.at(-1)?.id ?? after;
      if (hasMore) return scoring;
      after = '';
      await saveThresholds(day, thresholds);
      return sweeping;
    },
  };
  return scoring;
}

/** Signals name the cards whose orders were summed up. Resolves with whether all of them are known. */
async function scoreWhoeverOrdered(thresholds: Thresholds, now: Date): Promise<boolean> {
  const since = new Date((await loadSetting(setting)) ?? now);
  const told = await signalsSince(new Date(since.getTime() - overlapMs), now);
  const ids = [...new Set((told ?? []).flatMap(({ topic, about }) => (topic === 'contacts' && about ? [about] : [])))];
  for (let i = 0; i < ids.length; i += stretch)
    await scoreContacts(await getContacts(ids.slice(i, i + stretch)), thresholds, now);
  await saveSetting(setting, now.toISOString());
  return told !== undefined;
}
