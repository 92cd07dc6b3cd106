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

/** What one event made of one question, all of it together. */
export interface FactAfter extends Omit<FlowFact, 'what' | 'text'> {
  id: string;
  /** Absent where it goes on as it was. */
  state?: FactState;
  answered: boolean;
  invalid: number;
  back: number;
  words: { text: string; at: Date }[];
}

const longestWords = 500;
const stateAfter = { shown: 'waiting', answered: 'answered', skipped: 'skipped', back: 'left', left: 'left' } as const;

/** One change a question, whatever happened to it at once. Pure. */
export function factsAfter(told: FlowFact[], at: Date): FactAfter[] {
  const changed = new Map<string, FactAfter>();
  for (const { what, text, ...question } of told) {
    const id = `${question.run}:${question.flow}:${question.step}`;
    const fact = changed.get(id) ?? { ...question, id, answered: false, invalid: 0, back: 0, words: [] };
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
