import { runs } from './automation-model.ts';

/** How an automation goes. */
interface LatelyNumbers {
  /** In it now. */
  inside: number;
  /** Came to its end, or failed, since the asked moment. */
  done: number;
  failed: number;
}

const none: LatelyNumbers = { inside: 0, done: 0, failed: 0 };

/** The numbers of several automations in two questions; who is in none has no entry. */
export async function numbersOf(ids: string[], since: Date): Promise<(id: string) => LatelyNumbers> {
  const [inside, ended] = await Promise.all([
    runs
      .aggregate<{ _id: string; count: number }>([
        { $match: { automation: { $in: ids }, state: 'waiting' } },
        { $group: { _id: '$automation', count: { $sum: 1 } } },
      ])
      .toArray(),
    runs
      .aggregate<{ _id: { automation: string; state: 'done' | 'failed' }; count: number }>([
        { $match: { automation: { $in: ids }, state: { $in: ['done', 'failed'] }, endedAt: { $gte: since } } },
        { $group: { _id: { automation: '$automation', state: '$state' }, count: { $sum: 1 } } },
      ])
      .toArray(),
  ]);
  const numbers = new Map<string, LatelyNumbers>();
  const add = (id: string, part: Partial<LatelyNumbers>) => numbers.set(id, { ...none, ...numbers.get(id), ...part });
  for (const { _id, count } of inside) add(_id, { inside: count });
  for (const { _id, count } of ended) add(_id.automation, { [_id.state]: count });
  return id => numbers.get(id) ?? none;
}
