import { createHash } from 'node:crypto';
import { isDuplicateKey, persistently, updateCommand } from '../db/index.ts';
import type { Automation, AutomationRun, LogLine, RunAbout } from './automation.ts';
import { type RunDocument, runs, toRun } from './automation-model.ts';

/** Longer than a step may take; then somebody else takes the run in hand. */
const leaseMs = 2 * 60_000;
/** Lines of a log: more than the most steps of a chain have. */
const mostLines = 300;
/** For so long it is told that something did not begin. */
const notBegunMs = 30 * 24 * 60 * 60_000;

/** The same for whoever finds that something happened. */
export const runIdOf = (automation: string, contact: string, cause: string): string =>
  createHash('sha256').update(`${automation} ${contact} ${cause}`).digest('hex').slice(0, 24);

export interface Beginning {
  automation: Automation;
  contact: string;
  cause: string;
  about?: RunAbout;
  depth: number;
  now: Date;
  /** Why it began, where nothing that happened did it. */
  reason?: string;
}

/** Lets somebody into a chain, unless the same thing has, or they sit in it where only one may. */
export async function insertRun({
  automation,
  contact,
  cause,
  about,
  depth,
  now,
  reason,
}: Beginning): Promise<'begun' | 'known' | 'seated'> {
  const id = runIdOf(automation.id, contact, cause);
  const { kind } = automation.reentry;
  const document: RunDocument = {
    _id: id,
    automation: automation.id,
    contact,
    state: 'waiting',
    ...(automation.steps[0] && { step: automation.steps[0].id }),
    wakeAt: now,
    startedAt: now,
    log: [{ at: now, what: 'begun', ...(reason && { reason }) }],
    cause,
    ...(about && { about }),
    depth,
    did: [],
    turn: 0,
    ...(kind !== 'always' && { seat: `${automation.id}:${contact}` }),
  };
  try {
    await runs.insertOne(document);
    return 'begun';
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (await runs.findOne({ _id: id }, { projection: { _id: 1 } })) ? 'known' : 'seated';
  }
}

/** Keeps for a while that something would have begun a chain, and why it did not. */
export async function keepNotBegun({ automation, contact, cause, about, depth, now }: Beginning, reason: string): Promise<void> {
  const document: RunDocument = {
    _id: runIdOf(automation.id, contact, cause),
    automation: automation.id,
    contact,
    state: 'left',
    startedAt: now,
    endedAt: now,
    log: [{ at: now, what: 'notBegun', reason }],
    cause,
    ...(about && { about }),
    depth,
    did: [],
    turn: 0,
    forgetAt: new Date(now.getTime() + notBegunMs),
  };
  await runs.insertOne(document).catch(error => {
    if (!isDuplicateKey(error)) throw error;
  });
}

export async function isKnown(automation: string, contact: string, cause: string): Promise<boolean> {
  return (await runs.findOne({ _id: runIdOf(automation, contact, cause) }, { projection: { _id: 1 } })) !== null;
}

/** The ways of somebody through a chain that really began, the latest first. */
export async function begunRuns(automation: string, contact: string, limit: number): Promise<RunDocument[]> {
  return runs
    .find({ contact, automation, forgetAt: { $exists: false } })
    .sort({ startedAt: -1 })
    .limit(limit)
    .toArray();
}

/** Whose time has come in an automation, the longest overdue first. */
export async function dueRuns(automation: string, now: Date, limit: number): Promise<RunDocument[]> {
  return (
    runs
      // $exists: DocumentDB takes a partial index only where its condition stands in the query.
      .find({ automation, wakeAt: { $exists: true, $lte: now } })
      .sort({ wakeAt: 1 })
      .limit(limit)
      .toArray()
  );
}

/** Takes a run in hand; nothing when somebody else has it. */
export async function claimRun({ _id, turn }: RunDocument, now: Date): Promise<RunDocument | undefined> {
  const wakeAt = new Date(now.getTime() + leaseMs);
  const claimed = await runs.findOneAndUpdate(
    { _id, turn, state: 'waiting' },
    { $set: { wakeAt }, $inc: { turn: 1 } },
    { returnDocument: 'after' },
  );
  return claimed ?? undefined;
}

export interface RunChange {
  set?: Partial<Pick<RunDocument, 'step' | 'wakeAt' | 'waits' | 'attempts' | 'contact' | 'state' | 'endedAt'>>;
  unset?: ('step' | 'wakeAt' | 'waits' | 'attempts' | 'seat')[];
  log?: LogLine[];
  did?: string;
}

/** Writes what became of a step. False when somebody else has taken the run in hand, or it was ended. */
export async function changeRun({ _id, turn }: RunDocument, { set, unset = [], log = [], did }: RunChange): Promise<boolean> {
  const { matchedCount } = await runs.updateOne(
    { _id, turn, state: 'waiting' },
    {
      $set: { ...set, turn },
      ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map(name => [name, ''])) }),
      ...((log.length > 0 || did !== undefined) && {
        $push: {
          ...(log.length > 0 && { log: { $each: log, $slice: -mostLines } }),
          ...(did !== undefined && { did }),
        },
      }),
    },
  );
  return matchedCount > 0;
}

/** Adds what became of messages, each to the log of its run; the same twice is one line. */
export async function noteSettled(settled: readonly { run: string; line: LogLine }[]): Promise<void> {
  if (settled.length === 0) return;
  // In one order, so that two processes never wait for each other.
  const inOrder = settled.toSorted((one, other) => (one.run < other.run ? -1 : 1));
  const statements = inOrder.map(({ run, line }) => ({
    q: { _id: run, log: { $not: { $elemMatch: { step: line.step, what: line.what } } } },
    u: { $push: { log: { $each: [line], $slice: -mostLines } } },
  }));
  await persistently(() => updateCommand(runs, statements, { ordered: false }));
}

/** Everybody leaves a chain. */
export async function leaveAll(automation: string, reason: string, now: Date): Promise<void> {
  await runs.updateMany(
    { automation, state: 'waiting' },
    {
      $set: { state: 'left', endedAt: now },
      $unset: { wakeAt: '', waits: '', seat: '' },
      $inc: { turn: 1 },
      $push: { log: { at: now, what: 'left', reason } },
    },
  );
}

/** Looks at once at those who stand on these steps: what they wait for has changed. */
export async function wakeOn(where: { automation: string; steps: string[]; contact?: string }, now: Date): Promise<void> {
  const { automation, steps, contact } = where;
  if (steps.length === 0) return;
  await runs.updateMany(
    { automation, state: 'waiting', step: { $in: steps }, ...(contact && { contact }), wakeAt: { $exists: true, $gt: now } },
    { $set: { wakeAt: now } },
  );
}

/** Whoever stands on a step that was taken out stands on its heir from now on, and is looked at at once; without an heir the chain is over. */
export async function moveStanding(automation: string, heirs: Record<string, string>, now: Date): Promise<void> {
  for (const [step, heir] of Object.entries(heirs)) {
    await runs.updateMany(
      { automation, state: 'waiting', step },
      { $set: { wakeAt: now, ...(heir && { step: heir }) }, $unset: { waits: '', attempts: '' } },
    );
  }
}

/** Which of the runs, and where. `standingOn`: the step on which they stand. */
export interface RunFilter {
  automation?: string;
  contact?: string;
  state?: AutomationRun['state'];
  step?: string;
}

/** A page of runs, pages from 1, the latest begun first: of a person, of an automation, of those who stand on a step of it. */
export async function runsOf(
  { automation, contact, state, step }: RunFilter,
  { page, perPage, before }: { page: number; perPage: number; before?: Date },
): Promise<{ runs: AutomationRun[]; total: number }> {
  const where = {
    ...(contact !== undefined && { contact }),
    ...(automation !== undefined && { automation }),
    ...(state && { state }),
    ...(step !== undefined && { step }),
    ...(before && { startedAt: { $lt: before } }),
  };
  const [found, total] = await Promise.all([
    runs
      .find(where)
      .sort({ startedAt: -1 })
      .skip((page - 1) * perPage)
      .limit(perPage)
      .toArray(),
    runs.countDocuments(where, { limit: mostCounted }),
  ]);
  return { runs: found.map(toRun), total };
}

const mostCounted = 10_000;

export async function getRun(id: string): Promise<AutomationRun | undefined> {
  const found = await runs.findOne({ _id: id });
  return found ? toRun(found) : undefined;
}

/** How many stand on each step, as the runs have it. */
export async function countStanding(automation: string): Promise<Map<string, number>> {
  const found = await runs
    .aggregate<{ _id: string | null; count: number }>([
      { $match: { automation, state: 'waiting' } },
      { $group: { _id: '$step', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(found.map(({ _id, count }) => [_id ?? '', count]));
}

/** How many are in, came to the end, left and failed. */
export async function countRuns(automation: string): Promise<Record<AutomationRun['state'], number>> {
  const found = await runs
    .aggregate<{ _id: AutomationRun['state']; count: number }>([
      { $match: { automation, forgetAt: { $exists: false } } },
      { $group: { _id: '$state', count: { $sum: 1 } } },
    ])
    .toArray();
  const none = { waiting: 0, done: 0, left: 0, failed: 0 };
  return { ...none, ...Object.fromEntries(found.map(({ _id, count }) => [_id, count])) };
}
