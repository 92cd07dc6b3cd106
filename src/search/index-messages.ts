import { z } from 'zod';
import { loadSetting, saveSetting } from '../db/index.ts';
import { firstChange } from '../messages/index.ts';
import { indexStretch, type Written } from './index-stretch.ts';

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
const minuteMs = 60_000;
const longestStretchMs = 3650 * 24 * 60 * minuteMs;
const few = 250;
const many = 1000;

/** How long what was there before may keep one tick busy. */
const usualBudgetMs = 2000;

/**
 * Puts what was said and changed since the last time into the index of words, then as much of what was there before as the budget allows, the
 * latest first. May be killed at any moment and run twice at once: what is done again is the same. Resolves with whether all of the past is in it.
 */
export function createMessageIndexer(): (means: { now: Date; budgetMs?: number }) => Promise<boolean> {
  const written: Written = new Map();

  return async ({ now, budgetMs = usualBudgetMs }) => {
    const began = performance.now();
    let progress = (await load()) ?? (await begin(now));
    await indexStretch(new Date(progress.live.getTime() - overlapMs), new Date(now.getTime() + overlapMs), written);
    progress = { ...progress, live: now };
    await save(progress);
    let length = minuteMs;
    while (!progress.isWhole && performance.now() - began < budgetMs) {
      const from = new Date(Math.max(progress.back.getTime() - length, progress.first.getTime()));
      const count = await indexStretch(from, progress.back, written);
      progress = { ...progress, back: from, isWhole: from <= progress.first };
      await save(progress);
      if (count < few) length = Math.min(length * 4, longestStretchMs);
      else if (count > many) length = Math.max(Math.floor(length / 2), 1);
    }
    return progress.isWhole;
  };
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
