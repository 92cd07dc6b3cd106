import { type Language, t } from '../texts/index.ts';
import type { At } from './compiler.ts';

/** Something in a file that an author should mend: where, and what to do. */
export interface Problem {
  file: string;
  line?: number;
  column?: number;
  /** Keys from the top of the file: `steps.3.options.0.label`. */
  path: string;
  message: string;
  /** What the message was made of, so that it can be said in another language; absent where it is in the author's already. */
  words?: { key: string; values: Record<string, unknown> };
}

/** Where a value stands in the text. */
export type Locate = (at: At) => { line?: number; column?: number };

export function pathText(at: At): string {
  return at.join('.');
}

/** A problem in words of a language. `key` stands under `flow:problem`. */
export function problemOf(
  place: Omit<Problem, 'message' | 'words'>,
  { key, values }: { key: string; values: Record<string, unknown> },
  language: Language,
): Problem {
  return inLanguage({ ...place, message: '', words: { key: `flow:problem.${key}`, values } }, language);
}

/** The same problem in another language. */
export function inLanguage(problem: Problem, language: Language): Problem {
  const { words } = problem;
  return words ? { ...problem, message: t(language, words.key, words.values) } : problem;
}
