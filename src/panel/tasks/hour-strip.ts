import { countByHour } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import type { Viewer } from '../viewer.ts';
import { type HoursNow, stretchOf, todayOf } from './working-day.ts';

/** The working hours of a day, each with how many tasks somebody already has in it and what a click on it types. */
export async function hourStrip(viewer: Viewer, hours: HoursNow, { day, staff }: { day: string; staff: string }) {
  const { from, until } = hours();
  const [first, last] = [Number(from.slice(0, 2)), Math.ceil(Number(until.slice(0, 2)) + Number(until.slice(3)) / 60)];
  const counts = await countByHour(staff, { ...stretchOf(day, 1, viewer), timeZone: viewer.timeZone });
  const nowHour = day === todayOf(viewer) ? hourOf(viewer) : -1;
  return {
    day,
    hours: Array.from({ length: Math.max(1, last - first) }, (_, i) => {
      const hour = first + i;
      const count = counts.get(hour) ?? 0;
      return {
        hour,
        clock: `${String(hour).padStart(2, '0')}:00`,
        text: `${day.slice(8)}.${day.slice(5, 7)} ${String(hour).padStart(2, '0')}:00`,
        isPast: hour <= nowHour,
        ...(count > 0 && { count, isFull: count > 3 }),
        label: t(viewer.language, 'panel:tasks.form.hour', { hour: `${hour}:00`, count }),
      };
    }),
  };
}

function hourOf({ now, timeZone }: Viewer): number {
  return Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(now));
}
