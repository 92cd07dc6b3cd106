import { insertNew } from '../../db/index.ts';
import { occurrenceId } from '../../deliveries/index.ts';
import { type BroadcastDocument, broadcasts, updateBroadcast } from '../broadcast-model.ts';
import { withoutWinner } from '../drafts.ts';
import { nextOccurrences } from '../next-occurrences.ts';
import { planBegins } from '../plan/plan-rows.ts';
import { tell } from '../tell.ts';

/** An occurrence that nobody was there to begin is not made up for after so long: the next one comes. */
const tooLateMs = 24 * 60 * 60 * 1000;
const atOnce = 50;

/** Begins what has its time now: a mailing goes, of a repeated one another occurrence does. */
export async function startDue({ now, timeZone }: { now: Date; timeZone: string }): Promise<void> {
  const due = await broadcasts
    .find({ state: 'scheduled', startAt: { $lte: now } })
    .sort({ state: 1, startAt: 1 })
    .limit(atOnce)
    .toArray();
  for (const document of due) {
    if (document.schedule.kind === 'repeat') await comeAgain(document, { now, timeZone });
    else await begin(document, now);
  }
}

async function begin({ _id: id }: BroadcastDocument, now: Date): Promise<void> {
  const update = { $set: { state: 'running', startedAt: now, plan: planBegins } };
  if (await updateBroadcast({ id, guard: { state: 'scheduled' }, update })) tell(id);
}

/** The occurrence has an id that follows from its time, so that whoever dies in between makes it once all the same. */
async function comeAgain(document: BroadcastDocument, { now, timeZone }: { now: Date; timeZone: string }): Promise<void> {
  const { _id: id, schedule, startAt = now } = document;
  if (now.getTime() - startAt.getTime() < tooLateMs) await insertNew(broadcasts, [occurrenceOf(document, startAt, now)]);
  const [next] = nextOccurrences(schedule, { now: new Date(Math.max(now.getTime(), startAt.getTime()) + 1), timeZone, count: 1 });
  const update = next ? { $set: { startAt: next } } : { $set: { state: 'finished', endedAt: now }, $unset: { startAt: '' } };
  await updateBroadcast({ id, guard: { state: 'scheduled', startAt }, update });
  tell(id);
}

function occurrenceOf(document: BroadcastDocument, startAt: Date, now: Date): BroadcastDocument {
  const { _id: parent, test, stamp: _stamp, startAt: _startAt, startedAt: _startedAt, pausedFor: _pausedFor, ...rest } = document;
  return {
    ...rest,
    ...(test && { test: withoutWinner(test) }),
    _id: occurrenceId(parent, startAt),
    parent,
    state: 'running',
    schedule: { kind: 'at', at: startAt },
    createdAt: now,
    changedAt: now,
    startedAt: now,
    plan: planBegins,
  };
}
