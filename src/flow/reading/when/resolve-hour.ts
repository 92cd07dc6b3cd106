import type { PartOfDay, Said } from './said.ts';

export interface ResolvedHour {
  /** Of the day; 1440 is the midnight that ends it. */
  minutes: number;
  /** The same hour of the other half of the day, where it is not said which. */
  other?: number;
  /** It is the hour that was said, and nothing had to be known about people. */
  asSaid: boolean;
}

/** When a part of the day is, where no hour is said with it. */
const usual: Partial<Record<PartOfDay, number>> = { morning: 9, lunch: 13, daytime: 14, afterLunch: 15, evening: 19 };

/**
 * The time of day that is meant. An hour from 1 to 7 without a word on the part of the day is one of the afternoon, as people mean it who come
 * to a shop or call somebody at work; "05:00" and "5 утра" are what they say. Undefined where no time is said.
 */
export function resolveHour({ hour, part, midnight }: Said): ResolvedHour | 'noSuch' | undefined {
  if (midnight) return { minutes: 1440, asSaid: false };
  if (!hour) {
    const at = part && usual[part];
    return at === undefined ? undefined : { minutes: at * 60, asSaid: false };
  }
  const exact = hour.hour === 0 || hour.hour > 12;
  const of24 = exact ? hour.hour : part ? inPart(hour.hour, part) : hour.sure || hour.hour > 7 ? hour.hour : hour.hour + 12;
  if (of24 === undefined) return 'noSuch';
  const minutes = of24 * 60 + hour.minute;
  const open = !exact && !part && !hour.sure && hour.hour < 12;
  return { minutes, asSaid: of24 === hour.hour, ...(open && { other: (minutes + 720) % 1440 }) };
}

/** An hour from 1 to 12 in a part of the day. */
function inPart(hour: number, part: PartOfDay): number | undefined {
  switch (part) {
    case 'am':
      return hour % 12;
    case 'pm':
      return (hour % 12) + 12;
    case 'morning':
      return hour === 12 ? undefined : hour;
    case 'evening':
      return hour === 12 ? 24 : hour + 12;
    case 'night':
      return hour === 12 ? 24 : hour > 7 ? hour + 12 : hour;
    case 'daytime':
    case 'lunch':
    case 'afterLunch':
      return hour > 7 ? hour : hour + 12;
  }
}
