import { facts, matchOf } from './fact-model.ts';
import type { FactFilter } from './question-fact.ts';

/** By what a funnel may be narrowed: the sources and revisions that its facts have, the most frequent first. `facts` are questions seen. */
export async function funnelChoices(filter: Pick<FactFilter, 'flow' | 'from' | 'to'>): Promise<{
  sources: { source: string; facts: number }[];
  revisions: { revision: string; facts: number; firstAt: Date }[];
}> {
  const found = await facts
    .aggregate<{ _id: { source: string | null; revision: string }; facts: number; firstAt: Date }>([
      { $match: matchOf(filter) },
      {
        $group: {
          _id: { source: { $ifNull: ['$source', null] }, revision: '$revision' },
          facts: { $sum: 1 },
          firstAt: { $min: '$at' },
        },
      },
    ])
    .toArray();
  const sources = new Map<string, number>();
  const revisions = new Map<string, { facts: number; firstAt: Date }>();
  for (const { _id, facts: count, firstAt } of found) {
    if (_id.source) sources.set(_id.source, (sources.get(_id.source) ?? 0) + count);
    const known = revisions.get(_id.revision);
    const first = known && known.firstAt < firstAt ? known.firstAt : firstAt;
    revisions.set(_id.revision, { facts: (known?.facts ?? 0) + count, firstAt: first });
  }
  return {
    sources: [...sources].map(([source, count]) => ({ source, facts: count })).sort((a, b) => b.facts - a.facts),
    revisions: [...revisions].map(([revision, seen]) => ({ revision, ...seen })).sort((a, b) => b.facts - a.facts),
  };
}
