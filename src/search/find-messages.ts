import type { Filter } from 'mongodb';
import type { Query, Term } from './query.ts';
import { knownWords, type MessageWordsDocument, messageWordsOf, weekMark } from './word-model.ts';

/** A message that has all the words. */
export interface FoundMessage {
  id: string;
  conversation: string;
  at: Date;
}

interface Looking {
  limit: number;
  /** So many of those that fit are looked at; behind them nothing is found. */
  looksAt: number;
  /** Those of them that may be told. */
  keep(found: FoundMessage[]): Promise<FoundMessage[]>;
}

/** What is still being typed may become one of so many words. */
const mostForms = 12;
const atOnce = 40;
/** How many weeks are looked through at first, then; a word that is everywhere is found in the first of them. */
const stretches = [1, 4, 12, 36];
const mostWeeks = 1040;

/**
 * The latest messages that have all the words of a query, newest first. Who may see little of a large base is told of what was said lately:
 * `looksAt` bounds what is looked through.
 */
export async function findMessages({ message: terms }: Pick<Query, 'message'>, looking: Looking): Promise<FoundMessage[]> {
  if (terms.length === 0) return [];
  const forms = await Promise.all(terms.map(formsOf));
  const kept: FoundMessage[] = [];
  let looked = 0;
  for await (const weeks of weeksOf()) {
    const words = { $and: forms.map(some => wordsIn(weeks, some)) };
    for (let skip = 0; ; skip += atOnce) {
      const found = await latest(words, { skip, limit: Math.min(atOnce, looking.looksAt - looked) });
      looked += found.length;
      kept.push(...(await looking.keep(found)));
      if (kept.length >= looking.limit || looked >= looking.looksAt) return kept.slice(0, looking.limit);
      if (found.length < atOnce) break;
    }
  }
  return kept;
}

/** The weeks that messages were said in, the latest first, in stretches. */
async function* weeksOf(): AsyncGenerator<string[]> {
  const found = await knownWords
    .find({ _id: { $regex: `^${weekMark}` } })
    .sort({ _id: -1 })
    .limit(mostWeeks)
    .toArray();
  const weeks = found.map(({ _id }) => _id.slice(weekMark.length));
  let passed = 0;
  for (const count of [...stretches, weeks.length]) {
    const some = weeks.slice(passed, passed + count);
    if (some.length > 0) yield some;
    passed += count;
  }
}

async function latest(
  words: Filter<MessageWordsDocument>,
  { skip, limit }: { skip: number; limit: number },
): Promise<FoundMessage[]> {
  const found = await messageWordsOf
    .find(words, { projection: { words: 0 } })
    .sort({ at: -1, _id: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(({ _id: id, ...rest }) => ({ id, ...rest }));
}

/** The stems that a term stands for: its own, those of its other forms that somebody has said, and all that begin with what has been typed of it. */
async function formsOf({ stem, forms = [], beginning }: Term): Promise<string[]> {
  const [others, begun] = await Promise.all([
    forms.length > 0 ? knownWords.find({ _id: { $in: forms } }).toArray() : [],
    beginning === undefined
      ? []
      : knownWords
          .find({ _id: { $regex: `^${beginning}` } })
          .limit(mostForms)
          .toArray(),
  ]);
  return [...new Set([stem, ...[...others, ...begun].map(({ _id }) => _id)])];
}

function wordsIn(weeks: string[], forms: string[]): Filter<MessageWordsDocument> {
  return { words: { $in: weeks.flatMap(week => forms.map(form => week + form)) } };
}
