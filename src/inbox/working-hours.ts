import { z } from 'zod';
import { loadSetting, saveSetting } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { usualHours, type WorkingHours } from './reply-by.ts';

const name = 'workingHours';
const freshMs = 60_000;

const time = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/);
const schema = z.object({
  days: z.array(z.number().int().min(1).max(7)),
  from: time,
  until: time,
  promiseMinutes: z
    .number()
    .int()
    .min(1)
    .max(7 * 24 * 60),
});

/** The hours in which people answer, as they stand in the settings; the usual ones until somebody sets others. */
export interface WorkingHoursBook {
  /** At once, from memory; what another process has set is known within a minute. */
  now(): WorkingHours;
}

/** Sets the hours. AppErrors of zod where they are none. */
export async function saveWorkingHours(hours: WorkingHours): Promise<void> {
  await saveSetting(name, JSON.stringify(schema.parse(hours)));
}

/** Looks the hours up beside the work: no message waits for them. */
export async function openWorkingHours({ clock, log }: { clock: Clock; log: Logger }): Promise<WorkingHoursBook> {
  let hours = await load(log);
  let lookedAt = clock.now().getTime();
  return {
    now() {
      if (Math.abs(clock.now().getTime() - lookedAt) >= freshMs) {
        lookedAt = clock.now().getTime();
        load(log)
          .then(found => {
            hours = found;
          })
          .catch(error => log.warn({ err: error }, 'the working hours could not be read; the last ones stay'));
      }
      return hours;
    },
  };
}

async function load(log: Logger): Promise<WorkingHours> {
  const kept = await loadSetting(name);
  if (kept === undefined) return usualHours;
  try {
    return schema.parse(JSON.parse(kept));
  } catch (error) {
    log.warn({ err: error }, 'the working hours in the settings cannot be read; the usual ones are taken');
    return usualHours;
  }
}
