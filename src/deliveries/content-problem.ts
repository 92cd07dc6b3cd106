import type { MessengerName } from '../messages/index.ts';
import { type Language, languages, t } from '../texts/index.ts';
import type { ContentLanguage } from './content.ts';

/** Where in a content something is wrong. */
export interface ContentPlace {
  /** Absent where it stands in what is said everywhere. */
  messenger?: MessengerName;
  language?: ContentLanguage;
  part: 'text' | 'files' | 'buttons';
  /** The button's number over all rows, from 0. */
  button?: number;
  row?: number;
}

/** What keeps a content from being sent, and what to do about it. */
export interface ContentProblem {
  at: ContentPlace;
  /** A stable word. */
  code: string;
  facts: Record<string, unknown>;
  /** For people. */
  say: Record<Language, string>;
}

/** Whether something has only not been written or chosen yet: a draft may stay so for the time being. */
export const isMissing = ({ code }: Pick<ContentProblem, 'code'>): boolean =>
  code === 'empty' || code === 'flowMissing' || code === 'linkMissing' || code.startsWith('labelMissing.');

export function problemAt(at: ContentPlace, code: string, facts: Record<string, unknown> = {}): ContentProblem {
  return { at, code, facts, say: inLanguages(`panel:deliveries.problem.${code}`, facts) };
}

/** What the reader of templates found wrong, in its own words. */
export function templateProblem(at: ContentPlace, key: string, values: Record<string, unknown>): ContentProblem {
  return { at, code: key, facts: values, say: inLanguages(`flow:problem.${key}`, values) };
}

function inLanguages(key: string, facts: Record<string, unknown>): Record<Language, string> {
  return Object.fromEntries(languages.map(language => [language, t(language, key, facts)])) as Record<Language, string>;
}
