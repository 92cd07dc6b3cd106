import type { Language } from '../texts/index.ts';

/** When people work: what "in the morning" and a bare "3" mean follows from it. */
export interface Hours {
  /** ISO weekdays, 1 is Monday. */
  days: number[];
  /** `HH:MM`, `24:00` ends a day. */
  from: string;
  until: string;
  /** Days without work, `YYYY-MM-DD`. */
  holidays?: string[];
}

export interface DueContext {
  now: Date;
  /** IANA name. */
  timeZone: string;
  language: Language;
  workingHours: Hours;
}

export interface TimeOfDay {
  hour: number;
  minute: number;
  /** As it was typed it may also mean the afternoon: "3", "в 5". */
  isLoose?: true;
  /** A part of the day was named, which hour of it may follow. */
  isPart?: true;
}

/** What of a due time has been understood so far. */
export interface Draft {
  today: string;
  /** `YYYY-MM-DD`. */
  day?: string;
  /** The year was not said: a day that has passed is next year's. */
  isYearless?: true;
  /** "Monday" beside "in two weeks" is that week's. */
  isWeekOf?: true;
  weekday?: number;
  time?: TimeOfDay;
  /** Minutes from now. */
  minutes?: number;
  /** The word before was "at": what follows is a time of day. */
  isAt?: true;
}
