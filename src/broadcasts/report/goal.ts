import { aggregateDeliveries } from '../../deliveries/index.ts';
import { aggregateTraits, audienceFilter, type TraitMeans } from '../../segments/index.ts';
import type { Broadcast } from '../broadcast.ts';
import { ofBroadcast } from './count-rows.ts';

const atOnce = 1000;

/** The deliveries among those that fit `where` whose people have reached the goal of the trial, in the order of their ids, a stretch at a time. */
export async function* whoReached(
  { id, test }: Pick<Broadcast, 'id' | 'test'>,
  where: object,
  means: TraitMeans,
): AsyncGenerator<string[]> {
  if (!test?.goal) return;
  const filter = await audienceFilter(test.goal, means);
  for (let after = `${id}:`; ; ) {
    const rows = (await aggregateDeliveries([
      { $match: { $and: [{ _id: { $gt: after, $lt: `${id};` } }, ofBroadcast(id), where] } },
      { $sort: { _id: 1 } },
      { $limit: atOnce },
      { $project: { contact: 1 } },
    ])) as { _id: string; contact: string }[];
    const found = (await aggregateTraits([
      { $match: { $and: [{ _id: { $in: rows.map(({ contact }) => contact) } }, filter] } },
      { $project: { _id: 1 } },
    ])) as { _id: string }[];
    const did = new Set(found.map(({ _id }) => _id));
    const reached = rows.filter(({ contact }) => did.has(contact)).map(({ _id }) => _id);
    if (reached.length > 0) yield reached;
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last._id;
  }
}

/** How many they are. */
export async function countReached(broadcast: Pick<Broadcast, 'id' | 'test'>, where: object, means: TraitMeans): Promise<number> {
  let count = 0;
  for await (const reached of whoReached(broadcast, where, means)) count += reached.length;
  return count;
}
