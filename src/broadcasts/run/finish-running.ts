import { broadcasts, updateBroadcast } from '../broadcast-model.ts';
import { hasOpen } from '../plan/ledger.ts';
import { tell } from '../tell.ts';
import { finishCancelling } from './change-state.ts';
import type { WorkMeans } from './plan-running.ts';
import { settleTrial } from './settle-trial.ts';

/** Takes what is on its way on: trials are decided, what has nothing left to send is over. */
export async function finishRunning(means: WorkMeans): Promise<void> {
  const found = await broadcasts
    .find({ state: 'running', plannedAt: { $exists: true } })
    .sort({ state: 1, startAt: 1 })
    .toArray();
  for (const document of found) {
    if (!means.hasTime()) return;
    await settleTrial(document, means);
    await finish(document._id, 'running', means.now);
  }
  await finishStopped(means);
}

/** One that stopped itself with its last message has nobody to go on to. */
async function finishStopped({ now }: WorkMeans): Promise<void> {
  const stopped = await broadcasts
    .find(
      { state: 'paused', plannedAt: { $exists: true }, 'pausedFor.why': { $in: ['errors', 'blocks'] } },
      { projection: { _id: 1 } },
    )
    .toArray();
  for (const { _id } of stopped) await finish(_id, 'paused', now);
}

async function finish(id: string, from: 'running' | 'paused', now: Date): Promise<void> {
  if (await hasOpen(id)) return;
  const update = { $set: { state: 'finished', endedAt: now } };
  if (await updateBroadcast({ id, guard: { state: from, releasing: { $exists: false } }, update })) tell(id);
}

/** Does what is owed to cancelled ones where whoever cancelled them died. */
export async function finishCancelled(now: Date): Promise<void> {
  // `$exists` holds for all of them; DocumentDB takes the index by it.
  const found = await broadcasts.find({ owes: { $eq: 'cancelling', $exists: true } }, { projection: { _id: 1 } }).toArray();
  for (const { _id } of found) await finishCancelling(_id, now);
}
