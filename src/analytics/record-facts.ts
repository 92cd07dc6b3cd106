import type { AnyBulkWriteOperation } from 'mongodb';
import { insertNew, onlyKnownKeys } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import type { MessengerName } from '../messages/index.ts';
import { type FactDocument, facts } from './fact-model.ts';
import { type FactAfter, type FlowFact, factsAfter } from './facts-after.ts';

/** Who did it, where and when. */
export interface FactPlace {
  contact: string;
  conversation: string;
  messenger: MessengerName;
  source?: { link?: string; detail?: string };
  /** The conversation's revision with which it happened: the same twice changes nothing. */
  version: number;
  at: Date;
}

const rememberedWords = 10;

/** Writes what one event did to questions, in the order in which it happened. Written again it changes nothing. */
export async function recordFacts(told: FlowFact[], place: FactPlace): Promise<void> {
  if (told.length > 0) await write(factsAfter(told, place.at).map(fact => ({ fact, place })));
}

interface Change {
  fact: FactAfter;
  place: FactPlace;
}

/**
 * Nearly everything that ever happens is that one question is answered and the next one seen for the first time: these two travel as one
 * insertion and one update for the whole batch, which costs a tenth of single guarded writes. Everything else is written singly.
 */
const write = batching(async (batches: Change[][]) => {
  const changes = batches.flat();
  const seen = changes.filter(isFirstSight);
  const answered = changes.filter(isPlainAnswer);
  const others = changes.filter(change => !isFirstSight(change) && !isPlainAnswer(change));
  const [again, unknown] = await Promise.all([insert(seen), answer(answered)]);
  await writeSingly([...again, ...unknown, ...others]);
  return batches.map(() => undefined);
});

function isFirstSight({ fact }: Change): boolean {
  return fact.state === 'waiting' && isPlain(fact) && !fact.answered;
}

function isPlainAnswer({ fact }: Change): boolean {
  return fact.state === 'answered' && isPlain(fact);
}

const isPlain = ({ invalid, back }: FactAfter): boolean => invalid === 0 && back === 0;

/** Answers with those that were there already. */
async function insert(seen: Change[]): Promise<Change[]> {
  if (seen.length === 0) return [];
  const isNew = await insertNew(
    facts,
    seen.map(({ fact, place }): FactDocument => {
      const { version, at } = place;
      return { _id: fact.id, ...identityOf(fact, place), at, changedAt: at, state: 'waiting', invalid: 0, back: 0, version };
    }),
  );
  return seen.filter((_, i) => !isNew[i]);
}

/**
 * Answers with those of which nothing is known yet. Without a guard: whoever is told late that a question was answered tells what was true,
 * and the next answer mends it.
 */
async function answer(answered: Change[]): Promise<Change[]> {
  const bySecond = new Map<number, Change[]>();
  for (const change of answered) {
    // Up, so that nobody has answered before they were asked.
    const second = Math.ceil(change.place.at.getTime() / 1000);
    bySecond.set(second, [...(bySecond.get(second) ?? []), change]);
  }
  const unknown = [...bySecond].map(async ([second, changes]) => {
    const ids = changes.map(({ fact }) => fact.id);
    const at = new Date(second * 1000);
    const { matchedCount } = await facts.updateMany(
      { _id: { $in: ids } },
      { $set: { state: 'answered', changedAt: at }, $min: { answeredAt: at } },
    );
    return matchedCount === ids.length ? [] : changes;
  });
  return (await Promise.all(unknown)).flat();
}

async function writeSingly(changes: Change[]): Promise<void> {
  if (changes.length === 0) return;
  try {
    await facts.bulkWrite(changes.map(toOperation), { ordered: false });
  } catch (error) {
    // Told before, or overtaken by later news: then the guard finds nothing, and the id is taken.
    if (!onlyKnownKeys(error)) throw error;
  }
}

function toOperation({ fact, place }: Change): AnyBulkWriteOperation<FactDocument> {
  const { id, state, answered, invalid, back, words } = fact;
  const { version, at } = place;
  return {
    updateOne: {
      filter: { _id: id, version: { $lt: version } },
      update: {
        $set: { changedAt: at, version, ...(state && { state }) },
        $inc: { invalid, back },
        $setOnInsert: { ...identityOf(fact, place), at, ...(!state && { state: 'waiting' as const }) },
        ...(answered && { $min: { answeredAt: at } }),
        ...(words.length > 0 && { $push: { words: { $each: words, $slice: -rememberedWords } } }),
      },
      upsert: true,
    },
  };
}

function identityOf({ flow, revision, run, step }: FactAfter, { contact, conversation, messenger, source: from }: FactPlace) {
  const source = [from?.link, from?.detail].filter(Boolean).join('-');
  return { flow, revision, run, step, contact, conversation, messenger, ...(source && { source }) };
}
