const windowMs = 1000;

interface Gone {
  /** When its answer came, milliseconds. */
  at: number;
  cost: number;
  mailing: boolean;
}

export interface Taken {
  all: number;
  /** The share of mailings. */
  mailing: number;
}

/**
 * The calls that the messenger may count within its present second. It counts a call some time between our asking and its answer, so a
 * call takes its place from before it is asked until a second after it was answered: then the limit cannot be passed however long anything
 * takes on the way.
 */
export interface Window {
  /** How much will be taken at that time by what has leave to go, is on its way or was answered within the second before. */
  taken(at: number): Taken;
  /** The same without what has leave and has not gone yet. */
  counted(at: number): Taken;
  /** Somebody has leave to go. */
  reserve(cost: number, mailing: boolean): void;
  /** Somebody who had leave does not go. */
  cancel(cost: number, mailing: boolean): void;
  /** Somebody who had leave goes now. */
  depart(cost: number, mailing: boolean): void;
  /** What went has been answered. */
  answered(now: number, cost: number, mailing: boolean): void;
  /** When the next place after that time becomes free, milliseconds; nothing while all that is taken is on its way. */
  nextFree(at: number): number | undefined;
  /** The clock was put back by so much. */
  shift(ms: number): void;
}

export function createWindow(): Window {
  const reserved: Taken = { all: 0, mailing: 0 };
  const way: Taken = { all: 0, mailing: 0 };
  let gone: Gone[] = [];

  function add(to: Taken, cost: number, mailing: boolean) {
    to.all += cost;
    if (mailing) to.mailing += cost;
  }

  function goneBy(at: number): Taken {
    const sum: Taken = { all: 0, mailing: 0 };
    for (const one of gone) if (one.at > at - windowMs) add(sum, one.cost, one.mailing);
    return sum;
  }

  return {
    taken(at) {
      const sum = goneBy(at);
      return { all: reserved.all + way.all + sum.all, mailing: reserved.mailing + way.mailing + sum.mailing };
    },
    counted(at) {
      const sum = goneBy(at);
      return { all: way.all + sum.all, mailing: way.mailing + sum.mailing };
    },
    reserve: (cost, mailing) => add(reserved, cost, mailing),
    cancel: (cost, mailing) => add(reserved, -cost, mailing),
    depart(cost, mailing) {
      add(reserved, -cost, mailing);
      add(way, cost, mailing);
    },
    answered(now, cost, mailing) {
      add(way, -cost, mailing);
      while (gone[0] && gone[0].at <= now - windowMs) gone.shift();
      gone.push({ at: now, cost, mailing });
    },
    nextFree(at) {
      const next = gone.find(one => one.at > at - windowMs);
      return next && next.at + windowMs;
    },
    shift(ms) {
      gone = gone.map(one => ({ ...one, at: one.at - ms }));
    },
  };
}
