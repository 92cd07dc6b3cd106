import { cancelDeliveries } from '../../deliveries/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Broadcast, BroadcastState } from '../broadcast.ts';
import { hasProblems, notNow } from '../broadcast-error.ts';
import { type BroadcastDocument, broadcasts, toBroadcast, updateBroadcast } from '../broadcast-model.ts';
import type { Doing } from '../drafts.ts';
import { fastest, slowest } from '../limits.ts';
import type { BroadcastMeans } from '../means.ts';
import { nextOccurrences } from '../next-occurrences.ts';
import { variantsOf } from '../plan/arms.ts';
import { firstLocal } from '../plan/due-of.ts';
import { problemsOf } from '../problems-of.ts';
import { readDocument } from '../read-broadcasts.ts';
import { tellDue } from '../tell.ts';
import { forgetWindow } from './pulse.ts';

/**
 * Lets a rehearsed mailing go at its time. AppErrors `broadcasts.not_rehearsed`, `broadcasts.has_problems` (`problems`: by their fields),
 * `broadcasts.not_schedulable`.
 */
export async function schedule(id: string, { by, ...means }: Doing & BroadcastMeans): Promise<Broadcast> {
  const { now } = means;
  const document = await readDocument(id);
  const broadcast = toBroadcast(document);
  const { state, version, rehearsed } = document;
  if (state !== 'draft' && state !== 'rehearsed') throw notNow('not_schedulable', broadcast);
  if (state === 'draft' || rehearsed?.version !== version) throw notRehearsed(id);
  const problems = await problemsOf(broadcast, means);
  if (problems.length > 0) throw hasProblems(id, problems);
  const startAt = startOf(broadcast, means);
  if (!startAt) throw new AppError('broadcasts.time_past', 'That time is over. Choose another one.', { broadcast: id });
  return change(document, {
    wanted: 'not_schedulable',
    from: ['rehearsed'],
    guard: { version },
    update: { $set: { state: 'scheduled', startAt, changedAt: now, changedBy: by } },
  });
}

/** When it has to be looked at first: by contacts' own clocks that is when the earliest of them shows the hour. */
export function startOf(
  { schedule: when }: Pick<Broadcast, 'schedule'>,
  { now, timeZone }: Pick<BroadcastMeans, 'now' | 'timeZone'>,
): Date | undefined {
  if (when.kind !== 'local') return nextOccurrences(when, { now, timeZone, count: 1 })[0];
  const first = firstLocal(when.day, when.time);
  return first < now ? now : first;
}

/** Takes a mailing that has not begun back from its time: it can be changed again. AppError `broadcasts.not_unschedulable`. */
export async function unschedule(id: string, { by, now }: Doing): Promise<Broadcast> {
  return change(await readDocument(id), {
    wanted: 'not_unschedulable',
    from: ['scheduled'],
    update: { $set: { state: 'rehearsed', changedAt: now, changedBy: by }, $unset: { startAt: '' } },
  });
}

/**
 * Stops a mailing, or a repeated one from coming again, until it is resumed: what is in a messenger's hands goes its way. AppError
 * `broadcasts.not_pausable`.
 */
export async function pause(id: string, { by, now }: Doing): Promise<Broadcast> {
  const document = await readDocument(id);
  return change(document, {
    wanted: 'not_pausable',
    from: document.schedule.kind === 'repeat' ? ['running', 'scheduled'] : ['running'],
    update: { $set: { state: 'paused', pausedFor: { why: 'person', at: now, by } } },
  });
}

/** Lets it go on where it stopped. AppErrors `broadcasts.not_resumable`, `broadcasts.time_past` where a repeated one never comes again. */
export async function resume(id: string, { now, timeZone }: Doing & Pick<BroadcastMeans, 'timeZone'>): Promise<Broadcast> {
  const document = await readDocument(id);
  const hasBegun = document.startedAt !== undefined;
  const startAt = hasBegun ? undefined : startOf(document, { now, timeZone });
  if (!hasBegun && !startAt && document.state === 'paused')
    throw new AppError('broadcasts.time_past', 'That time is over. Choose another one.', { broadcast: id });
  // What made it stop is history: it would stop again at the next message otherwise.
  await forgetWindow(id);
  return change(document, {
    wanted: 'not_resumable',
    from: ['paused'],
    update: { $set: startAt ? { state: 'scheduled', startAt } : { state: 'running' }, $unset: { pausedFor: '' } },
  });
}

/** Ends a mailing for good: who has not got it gets nothing any more. AppError `broadcasts.not_cancellable`. */
export async function cancel(id: string, { by, now }: Doing): Promise<Broadcast> {
  const cancelled = await change(await readDocument(id), {
    wanted: 'not_cancellable',
    from: ['scheduled', 'running', 'paused'],
    update: {
      $set: { state: 'cancelled', owes: 'cancelling', endedAt: now, changedAt: now, changedBy: by },
      $unset: { pausedFor: '', startAt: '' },
    },
  });
  await finishCancelling(id, now);
  return cancelled;
}

/** Does what is owed to a cancelled mailing; the same again changes nothing. */
export async function finishCancelling(id: string, now: Date): Promise<void> {
  await cancelDeliveries({ kind: 'broadcast', id }, 'cancelled', now);
  await broadcasts.updateOne({ _id: id }, { $unset: { owes: '' } });
}

/** How many messages a second it may send at most from now on; as many as the messengers allow where it is not told. */
export async function setPace(id: string, pace: number | undefined, { by, now }: Doing): Promise<Broadcast> {
  if (pace !== undefined && !(pace >= slowest && pace <= fastest))
    throw new AppError('broadcasts.bad_pace', `A pace is between ${slowest} and ${fastest} messages a second.`, {
      least: slowest,
      most: fastest,
    });
  const changed = { changedAt: now, changedBy: by };
  return change(await readDocument(id), {
    wanted: 'not_pausable',
    from: ['scheduled', 'running', 'paused'],
    update: pace === undefined ? { $set: changed, $unset: { pace: '' } } : { $set: { ...changed, pace } },
  });
}

/** Somebody of the staff says which wording the rest gets. AppErrors `broadcasts.no_trial`, `broadcasts.winner_known`. */
export async function chooseWinner(id: string, variant: string, { by, now }: Doing): Promise<Broadcast> {
  const document = await readDocument(id);
  if (!variantsOf(document).includes(variant))
    throw new AppError('broadcasts.no_trial', 'There is no such wording in this mailing.', { broadcast: id, variant });
  if (document.test?.winner)
    throw new AppError('broadcasts.winner_known', 'The winner is chosen already.', { broadcast: id, ...document.test.winner });
  return change(document, {
    wanted: 'not_pausable',
    from: ['running', 'paused'],
    guard: { 'test.winner': { $exists: false } },
    update: { $set: { 'test.winner': { variant, at: now, by }, releasing: true } },
  });
}

interface Change {
  /** The code of the error where it stands otherwise. */
  wanted: string;
  from: BroadcastState[];
  guard?: object;
  update: { $set?: object; $unset?: Record<string, ''> };
}

/** One step of the way of a mailing, if it still stands where it was. */
export async function change(
  { _id: id }: Pick<BroadcastDocument, '_id'>,
  { wanted, from, guard = {}, update }: Change,
): Promise<Broadcast> {
  const isDone = await updateBroadcast({ id, guard: { ...guard, state: { $in: from } }, update });
  const after = toBroadcast(await readDocument(id));
  if (!isDone) throw notNow(wanted, after);
  tellDue(id);
  return after;
}

function notRehearsed(id: string): AppError {
  return new AppError('broadcasts.not_rehearsed', 'This mailing was changed since its rehearsal. Rehearse it again.', {
    broadcast: id,
  });
}
