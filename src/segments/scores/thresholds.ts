import { z } from 'zod';
import { loadSetting, saveSetting } from '../../db/index.ts';
import type { Thresholds } from './rfm.ts';

const cut = z.number().nullable();
const cuts = z.tuple([cut, cut, cut, cut]);
const kept = z.object({
  /** Of the firm's calendar. */
  day: z.string(),
  thresholds: z.object({ recency: cuts, frequency: cuts, money: cuts, abc: z.object({ a: cut, b: cut }) }),
});

const setting = 'segments.thresholds';

/** What everybody is compared by until the next night, and the day that it was made on; nothing before the first time. */
export async function loadThresholds(): Promise<{ day: string; thresholds: Thresholds } | undefined> {
  const read = kept.safeParse(JSON.parse((await loadSetting(setting)) ?? 'null'));
  return read.success ? read.data : undefined;
}

export const saveThresholds = (day: string, thresholds: Thresholds): Promise<void> =>
  saveSetting(setting, JSON.stringify({ day, thresholds }));
