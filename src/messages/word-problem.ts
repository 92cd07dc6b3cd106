import { type Language, t } from '../texts/index.ts';
import type { Problem } from './problem.ts';
import type { MessengerName } from './vocabulary.ts';

const names: Record<MessengerName, string> = { telegram: 'Telegram', vk: 'VK', web: 'Web' };

/** A problem in the reader's language: what happened and what to do. For the log it is English. */
export function wordProblem(language: Language, messenger: MessengerName, { code, values }: Problem): string {
  const key = `problems:${code}`;
  const words = t(language, key, { ...values, messenger: names[messenger], context: messenger });
  // A process of another version may tell what this one has no words for.
  return words === code || words === key ? t(language, 'problems:other', { messenger: names[messenger], code }) : words;
}
