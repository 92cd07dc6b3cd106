import { memoFor } from '../db/index.ts';
import { type InBoth, optionLabels, wordsInBoth } from './option-labels.ts';
import { publishedOutlines } from './published-outlines.ts';

/** What a question calls the field of the card that its answers are saved in, and the choices that are kept there. */
export interface FieldWords {
  title?: InBoth;
  values: ReadonlyMap<string, InBoth>;
}

const target = /^contact\.fields\.(.+)$/;
const freshMs = 5000;
const known = memoFor<ReadonlyMap<string, FieldWords>>(freshMs);

/** The fields of cards that questions of the flows that run save in, by their keys. Where several do, the first words hold. */
export const fieldWords = (): Promise<ReadonlyMap<string, FieldWords>> => known.get('all', readWords);

async function readWords(): Promise<ReadonlyMap<string, FieldWords>> {
  const words = new Map<string, { title?: InBoth; values: Map<string, InBoth> }>();
  for (const step of (await publishedOutlines()).flatMap(({ steps }) => steps)) {
    const { save, title: given } = step.raw as { save?: unknown; title?: unknown };
    const key = typeof save === 'string' ? target.exec(save)?.[1] : undefined;
    if (key === undefined) continue;
    const field = words.get(key) ?? { values: new Map<string, InBoth>() };
    words.set(key, field);
    const title = field.title ?? wordsInBoth(given);
    if (title) field.title = title;
    for (const { value, label } of optionLabels(step)) if (!field.values.has(value)) field.values.set(value, label);
  }
  return words;
}
