import { aggregateDeliveries } from '../../deliveries/index.ts';
import { fieldsOf } from '../../rules/index.ts';
import { aggregateTraits, audienceFilter, expandRule, type TraitMeans } from '../../segments/index.ts';
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
  for (let after = `${id}:`; ; ) {
    const rows = (await aggregateDeliveries([
      { $match: { $and: [{ _id: { $gt: after, $lt: `${id};` } }, ofBroadcast(id), where] } },
      { $sort: { _id: 1 } },
      { $limit: atOnce },
      { $project: { contact: 1 } },
    ])) as { _id: string; contact: string }[];
    const did = await reachedBy(
      { test },
      rows.map(({ contact }) => contact),
      means,
    );
    const reached = rows.filter(({ contact }) => did.has(contact)).map(({ _id }) => _id);
    if (reached.length > 0) yield reached;
    const last = rows.at(-1);
    if (!last || rows.length < atOnce) return;
    after = last._id;
  }
}

/** Which of these people have reached the goal of the trial; nobody where it has none. */
export async function reachedBy({ test }: Pick<Broadcast, 'test'>, contacts: string[], means: TraitMeans): Promise<Set<string>> {
  if (!test?.goal) return new Set();
  const filter = await audienceFilter(test.goal, means);
  const found = (await aggregateTraits([
    { $match: { $and: [{ _id: { $in: contacts } }, filter] } },
    { $project: { _id: 1 } },
  ])) as { _id: string }[];
  return new Set(found.map(({ _id }) => _id));
}

/** Whether the trial goes by a goal that somebody who got nothing can reach, too: what became of mailings only befalls who gets them. */
export async function isForAll({ test }: Pick<Broadcast, 'test'>, means: TraitMeans): Promise<boolean> {
  if (test?.by !== 'goal' || !test.goal) return false;
  return fieldsOf(await expandRule(test.goal, means)).every(field => !field.startsWith('mailings.'));
}

/** How many they are. */
export async function countReached(broadcast: Pick<Broadcast, 'id' | 'test'>, where: object, means: TraitMeans): Promise<number> {
  let count = 0;
  for await (const reached of whoReached(broadcast, where, means)) count += reached.length;
  return count;
}
