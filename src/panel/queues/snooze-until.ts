import { addDays, instantOf, zonedTime } from '../../lib/zoned-time.ts';
import { t } from '../../texts/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

type Reader = Pick<Viewer, 'language' | 'timeZone' | 'now'>;

const quick = ['hour', 'tomorrow', 'monday'] as const;
const morning = { hour: 9, minute: 0 };

/** The times that one press puts a conversation off to. */
export function snoozeChoices(reader: Reader) {
  const isSunday = quickTime('monday', reader).getTime() === quickTime('tomorrow', reader).getTime();
  return quick
    .filter(value => value !== 'monday' || !isSunday)
    .map(value => ({
      value,
      label: t(reader.language, `panel:queues.snooze.${value}`),
      when: presentTime(reader, quickTime(value, reader)).words,
    }));
}

/** The time that was pressed or typed (`at`, as `datetime-local` gives it, by the firm's clock), or nothing when it is none. */
export function readSnooze({ until, at }: { until: string; at: string }, reader: Reader): Date | undefined {
  const pressed = quick.find(value => value === until);
  if (pressed) return quickTime(pressed, reader);
  const [, day, hour, minute] = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(at) ?? [];
  if (!day || Number.isNaN(Date.parse(`${day}T00:00:00Z`))) return undefined;
  return instantOf(day, { hour: Number(hour), minute: Number(minute) }, reader.timeZone);
}

function quickTime(value: (typeof quick)[number], { now, timeZone }: Reader): Date {
  if (value === 'hour') return new Date(now.getTime() + 60 * 60_000);
  const { day } = zonedTime(now, timeZone);
  if (value === 'tomorrow') return instantOf(addDays(day, 1), morning, timeZone);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return instantOf(addDays(day, 8 - weekday), morning, timeZone);
}
