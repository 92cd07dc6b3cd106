import { z } from 'zod';
import { loadSetting, saveSetting } from '../db/index.ts';
import type { MayGoOn } from '../lib/when-quiet.ts';
import { firstChange } from '../messages/index.ts';
import { indexStretch, mostAtOnce, type Written } from './index-stretch.ts';

/** How far the index has come: all that changed from `back` until `live` is in it. */
const progressSchema = z.object({
  live: z.coerce.date(),
  back: z.coerce.date(),
  /** When the first of all messages changed: behind it nothing is left to do. */
  first: z.coerce.date(),
  isWhole: z.boolean(),
});
type Progress = z.infer<typeof progressSchema>;

const setting = 'search.words';
/** Clocks of several machines differ and writes land out of order: the last stretch is read again. */
const overlapMs = 5000;
/** As long as a tick usually has to look back; longer ones follow where there was little. */
const usualStretchMs = 10_000;
const minuteMs = 60_000;
const longestStretchMs = 3650 * 24 * 60 * minuteMs;
const few = mostAtOnce / 4;

/** How long what was there before may keep one tick busy. */
const usualBudgetMs = 2000;

/**
 * Puts what was said and changed since the last time into the index of words, the earliest first, then as much of what was there before as the
 * budget allows, the latest first. May be killed at any moment and run twice at once: what is done again is the same. Resolves with whether all
 * of it is in the index; something is left when it may not go on.
 */
export function createMessageIndexer(): (means: { now: Date; budgetMs?: number; mayGoOn?: MayGoOn }) => Promise<boolean> {
  const written: Written = new Map();
  let length = usualStretchMs;

  return async ({ now, budgetMs = usualBudgetMs, mayGoOn = () => true }) => {
    const began = performance.now();
    let progress = (await load()) ?? (await begin(now));
    let from = before(progress.live);
    do {
      const { live } = progress;
      const isLast = live.getTime() + length >= now.getTime();
      const until = isLast ? now : new Date(live.getTime() + length);
      const count = await indexStretch(from, isLast ? after(now) : until, written);
      from = until;
      progress = { ...progress, live: until };
      await save(progress);
      length = lengthAfter(length, count);
    } while (progress.live < now && mayGoOn());
    let lengthBack = minuteMs;
    while (!progress.isWhole && performance.now() - began < budgetMs && mayGoOn()) {
      const start = new Date(Math.max(progress.back.getTime() - lengthBack, progress.first.getTime()));
      const count = await indexStretch(start, progress.back, written);
      progress = { ...progress, back: start, isWhole: start <= progress.first };
      await save(progress);
      lengthBack = lengthAfter(lengthBack, count);
    }
    return progress.isWhole && progress.live >= now;
  };
}

const before = (moment: Date): Date => new Date(moment.getTime() - overlapMs);
const after = (moment: Date): Date => new Date(moment.getTime() + overlapMs);

function lengthAfter(length: number, count: number): number {
  if (count < few) return Math.min(length * 4, longestStretchMs);
  return count > mostAtOnce ? Math.max(Math.floor(length / 2), 1) : length;
}

/** How much of the past is in the index, in per cent of its time; nothing when all of it is. */
export async function indexProgress(): Promise<number | undefined> {
  const progress = await load();
  if (!progress || progress.isWhole) return undefined;
  const { live, back, first } = progress;
  const all = live.getTime() - first.getTime();
  return all <= 0 ? 99 : Math.min(99, Math.floor(((live.getTime() - back.getTime()) / all) * 100));
}

async function load(): Promise<Progress | undefined> {
  const kept = await loadSetting(setting);
  return kept === undefined ? undefined : progressSchema.parse(JSON.parse(kept));
}

const save = (progress: Progress): Promise<void> => saveSetting(setting, JSON.stringify(progress));

async function begin(now: Date): Promise<Progress> {
  const first = (await firstChange()) ?? now;
  return { live: now, back: now, first, isWhole: first >= now };
}
