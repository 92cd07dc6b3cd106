import { createRandom } from '../random.ts';
import {
  awaitsMe,
  comesBack,
  type History,
  isInHand,
  isOutOfReach,
  isPutOff,
  mayHaveArrived,
  visits,
  waits,
} from './histories.ts';

export interface PlannedTalk {
  number: number;
  history: History;
  endsAt: Date;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Moscow, where the invented firm is. */
const offsetMs = 3 * hour;

/** What goes on just now, with the longest time ago that it may have ended: the rest is the past. */
const present: readonly { history: History; howMany: number; within: number }[] = [
  { history: waits, howMany: 7, within: 3 * hour },
  { history: awaitsMe, howMany: 4, within: 2 * hour },
  { history: isInHand, howMany: 7, within: 8 * hour },
  { history: mayHaveArrived, howMany: 1, within: 3 * hour },
  { history: isPutOff, howMany: 1, within: hour },
  { history: isOutOfReach, howMany: 4, within: 9 * day },
];

/** Who has which history, and when it ended: the last sixty days, more of it lately, hardly anything at night. */
export function planTalks({ now, count }: { now: Date; count: number }): PlannedTalk[] {
  const random = createRandom('plan');
  const going = present.flatMap(({ history, howMany, within }) => Array.from({ length: howMany }, () => ({ history, within })));
  return Array.from({ length: count }, (_, number) => {
    // Spread over the cast, so that messengers and twins are mixed among them.
    const special = number % 5 === 0 ? going[number / 5] : undefined;
    if (special)
      return { number, history: special.history, endsAt: new Date(now.getTime() - minute - random.next() * special.within) };
    const ago = 5 * minute + random.next() ** 1.6 * 60 * day;
    return { number, history: random.chance(0.14) ? comesBack : visits, endsAt: byDay(new Date(now.getTime() - ago), now) };
  });
}

/** People write between nine and eleven in the evening; what fell into the night moves to the evening before. */
function byDay(at: Date, now: Date): Date {
  const local = new Date(at.getTime() + offsetMs).getUTCHours();
  if (local >= 9 && local < 23) return at;
  const earlier = new Date(at.getTime() - 10 * hour);
  return earlier < now ? earlier : at;
}
