import { AppError } from '../../lib/app-error.ts';
import type { Logger } from '../../lib/logger.ts';
import { filterOf, messengersOf } from '../audience.ts';
import { type BroadcastDocument, broadcasts, toBroadcast, updateBroadcast } from '../broadcast-model.ts';
import type { BroadcastMeans } from '../means.ts';
import { ledger } from '../plan/ledger.ts';
import { type PlanRows, planBegins, planStretches, zonesOf } from '../plan/plan-rows.ts';
import { tell } from '../tell.ts';

export interface WorkMeans extends BroadcastMeans {
  log: Logger;
  /** Whether there is still time in this tick. */
  hasTime(): boolean;
  /** A delivery waits from now on. */
  wake?(): void;
}

/** Goes on planning what has begun: who is in the audience gets a delivery each. May be killed at any moment. */
export async function planRunning(means: WorkMeans): Promise<void> {
  const found = await broadcasts
    .find({ state: 'running', plannedAt: { $exists: false } })
    .sort({ state: 1, startAt: 1 })
    .toArray();
  for (const document of found) if (means.hasTime()) await planOne(document, means);
}

async function planOne(document: BroadcastDocument, means: WorkMeans): Promise<void> {
  const { _id: id, startedAt = means.now } = document;
  try {
    const rows = await rowsOf(document, startedAt, means);
    await planOn(rows, document, means);
  } catch (error) {
    // A segment that was deleted since: nobody but people can say who is meant.
    if (!(error instanceof AppError)) throw error;
    means.log.warn({ err: error, broadcast: id }, 'a mailing cannot be planned any more');
    const pausedFor = { why: 'problem', at: means.now, problem: error.code };
    await updateBroadcast({ id, guard: { state: 'running' }, update: { $set: { state: 'paused', pausedFor } } });
    tell(id);
  }
}

/** Times count from the moment at which it began, whoever goes on planning and when. */
async function rowsOf(document: BroadcastDocument, startedAt: Date, means: WorkMeans): Promise<PlanRows> {
  const broadcast = toBroadcast(document);
  const filter = await filterOf(broadcast.audience, { now: startedAt, timeZone: means.timeZone });
  return {
    broadcast,
    filter,
    messengers: messengersOf(broadcast.audience, means),
    into: { collection: ledger, prefix: broadcast.id, mine: { 'source.id': broadcast.id }, marks: {} },
    now: startedAt,
    start: startedAt,
    timeZone: means.timeZone,
    zones: await zonesOf({ broadcast, filter }),
  };
}

async function planOn(rows: PlanRows, { _id: id, plan = planBegins }: BroadcastDocument, means: WorkMeans): Promise<void> {
  for await (const next of planStretches(rows, plan)) {
    const update = next ? { $set: { plan: next } } : { $set: { plannedAt: means.now }, $unset: { plan: '' } };
    means.wake?.();
    if (!(await updateBroadcast({ id, guard: { state: 'running' }, update }))) return stopped(id);
    tell(id);
    if (!means.hasTime()) return;
  }
}

/** It was paused or cancelled meanwhile: what was just planned of a cancelled one is to be cancelled, too. */
async function stopped(id: string): Promise<void> {
  await updateBroadcast({ id, guard: { state: 'cancelled' }, update: { $set: { owes: 'cancelling' } } });
}
