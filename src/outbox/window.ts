const windowMs = 1000;

/** A place that is taken until a second after. */
interface Gone {
  /** Milliseconds. */
  at: number;
  cost: number;
}

export interface Taken {
  all: number;
  /** The share of mailings. */
  mailing: number;
}

/**
 * The calls that the messenger may count within its present second. It counts a call some time between our asking and its answer, so a
 * call takes its place from before it is asked until a second after it was answered: then the limit cannot be passed however long anything
 * takes on the way. The share of mailings is our own, so their calls count there from when they are made: else a mailing would lose in
 * every second as much as an answer takes.
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
  depart(now: number, cost: number, mailing: boolean): void;
  /** What went has been answered. */
  answered(now: number, cost: number): void;
  /** When the next place after that time becomes free, milliseconds; nothing while all that is taken is on its way. */
  nextFree(at: number): number | undefined;
  /** The clock was put back by so much. */
  shift(ms: number): void;
}

export function createWindow(): Window {
  const reserved: Taken = { all: 0, mailing: 0 };
  /** On its way. */
  let way = 0;
  let gone: Gone[] = [];
  let mailed: Gone[] = [];

  function reserve(cost: number, mailing: boolean) {
    reserved.all += cost;
    if (mailing) reserved.mailing += cost;
  }

  const counted = (at: number): Taken => ({ all: way + sumBy(gone, at), mailing: sumBy(mailed, at) });

  return {
    taken(at) {
      const { all, mailing } = counted(at);
      return { all: reserved.all + all, mailing: reserved.mailing + mailing };
    },
    counted,
    reserve,
    cancel: (cost, mailing) => reserve(-cost, mailing),
    depart(now, cost, mailing) {
      reserve(-cost, mailing);
      way += cost;
      if (mailing) note(mailed, { at: now, cost });
    },
    answered(now, cost) {
      way -= cost;
      note(gone, { at: now, cost });
    },
    nextFree(at) {
      const next = [gone, mailed].flatMap(places => places.find(place => place.at > at - windowMs) ?? []);
      return next.length > 0 ? Math.min(...next.map(place => place.at)) + windowMs : undefined;
    },
    shift(ms) {
      gone = gone.map(place => ({ ...place, at: place.at - ms }));
      mailed = mailed.map(place => ({ ...place, at: place.at - ms }));
    },
  };
}

function sumBy(places: Gone[], at: number): number {
  let sum = 0;
  for (const place of places) if (place.at > at - windowMs) sum += place.cost;
  return sum;
}

/** What nobody counts any more is forgotten. */
function note(places: Gone[], place: Gone): void {
  while (places[0] && places[0].at <= place.at - windowMs) places.shift();
  places.push(place);
}
