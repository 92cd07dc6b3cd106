import { AppError } from '../../lib/app-error.ts';
import { aggregateTraits, type TraitMeans } from '../../segments/index.ts';
import { filterOf } from '../audience.ts';
import type { Broadcast } from '../broadcast.ts';
import { type BroadcastDocument, broadcasts } from '../broadcast-model.ts';
import type { Clash } from './rehearsal.ts';

/** Two mailings on one day are felt as one after the other. */
const nearMs = 24 * 60 * 60 * 1000;
const most = 20;

/** Other mailings that go to some of the same people within a day before or after. */
export async function clashesOf(
  broadcast: Broadcast,
  { startsAt, endsAt, ...means }: TraitMeans & { startsAt: Date; endsAt: Date },
): Promise<Clash[]> {
  const [from, until] = [new Date(startsAt.getTime() - nearMs), new Date(endsAt.getTime() + nearMs)];
  const found = await broadcasts
    .find({ state: { $in: ['scheduled', 'running', 'paused'] } })
    .sort({ state: 1, startAt: 1 })
    .toArray();
  const near = found.filter(other => other._id !== broadcast.id && isNear(other, { from, until })).slice(0, most);
  const own = await filterOf(broadcast.audience, means);
  const clashes: Clash[] = [];
  for (const other of near) {
    const count = await inBoth(own, other, means);
    if (count > 0) clashes.push({ broadcast: other._id, name: other.name, count });
  }
  return clashes;
}

/** What has begun and is not over is near whatever begins now. */
function isNear({ state, startAt, startedAt }: BroadcastDocument, { from, until }: { from: Date; until: Date }): boolean {
  const begins = state === 'scheduled' ? startAt : startedAt;
  return begins === undefined || (begins <= until && (state !== 'scheduled' || begins >= from));
}

async function inBoth(own: object, other: BroadcastDocument, means: TraitMeans): Promise<number> {
  try {
    const [found] = await aggregateTraits([
      { $match: { $and: [own, await filterOf(other.audience, means)] } },
      { $count: 'count' },
    ]);
    return found && 'count' in found && typeof found.count === 'number' ? found.count : 0;
  } catch (error) {
    // Another mailing's segment is gone: that is told where that one is.
    if (error instanceof AppError) return 0;
    throw error;
  }
}
