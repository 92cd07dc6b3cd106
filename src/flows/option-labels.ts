import type { OutlineStep } from './outline.ts';

/** Words in each of our languages; where a flow has only one of them, that one. */
export interface InBoth {
  ru: string;
  en: string;
}

/** The choices of a question: what is kept, and what people read. */
export function optionLabels({ raw }: OutlineStep): { value: string; label: InBoth }[] {
  const options: unknown[] = isRecord(raw) && Array.isArray(raw.options) ? raw.options : [];
  return options.flatMap(option => {
    // A word that is both, or a value with its label.
    const { value, label } = isRecord(option) ? option : { value: option, label: option };
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    return [{ value: String(value), label: wordsInBoth(label) ?? wordsInBoth(String(value)) ?? { ru: '', en: '' } }];
  });
}

/** Words as a flow has them: one for all, or one for each language. */
export function wordsInBoth(words: unknown): InBoth | undefined {
  if (typeof words === 'string') return { ru: words, en: words };
  if (!isRecord(words)) return undefined;
  const [ru, en] = [words.ru, words.en].map(each => (typeof each === 'string' ? each : undefined));
  const any = ru ?? en;
  return any === undefined ? undefined : { ru: ru ?? any, en: en ?? any };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
