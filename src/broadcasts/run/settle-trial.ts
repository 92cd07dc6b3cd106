import { aggregateDeliveries } from '../../deliveries/index.ts';
import { aggregateTraits, audienceFilter, type TraitMeans } from '../../segments/index.ts';
import { type BroadcastDocument, updateBroadcast } from '../broadcast-model.ts';
import { variantsOf } from '../plan/arms.ts';
import { someDay } from '../plan/due-of.ts';
import { hasOpen, releaseSome } from '../plan/ledger.ts';
import { tell } from '../tell.ts';
import type { WorkMeans } from './plan-running.ts';

const hourMs = 60 * 60_000;

/** Takes the trial of a mailing a step on: over, won, let go. */
export async function settleTrial(document: BroadcastDocument, means: WorkMeans): Promise<void> {
  const { _id: id, test, trialEndedAt, releasing } = document;
  if (!test) return;
  if (releasing) return release(id, means);
  if (test.winner) return;
  if (!trialEndedAt) return noteEnd(id, means.now);
  if (means.now.getTime() < trialEndedAt.getTime() + test.hours * hourMs) return;
  const variant = await bestOf(document, means);
  const winner = { variant, at: means.now, by: 'numbers' };
  const update = { $set: { 'test.winner': winner, releasing: true } };
  const isChosen = await updateBroadcast({ id, guard: { state: 'running', 'test.winner': { $exists: false } }, update });
  if (isChosen) await release(id, means);
}

async function noteEnd(id: string, now: Date): Promise<void> {
  if (await hasOpen(id, { due: { $lt: someDay } })) return;
  const [last] = await aggregateDeliveries([
    { $match: { 'source.id': id, state: 'sent' } },
    { $group: { _id: null, at: { $max: '$sentAt' } } },
  ]);
  const at = last && 'at' in last && last.at instanceof Date ? last.at : now;
  await updateBroadcast({ id, guard: { trialEndedAt: { $exists: false } }, update: { $set: { trialEndedAt: at } } });
}

async function release(id: string, { now, hasTime, wake }: WorkMeans): Promise<void> {
  while (hasTime()) {
    const hasMore = await releaseSome(id, now);
    wake?.();
    if (hasMore) continue;
    await updateBroadcast({ id, guard: {}, update: { $unset: { releasing: '' } } });
    return tell(id);
  }
}

interface Arm {
  _id: string;
  sent: number;
  clicks: number;
  replies: number;
}

/** The wording of which the largest share did what was wanted; of equal ones the first. */
async function bestOf(document: BroadcastDocument, means: TraitMeans): Promise<string> {
  const { _id: id, test } = document;
  const arms = await armsOf(id);
  const rates = await Promise.all(
    variantsOf(document).map(async variant => {
      const arm = arms.find(each => each._id === variant);
      if (!arm || arm.sent === 0) return { variant, rate: 0 };
      const done =
        test?.by === 'goal' && test.goal
          ? await reached({ id, variant }, { filter: await audienceFilter(test.goal, means) })
          : test?.by === 'replies'
            ? arm.replies
            : arm.clicks;
      return { variant, rate: done / arm.sent };
    }),
  );
  const [first, ...others] = rates;
  return others.reduce((best, each) => (each.rate > (best?.rate ?? 0) ? each : best), first)?.variant ?? 'a';
}

async function armsOf(id: string): Promise<Arm[]> {
  const came = (mark: string) => ({ $sum: { $cond: [{ $gt: [`$${mark}`, null] }, 1, 0] } });
  return (await aggregateDeliveries([
    { $match: { 'source.id': id, state: 'sent' } },
    { $group: { _id: '$source.variant', sent: { $sum: 1 }, clicks: came('clickedAt'), replies: came('repliedAt') } },
  ])) as Arm[];
}

const atOnce = 1000;

/** How many of those who got a wording have reached the goal. */
async function reached({ id, variant }: { id: string; variant: string }, { filter }: { filter: object }): Promise<number> {
  let count = 0;
  for (let after = ''; ; ) {
    const rows = (await aggregateDeliveries([
      { $match: { 'source.id': id, state: 'sent', 'source.variant': variant, _id: { $gt: after } } },
      { $sort: { _id: 1 } },
      { $limit: atOnce },
      { $project: { contact: 1 } },
    ])) as { _id: string; contact: string }[];
    const ids = rows.map(({ contact }) => contact);
    const [found] = await aggregateTraits([{ $match: { $and: [{ _id: { $in: ids } }, filter] } }, { $count: 'count' }]);
    if (found && 'count' in found && typeof found.count === 'number') count += found.count;
    after = rows.at(-1)?._id ?? after;
    if (rows.length < atOnce) return count;
  }
}
