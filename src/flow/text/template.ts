import type { AnswerValue } from '../position.ts';

/** A value with the words in which a person reads it: 42.5 and "42,5 м²". */
export interface Shown {
  value: AnswerValue | undefined;
  text: string;
}

/** What a template reads. */
export interface TextScope {
  read(path: readonly string[]): Shown;
  language: 'ru' | 'en';
  now: Date;
  timeZone: string;
  /** Picks a variant: the same seed picks the same one. */
  seed: number;
}

export const filterNames = ['default', 'upper', 'lower', 'capitalize', 'date', 'money', 'plural'] as const;
export type FilterName = (typeof filterNames)[number];

/** A place for a value. */
export interface Slot {
  path: string[];
  filters: { name: FilterName; arguments: (string | number)[] }[];
}

/** Literal text or a slot, in order. */
export type Part = string | Slot;

/** A style over the parts `from` … `to` (exclusive). */
export interface Style {
  type: 'bold' | 'italic' | 'code' | 'link';
  from: number;
  to: number;
  url?: Part[];
}

/** A text of an author, parsed once. */
export interface Template {
  parts: Part[];
  styles: Style[];
}

/** Variants of a text by language; at least one language with at least one variant. */
export type Wording = { [language in 'ru' | 'en']?: Template[] };
