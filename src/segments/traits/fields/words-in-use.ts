import { memoFor } from '../../../db/index.ts';
import { listPipelines } from '../../../deals/index.ts';
import { traits } from '../trait-model.ts';
import { named } from './standard-fields.ts';
import type { TraitChoice } from './trait-field.ts';

/** So many contacts are looked at: ids are random, so whatever is usual is among them. */
const looked = 3000;
const mostWords = 200;
const keptMs = 60_000;

/** Words that people have given contacts, the most frequent first: for suggesting them, not for checking. */
export interface WordsInUse {
  tags: TraitChoice[];
  topics: TraitChoice[];
  lostReasons: TraitChoice[];
  products: TraitChoice[];
}

const kept = memoFor<WordsInUse>(keptMs);

/** As they were at most a minute ago. */
export function wordsInUse(): Promise<WordsInUse> {
  return kept.get('', readWords);
}

async function readWords(): Promise<WordsInUse> {
  const projection = { 'contact.tags': 1, topics: 1, 'deals.lostReasons': 1, 'orders.products': 1 };
  const [found, pipelines] = await Promise.all([
    // It holds for all: by it every server goes by the index of ids.
    traits
      .find({ _id: { $gt: '' } }, { projection })
      .limit(looked)
      .toArray(),
    listPipelines(),
  ]);
  return {
    tags: choices(found.flatMap(({ contact }) => contact?.tags ?? [])),
    topics: choices(found.flatMap(({ topics }) => [...(topics?.wanted ?? []), ...(topics?.unwanted ?? [])])),
    lostReasons: choices([
      ...pipelines.flatMap(({ lostReasons }) => lostReasons),
      ...found.flatMap(({ deals }) => deals?.lostReasons ?? []),
    ]),
    products: choices(found.flatMap(({ orders }) => orders?.products ?? [])),
  };
}

function choices(words: string[]): TraitChoice[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, mostWords)
    .map(([value]) => ({ value, label: named(value) }));
}
