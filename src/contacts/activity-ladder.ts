import mongoose from 'mongoose';
import { contacts } from './contact-model.ts';

/** About how many cards there are, and how many of them have been heard from since some moments. */
export interface ActivityLadder {
  amount: number;
  /** From the latest moment on. */
  rungs: { since: Date; cards: number }[];
}

/** A smaller base is sorted as a whole sooner than it is looked at like this. */
const smallBase = 5000;
const sampleSize = 2000;
/** Places in the sample, from the latest card on: a four-hundredth of all, then four times as many each. */
const places = [5, 20, 80, 320];
/** They need not be exact: whoever finds too little behind one takes the next. */
const freshMs = 10 * 60_000;
let cached: { client: unknown; at: number; ladder: ActivityLadder } | undefined;

/**
 * How far back the latest cards go, in growing shares of a large base; no rungs for a small one. DocumentDB sorts all that fits a condition, so a
 * page of the latest cards asks for no more than may fill it.
 */
export async function activityLadder(): Promise<ActivityLadder> {
  const client = mongoose.connection.getClient();
  const at = performance.now();
  if (cached?.client === client && at - cached.at < freshMs) return cached.ladder;
  const amount = await contacts.estimatedDocumentCount();
  // A base that is small now may be filled by an import the next minute; asking how large it is costs nothing.
  if (amount < smallBase) return { amount, rungs: [] };
  const ladder = { amount, rungs: rungsOf(await sample(), amount) };
  cached = { client, at, ladder };
  return ladder;
}

async function sample(): Promise<Date[]> {
  const found = await contacts
    .aggregate<{ lastActivityAt: Date }>([{ $sample: { size: sampleSize } }, { $project: { lastActivityAt: 1 } }])
    .toArray();
  return found.map(({ lastActivityAt }) => lastActivityAt);
}

function rungsOf(moments: Date[], amount: number): ActivityLadder['rungs'] {
  const latestFirst = moments.toSorted((a, b) => b.getTime() - a.getTime());
  return places.flatMap(place => {
    const since = latestFirst[place];
    return since ? [{ since, cards: Math.round((place / latestFirst.length) * amount) }] : [];
  });
}
