import type { AnyBulkWriteOperation } from 'mongodb';
import { insertNew, isDuplicateKey, persistently } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { type Difference, differencesOf } from './differences-of.ts';
import { inSegment } from './members.ts';
import { type MemberDocument, members, moves, watches } from './moves-model.ts';
import { getSegment } from './read-segments.ts';
import { watchedSegments } from './segment-moves.ts';
import { streamAudience } from './traits/index.ts';

const batch = 500;
/** A segment rests so many times as long as a look at it takes, so that large ones do not keep the database busy all the time. */
const restTimes = 10;

interface Means {
  clock: Clock;
  log: Logger;
  timeZone: string;
}

/**
 * Keeps who is in the segments that something waits for, and tells of everybody who comes and goes, once each. Who is in a segment when it is first looked
 * at has not entered it. May be killed at any moment and run twice at once.
 */
export function createSegmentsTick({ clock, log, timeZone }: Means): { work(): Promise<void> } {
  return {
    async work() {
      const now = clock.now();
      await tellUntold();
      const wanted = await watchedSegments();
      await forgetOthers(wanted);
      for (const segment of wanted) {
        try {
          await look(segment, { now, timeZone });
        } catch (error) {
          log.warn({ err: error, segment }, 'who is in a segment could not be seen; the next tick looks again');
        }
      }
    },
  };
}

async function look(segment: string, means: { now: Date; timeZone: string }): Promise<void> {
  // A segment that was deleted has nobody in it; that is no reason to tell of all that they left.
  if (!(await getSegment(segment))) return;
  const { now } = means;
  const watch = await beginWatch(segment, now);
  const rests = restTimes * (watch.tookMs ?? 0);
  if (watch.readyAt && watch.lookedAt && now.getTime() - watch.lookedAt.getTime() < rests) return;
  const began = performance.now();
  const isFirst = watch.readyAt === undefined;
  let found: Difference[] = [];
  for await (const difference of differencesOf(streamAudience(inSegment(segment), means), membersIn(segment))) {
    found.push(difference);
    if (found.length < batch) continue;
    await note(segment, found, { now, isFirst });
    found = [];
  }
  await note(segment, found, { now, isFirst });
  const looked = { lookedAt: now, tookMs: Math.round(performance.now() - began) };
  await watches.updateOne({ _id: segment }, { $set: { ...looked, ...(isFirst && { readyAt: now }) } });
}

async function beginWatch(segment: string, now: Date) {
  await insertNew(watches, [{ _id: segment, begunAt: now }]);
  return (await watches.findOne({ _id: segment })) ?? { _id: segment, begunAt: now };
}

/** The noted members in the order of their contacts, a stretch at a time. */
async function* membersIn(segment: string): AsyncGenerator<MemberDocument[]> {
  for (let after = ''; ; ) {
    const found = await members
      .find({ segment, contact: { $gt: after } })
      .sort({ segment: 1, contact: 1 })
      .limit(batch)
      .toArray();
    if (found.length > 0) yield found;
    if (found.length < batch) return;
    after = found.at(-1)?.contact ?? after;
  }
}

/** Notes where everybody is now, and tells of it. Of two processes that see the same move one writes it. */
async function note(segment: string, found: Difference[], { now, isFirst }: { now: Date; isFirst: boolean }): Promise<void> {
  if (found.length === 0) return;
  const untold = isFirst ? {} : { untold: true as const };
  const writes = found.map(({ contact, before, isIn }): AnyBulkWriteOperation<MemberDocument> => {
    const _id = `${segment}:${contact}`;
    const state = { isIn, since: now, moves: (before?.moves ?? 0) + 1, ...untold };
    return before
      ? { updateOne: { filter: { _id, moves: before.moves }, update: { $set: state } } }
      : { updateOne: { filter: { _id }, update: { $setOnInsert: { segment, contact, ...state } }, upsert: true } };
  });
  // Somebody else may insert the same row at the same time.
  await persistently(() => members.bulkWrite(writes, { ordered: false }), { also: isDuplicateKey });
  if (!isFirst) await tellUntold();
}

/** A move is in the member's own row first and told from there: whoever dies in between leaves it to the next tick. */
async function tellUntold(): Promise<void> {
  for (;;) {
    const found = await members
      .find({ untold: { $exists: true, $eq: true } })
      .limit(batch)
      .toArray();
    if (found.length === 0) return;
    await insertNew(
      moves,
      found.map(({ _id, segment, contact, isIn, since, moves: number }) => ({
        _id: `${_id}:${number}`,
        segment,
        contact,
        what: isIn ? ('entered' as const) : ('left' as const),
        at: since,
      })),
    );
    await persistently(() =>
      members.bulkWrite(
        found.map(({ _id, moves: number }) => ({
          updateOne: { filter: { _id, moves: number }, update: { $unset: { untold: '' } } },
        })),
        { ordered: false },
      ),
    );
  }
}

/** Whoever is watched anew later has nobody enter it by what was before. */
async function forgetOthers(wanted: string[]): Promise<void> {
  const gone = await watches.find({ _id: { $nin: wanted } }).toArray();
  for (const { _id } of gone) {
    await members.deleteMany({ segment: _id });
    await watches.deleteOne({ _id });
  }
}
