import { aggregateDeliveries } from '../../deliveries/index.ts';
import { instantOf, zonedTime } from '../../lib/zoned-time.ts';
import { ofBroadcast } from './count-rows.ts';

/** What happened in an hour, or in a day. */
export interface TimeSlot {
  from: Date;
  /** The moment after it. */
  to: Date;
  sent: number;
  /** People who opened a link then for the first time. */
  clicked: number;
  replied: number;
}

export interface Timeline {
  unit: 'hour' | 'day';
  slots: TimeSlot[];
}

/** Which deliveries an event tells of, and when it was. */
export const timed = {
  sent: { field: 'sentAt', where: { state: 'sent' } },
  clicked: { field: 'clickedAt', where: {} },
  replied: { field: 'repliedAt', where: {} },
} as const;
type Event = keyof typeof timed;
const eventNames: readonly Event[] = ['sent', 'clicked', 'replied'];

const quarterMs = 900_000;
const hourMs = 3_600_000;
/** So many hours are shown one by one; what takes longer is shown by days. */
const mostHours = 48;
const mostDays = 62;

/** When a mailing went out and what people did, by the firm's clock. Nothing where nothing has gone out. */
export async function timelineOf(broadcast: string, timeZone: string): Promise<Timeline | undefined> {
  const quarters = await Promise.all(eventNames.map(event => quartersOf(broadcast, timed[event])));
  const [sent = new Map<number, number>()] = quarters;
  if (sent.size === 0) return undefined;
  const [first, last] = [Math.min(...sent.keys()), Math.max(...sent.keys())];
  const unit = last - first > mostHours * hourMs ? 'day' : 'hour';
  const slots = slotsFrom(new Date(first), { unit, timeZone, until: Math.max(...quarters.flatMap(each => [...each.keys()])) });
  for (const [i, event] of eventNames.entries()) {
    for (const [at, count] of quarters[i] ?? []) {
      // Clocks are a whole number of quarters away from UTC everywhere.
      const slot = slots.findLast(({ from }) => from.getTime() <= at) ?? slots[0];
      if (slot) slot[event] += count;
    }
  }
  return { unit, slots };
}

/** One after the other from the beginning; the last one goes on without an end, so that nothing is left out. */
function slotsFrom(
  first: Date,
  { unit, timeZone, until }: { unit: 'hour' | 'day'; timeZone: string; until: number },
): TimeSlot[] {
  const slots: TimeSlot[] = [];
  const { day, hour } = zonedTime(first, timeZone);
  let from = instantOf(day, { hour: unit === 'hour' ? hour : 0, minute: 0 }, timeZone);
  const most = unit === 'hour' ? mostHours : mostDays;
  while (from.getTime() <= until && slots.length < most) {
    const to = unit === 'hour' ? new Date(from.getTime() + hourMs) : nextMidnight(from, timeZone);
    slots.push({ from, to, sent: 0, clicked: 0, replied: 0 });
    from = to;
  }
  const last = slots.at(-1);
  if (last && last.to.getTime() <= until) last.to = new Date(until + quarterMs);
  return slots;
}

function nextMidnight(from: Date, timeZone: string): Date {
  // Noon of the next day lies in it whether or not clocks are changed in between.
  const { day } = zonedTime(new Date(from.getTime() + 36 * hourMs), timeZone);
  return instantOf(day, { hour: 0, minute: 0 }, timeZone);
}

async function quartersOf(broadcast: string, { field, where }: (typeof timed)[Event]): Promise<Map<number, number>> {
  const time = { $toLong: `$${field}` };
  const found = (await aggregateDeliveries([
    { $match: { ...ofBroadcast(broadcast), ...where, [field]: { $exists: true } } },
    { $group: { _id: { $subtract: [time, { $mod: [time, quarterMs] }] }, count: { $sum: 1 } } },
  ])) as { _id: number | { toString(): string }; count: number }[];
  return new Map(found.map(({ _id, count }) => [Number(_id.toString()), count]));
}
