import type { AnyBulkWriteOperation } from 'mongodb';
import { onlyKnownKeys } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import type { MessengerName } from '../messages/index.ts';
import { type FactDocument, facts } from './fact-model.ts';
import type { FactState } from './question-fact.ts';

/** What an event did to a question, as the engine tells it. */
export interface FlowFact {
  flow: string;
  revision: string;
  run: string;
  step: string;
  what: 'shown' | 'answered' | 'invalid' | 'skipped' | 'back' | 'left';
  /** The words that were refused. */
  text?: string;
}

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
const longestWords = 500;

/** Writes what one event did to questions, in the order in which it happened. Written again it changes nothing. */
export async function recordFacts(told: FlowFact[], place: FactPlace): Promise<void> {
  if (told.length > 0) await write(factsAfter(told, place.at).map(fact => toOperation(fact, place)));
}

interface FactAfter extends Omit<FlowFact, 'what' | 'text'> {
  state?: FactState;
  answered: boolean;
  invalid: number;
  back: number;
  words: { text: string; at: Date }[];
}

/** One change a question, whatever happened to it at once. Pure. */
export function factsAfter(told: FlowFact[], at: Date): FactAfter[] {
  const changed = new Map<string, FactAfter>();
  for (const { what, text, ...question } of told) {
    const id = idOf(question);
    const fact = changed.get(id) ?? { ...question, answered: false, invalid: 0, back: 0, words: [] };
    changed.set(id, fact);
    if (what === 'invalid') {
      fact.invalid++;
      if (text !== undefined) fact.words.push({ text: text.slice(0, longestWords), at });
    } else {
      fact.state = stateAfter[what];
    }
    if (what === 'answered') fact.answered = true;
    if (what === 'back') fact.back++;
  }
  return [...changed.values()];
}

const stateAfter = { shown: 'waiting', answered: 'answered', skipped: 'skipped', back: 'left', left: 'left' } as const;

function idOf({ run, flow, step }: Pick<FlowFact, 'run' | 'flow' | 'step'>): string {
  return `${run}:${flow}:${step}`;
}

function toOperation(fact: FactAfter, place: FactPlace): AnyBulkWriteOperation<FactDocument> {
  const { state, answered, invalid, back, words, ...question } = fact;
  const { version, at, source: from, ...where } = place;
  const source = [from?.link, from?.detail].filter(Boolean).join('-');
  return {
    updateOne: {
      filter: { _id: idOf(fact), version: { $lt: version } },
      update: {
        $set: { changedAt: at, version, ...(state && { state }) },
        $inc: { invalid, back },
        $setOnInsert: { ...question, ...where, at, ...(source && { source }), ...(!state && { state: 'waiting' as const }) },
        ...(answered && { $min: { answeredAt: at } }),
        ...(words.length > 0 && { $push: { words: { $each: words, $slice: -rememberedWords } } }),
      },
      upsert: true,
    },
  };
}

const write = batching(async (batches: AnyBulkWriteOperation<FactDocument>[][]) => {
  try {
    await facts.bulkWrite(batches.flat(), { ordered: false });
  } catch (error) {
    // Told before, or overtaken by later news: then the guard finds nothing, and the id is taken.
    if (!onlyKnownKeys(error)) throw error;
  }
  return batches.map(() => undefined);
});
