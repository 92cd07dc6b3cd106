const windowMs = 1000;

interface Gone {
  /** When its answer came, milliseconds. */
  at: number;
  cost: number;
  mailing: boolean;
}

/**
 * The calls that the messenger may count within its present second. It counts a call some time between our asking and its answer, so a
 * call takes its place from before it is asked until a second after it was answered: then the limit cannot be passed however long anything
 * takes on the way.
 */
export interface Window {
  /** How much is on its way or was answered within the last second; `mailing` the share of mailings. */
  taken(now: number): { all: number; mailing: number };
  take(cost: number, mailing: boolean): void;
  /** What was taken has been answered now. */
  answered(now: number, cost: number, mailing: boolean): void;
  /** When the next place becomes free, milliseconds; nothing while all that is taken is on its way. */
  nextFree(): number | undefined;
  /** The clock was put back by so much. */
  shift(ms: number): void;
}

export function createWindow(): Window {
  const way = { all: 0, mailing: 0 };
  let gone: Gone[] = [];
  return {
    taken(now) {
      while (gone[0] && gone[0].at <= now - windowMs) gone.shift();
      const sum = { ...way };
      for (const { cost, mailing } of gone) {
        sum.all += cost;
        if (mailing) sum.mailing += cost;
      }
      return sum;
    },
    take(cost, mailing) {
      way.all += cost;
      if (mailing) way.mailing += cost;
    },
    answered(now, cost, mailing) {
      way.all -= cost;
      if (mailing) way.mailing -= cost;
      gone.push({ at: now, cost, mailing });
    },
    nextFree: () => (gone[0] ? gone[0].at + windowMs : undefined),
    shift(ms) {
      gone = gone.map(one => ({ ...one, at: one.at - ms }));
    },
  };
}
