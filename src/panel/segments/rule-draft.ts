import { z } from 'zod';
import { assertNever } from '../../lib/assert-never.ts';
import { type Rule, ruleSchema } from '../../rules/index.ts';
import { inputOf, type TraitField } from '../../segments/index.ts';

/** A rule while it is being put together: what people have typed, right or not. */
export type DraftRule = DraftGroup | DraftCondition;

export interface DraftGroup {
  is: 'all' | 'any' | 'none';
  of: DraftRule[];
}

export interface DraftCondition {
  field: string;
  /** An operator of the rule language; of those that ask only whether something is there with `:true` or `:false` behind it. */
  op: string;
  values: string[];
  unit: string;
  /** What no input is made for, in the rule language itself. */
  raw?: string;
}

export const isGroup = (draft: DraftRule): draft is DraftGroup => 'of' in draft;

export const emptyGroup: DraftGroup = { is: 'all', of: [] };
export const emptyCondition: DraftCondition = { field: '', op: '', values: [], unit: 'd' };

/** Why a row is no condition yet; `panel:segments.problem.<code>`. */
export type RowProblem =
  | 'noField'
  | 'deletedField'
  | 'hiddenField'
  | 'noValue'
  | 'badNumber'
  | 'badDate'
  | 'badPeriod'
  | 'badDays'
  | 'unreadable'
  | 'emptyGroup'
  | 'tooDeep'
  | 'reversed';

/** The row it is about, by the way to it: `[0, 2]` is the third in the first group. */
export interface PlacedProblem {
  at: number[];
  code: RowProblem;
}

/** A rule as it is shown: always a group, so that there is something to add to. */
export function draftOf(rule: Rule | undefined, fields: ReadonlyMap<string, TraitField>): DraftGroup {
  if (!rule) return emptyGroup;
  const draft = toDraft(rule, fields);
  return isGroup(draft) ? draft : { is: 'all', of: [draft] };
}

/** The rule that was put together, or what is still wrong with it. Nothing at all is no rule. */
export function ruleOf(draft: DraftGroup, fields: ReadonlyMap<string, TraitField>): { rule?: Rule; problems: PlacedProblem[] } {
  if (draft.of.length === 0) return { problems: [] };
  const problems: PlacedProblem[] = [];
  const rule = toRule(draft, { fields, problems, at: [] });
  if (problems.length > 0 || !rule) return { problems };
  const read = ruleSchema.safeParse(rule);
  return read.success ? { rule: read.data, problems } : { problems: [{ at: [], code: 'tooDeep' }] };
}

function toDraft(rule: Rule, fields: ReadonlyMap<string, TraitField>): DraftRule {
  if ('all' in rule) return { is: 'all', of: rule.all.map(each => toDraft(each, fields)) };
  if ('any' in rule) return { is: 'any', of: rule.any.map(each => toDraft(each, fields)) };
  if ('none' in rule) return { is: 'none', of: rule.none.map(each => toDraft(each, fields)) };
  const draft = conditionDraft(rule);
  const field = fields.get(rule.field);
  const back = field?.ops.some(op => op === rule.op) ? toCondition(draft, field) : undefined;
  const isSame = back && 'condition' in back && JSON.stringify(back.condition) === JSON.stringify(rule);
  return isSame || !field || field.hidden ? draft : { ...draft, raw: JSON.stringify(rule) };
}

type Condition = Extract<Rule, { field: string }>;

function conditionDraft({ field, op, value }: Condition): DraftCondition {
  if (typeof value === 'boolean' && (op === 'exists' || op === 'empty'))
    return { field, op: `${op}:${value}`, values: [], unit: 'd' };
  const [, amount, unit] = /^(\d+)\s*([dhw])$/.exec(String(value)) ?? [];
  if ((op === 'olderThan' || op === 'newerThan' || op === 'anniversaryWithin') && amount && unit)
    return { field, op, values: [amount], unit };
  return { field, op, values: [value].flat().map(String), unit: 'd' };
}

interface Reading {
  fields: ReadonlyMap<string, TraitField>;
  problems: PlacedProblem[];
  at: number[];
}

function toRule(draft: DraftRule, reading: Reading): Rule | undefined {
  const { fields, problems, at } = reading;
  if (isGroup(draft)) {
    if (draft.of.length === 0) problems.push({ at, code: 'emptyGroup' });
    const of = draft.of.flatMap((each, i) => toRule(each, { ...reading, at: [...at, i] }) ?? []);
    return draft.is === 'all' ? { all: of } : draft.is === 'any' ? { any: of } : { none: of };
  }
  const read = draft.raw === undefined ? readRow(draft, fields) : readRaw(draft.raw);
  if ('condition' in read) return read.condition;
  problems.push({ at, code: read.problem });
  return undefined;
}

type Read = { condition: Rule } | { problem: RowProblem };

function readRow(draft: DraftCondition, fields: ReadonlyMap<string, TraitField>): Read {
  if (draft.field === '') return { problem: 'noField' };
  const field = fields.get(draft.field);
  if (field?.hidden) return { problem: 'hiddenField' };
  return field ? toCondition(draft, field) : { problem: 'deletedField' };
}

function readRaw(text: string): Read {
  try {
    const read = ruleSchema.safeParse(JSON.parse(text));
    return read.success ? { condition: read.data } : { problem: 'unreadable' };
  } catch {
    return { problem: 'unreadable' };
  }
}

/** A row as the condition it stands for. */
function toCondition(draft: DraftCondition, field: TraitField): Read {
  const value = readValue(draft, field);
  if ('problem' in value) return value;
  const [op] = draft.op.split(':');
  const read = ruleSchema.safeParse({ field: draft.field, op, value: value.is });
  return read.success ? { condition: read.data } : { problem: 'noValue' };
}

type Value = { is: unknown } | { problem: RowProblem };

function readValue({ op, values, unit }: DraftCondition, field: TraitField): Value {
  const typed = values.map(value => value.trim()).filter(value => value !== '');
  const [first = ''] = typed;
  const input = inputOf(field.kind, op.replace(/:.*$/, ''));
  switch (input) {
    case 'none':
      return { is: op.endsWith(':true') };
    case 'yesNo':
      return first === '' ? { problem: 'noValue' } : { is: first === 'true' };
    case 'period':
      return /^[1-9]\d{0,3}$/.test(first) ? { is: `${first}${unit}` } : { problem: 'badPeriod' };
    case 'days':
      return /^\d{1,3}$/.test(first) ? { is: `${first}d` } : { problem: 'badDays' };
    case 'number':
      return numberOf(first);
    case 'numbers':
      return listOf(typed, numberOf);
    case 'numberRange':
      return rangeOf(typed, numberOf);
    case 'date':
      return dateOf(first);
    case 'dateRange':
      return rangeOf(typed, dateOf);
    case 'choice':
    case 'text':
      return textOf(first);
    case 'choices':
    case 'texts':
      return listOf(typed, textOf);
    default:
      return assertNever(input);
  }
}

const textOf = (text: string): Value => (text === '' ? { problem: 'noValue' } : { is: text });

function rangeOf(typed: string[], read: (text: string) => Value): Value {
  if (typed.length < 2) return { problem: 'noValue' };
  const [low, high] = typed.slice(0, 2).map(read);
  if (!low || 'problem' in low) return low ?? { problem: 'noValue' };
  if (!high || 'problem' in high) return high ?? { problem: 'noValue' };
  const isReversed = typeof low.is === 'number' ? low.is > Number(high.is) : String(low.is) > String(high.is);
  return isReversed ? { problem: 'reversed' } : { is: [low.is, high.is] };
}

function numberOf(text: string): Value {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (plain === '') return { problem: 'noValue' };
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(plain) ? { is: Number(plain) } : { problem: 'badNumber' };
}

const day = z.iso.date();

function dateOf(text: string): Value {
  if (text === '') return { problem: 'noValue' };
  return day.safeParse(text).success ? { is: text } : { problem: 'badDate' };
}

function listOf(typed: string[], readOne: (text: string) => Value): Value {
  const read = [...new Set(typed)].map(readOne);
  const wrong = read.find(each => 'problem' in each);
  if (wrong) return wrong;
  return read.length === 0 ? { problem: 'noValue' } : { is: read.flatMap(each => ('is' in each ? [each.is] : [])) };
}
