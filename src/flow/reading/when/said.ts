/** A day as it was said, before anybody looked at the calendar. */
export type DaySaid =
  /** `year` as written; two digits are of a century yet to be found. */
  | { kind: 'date'; date: number; month: number; year?: number }
  | { kind: 'dateOfMonth'; date: number; monthsAhead?: number }
  | { kind: 'days'; ahead: number }
  | { kind: 'months'; ahead: number }
  | { kind: 'weekday'; weekday: number; which?: 'next' | 'this' | 'last' }
  /** The weekday said beside it, in the week so many weeks ahead; the same weekday where none is said. */
  | { kind: 'weeks'; ahead: number };

export interface HourSaid {
  hour: number;
  minute: number;
  /** Nothing is left to guess: 15:00, 05:00, 5 pm. "5" and "5:00" may be of the morning or of the afternoon. */
  sure: boolean;
}

export type PartOfDay = 'morning' | 'daytime' | 'lunch' | 'afterLunch' | 'evening' | 'night' | 'am' | 'pm';

/** Everything about a moment that a text says. */
export interface Said {
  days: DaySaid[];
  hour?: HourSaid;
  part?: PartOfDay;
  /** Midnight that ends the day said. */
  midnight?: true;
  /** Minutes from now. */
  after?: number;
  /** Every number stands there in full: nothing had to be guessed. */
  literal: boolean;
}

/** What kind of answer is looked for: it decides what a bare "12.05" or "15" is. */
export type Sought = 'date' | 'time' | 'datetime';

/** Why a text is no moment: nothing of the kind in it, several, too vague a one, or one that the calendar or the clock does not have. */
export type NotSaid = 'none' | 'many' | 'vague' | 'noSuch';
