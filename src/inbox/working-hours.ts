import { z } from 'zod';
import { loadSetting, saveSetting } from '../db/index.ts';
import type { Logger } from '../lib/logger.ts';
import { usualHours, type WorkingHours } from './reply-by.ts';

const name = 'workingHours';

const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
const schema = z.object({
  days: z.array(z.number().int().min(1).max(7)),
  from: time,
  until: time,
  other: z.record(z.string().regex(/^[1-7]$/), z.object({ from: time, until: time })).optional(),
  holidays: z.array(z.iso.date()).max(200).optional(),
  timeZone: z.string().max(60).optional(),
  promiseMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60),
});

/** Sets the hours. AppErrors of zod where they are none. */
export async function saveWorkingHours(hours: WorkingHours): Promise<void> {
  await saveSetting(name, JSON.stringify(schema.parse(hours)));
}

/** The hours in which people answer, as they stand in the settings; the usual ones until somebody sets others. */
export async function loadWorkingHours(log?: Logger): Promise<WorkingHours> {
  const kept = await loadSetting(name);
  if (kept === undefined) return usualHours;
  try {
    const { other, holidays, timeZone, ...hours } = schema.parse(JSON.parse(kept));
    return { ...hours, ...(other && { other }), ...(holidays && { holidays }), ...(timeZone && { timeZone }) };
  } catch (error) {
    log?.warn({ err: error }, 'the working hours in the settings cannot be read; the usual ones are taken');
    return usualHours;
  }
}
