import type { Language } from '../../../texts/index.ts';
import { t } from '../../../texts/index.ts';

/**
 * What a trait holds, as far as asking for it goes: `choice` one of some values, `list` several of them, `words` several that anybody may have
 * written, `birthday` a day of every year, `present` something that is only there or not, `share` a number below 100, `segment` other rules.
 */
export const traitKinds = [
  'text',
  'number',
  'money',
  'date',
  'birthday',
  'yesNo',
  'choice',
  'list',
  'words',
  'present',
  'share',
  'segment',
] as const;
export type TraitKind = (typeof traitKinds)[number];

/** Operators of the rule language by what they are asked of, the usual one first. */
export const traitOps = {
  text: ['eq', 'ne', 'contains', 'startsWith', 'endsWith', 'in', 'exists', 'matches'],
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'exists'],
  money: ['gte', 'gt', 'lte', 'lt', 'between', 'eq', 'ne', 'exists'],
  date: ['newerThan', 'olderThan', 'before', 'after', 'on', 'between', 'exists'],
  birthday: ['anniversaryWithin', 'exists', 'before', 'after', 'on', 'between'],
  yesNo: ['is', 'exists'],
  choice: ['in', 'hasNone', 'eq', 'ne', 'exists', 'hasAny'],
  list: ['hasAny', 'hasAll', 'hasNone', 'has', 'empty', 'eq', 'ne', 'in'],
  words: ['hasAny', 'hasAll', 'hasNone', 'has', 'contains', 'startsWith', 'empty', 'eq', 'ne', 'in'],
  present: ['exists'],
  share: ['lt', 'gte', 'between', 'lte', 'gt'],
  segment: ['in', 'hasNone', 'hasAll', 'hasAny', 'has', 'eq', 'ne'],
} as const satisfies Record<TraitKind, readonly string[]>;
export type TraitOp = (typeof traitOps)[TraitKind][number];

/** The value that an operator takes: an input of a builder. `period` is `30d`, `days` is `7d`. */
export type TraitInput =
  | 'none'
  | 'text'
  | 'texts'
  | 'number'
  | 'numbers'
  | 'numberRange'
  | 'date'
  | 'dateRange'
  | 'period'
  | 'days'
  | 'yesNo'
  | 'choice'
  | 'choices';

export interface TraitChoice {
  value: string;
  label: Record<Language, string>;
}

/** Something that rules can ask: for builders of rules, and by it a rule is checked. */
export interface TraitField {
  /** As rules name it. */
  path: string;
  /** Which fields belong together; `flow:<id>` for what a questionnaire asks. */
  group: string;
  groupLabel: Record<Language, string>;
  label: Record<Language, string>;
  kind: TraitKind;
  /** The operators that fit, the usual one first. */
  ops: readonly TraitOp[];
  /** The values to choose from; of `words` those in use, beside which any may be typed. */
  choices?: TraitChoice[];
  /** Whoever asks may not see it: it is named, and neither offered nor told of. */
  hidden?: true;
}

/** A custom field of the cards, as rules name it. */
export const ownFieldPath = (key: string): string => `contact.fields.${key}`;

/** What `op` takes of a field of this kind. */
export function inputOf(kind: TraitKind, op: string): TraitInput {
  if (op === 'exists' || op === 'empty') return 'none';
  if (op === 'is') return 'yesNo';
  if (op === 'anniversaryWithin') return 'days';
  if (op === 'olderThan' || op === 'newerThan') return 'period';
  const isMany = op === 'in' || op === 'hasAny' || op === 'hasAll' || op === 'hasNone';
  if (kind === 'choice' || kind === 'list' || kind === 'segment') return isMany ? 'choices' : 'choice';
  if (kind === 'words' || kind === 'text') return isMany ? 'texts' : 'text';
  if (kind === 'number' || kind === 'money' || kind === 'share') {
    if (op === 'between') return 'numberRange';
    return isMany ? 'numbers' : 'number';
  }
  return op === 'between' ? 'dateRange' : 'date';
}

/** An operator in words that fit what it is asked of: "contains", "in the last", "is one of". `value` tells `exists` from its opposite. */
export function opLabel(language: Language, kind: TraitKind, op: string, value?: unknown): string {
  const name = (op === 'exists' || op === 'empty') && value === false ? `${op}Not` : op;
  const own = `panel:segmentFields.ops.${kind}.${name}`;
  const text = t(language, own);
  return text === own.replace('panel:', '') ? t(language, `panel:segmentFields.ops.any.${name}`) : text;
}
