import { MongoServerError } from 'mongodb';
import { isTransient } from '../../db/index.ts';
import { type Rule, ruleSchema } from '../../rules/index.ts';
import { type Language, t } from '../../texts/index.ts';
import { getSegment } from '../read-segments.ts';
import { type FindSegment, remembering, segmentsIn } from './expand-rule.ts';
import { inputOf, type TraitField, type TraitInput } from './fields/trait-field.ts';
import { traitFields } from './fields/trait-fields.ts';
import { mailingsIn } from './mailings-in.ts';
import { traits } from './trait-model.ts';

export type RuleProblemCode =
  | 'shape'
  | 'unknownField'
  | 'hiddenField'
  | 'wrongOp'
  | 'wrongValue'
  | 'unknownChoice'
  | 'wrongOrder'
  | 'badPattern'
  | 'unknownSegment'
  | 'circle';

/** Something in a rule that cannot be asked. */
export interface RuleProblem {
  /** The way to the condition inside the rule: `['all', 0, 'any', 2]`; empty for the whole of it. */
  path: (string | number)[];
  code: RuleProblemCode;
  field?: string;
  /** Field, value and the like as they were written. */
  values: Record<string, unknown>;
  /** For people, with what to do. */
  text: Record<Language, string>;
}

type Condition = Extract<Rule, { field: string }>;

interface Around {
  fields: ReadonlyMap<string, TraitField>;
  find: FindSegment;
  self: { id: string; name: string } | undefined;
  hidden: ReadonlySet<string>;
}

/**
 * What is wrong with a rule that somebody is about to keep: nothing, and every part of it can be asked. `self` is the segment that it will be the
 * rule of: then it may not lead back to it. `hidden`: paths that its author may not ask of.
 */
export async function checkRule(
  rule: unknown,
  { self, hidden = new Set() }: { self?: string; hidden?: ReadonlySet<string> } = {},
): Promise<RuleProblem[]> {
  const parsed = ruleSchema.safeParse(rule);
  if (!parsed.success) return [problem([], 'shape', {})];
  const known = await traitFields({ mailings: mailingsIn(parsed.data) });
  const fields = new Map(known.map(field => [field.path, field]));
  const own = self === undefined ? undefined : await getSegment(self);
  return check(parsed.data, [], {
    fields,
    find: remembering(getSegment),
    self: self === undefined ? undefined : { id: self, name: own?.name ?? self },
    hidden,
  });
}

async function check(rule: Rule, path: RuleProblem['path'], around: Around): Promise<RuleProblem[]> {
  if ('all' in rule) return checkAll(rule.all, [...path, 'all'], around);
  if ('any' in rule) return checkAll(rule.any, [...path, 'any'], around);
  if ('none' in rule) return checkAll(rule.none, [...path, 'none'], around);
  return checkCondition(rule, path, around);
}

async function checkAll(rules: Rule[], path: RuleProblem['path'], around: Around): Promise<RuleProblem[]> {
  const found = await Promise.all(rules.map((each, i) => check(each, [...path, i], around)));
  return found.flat();
}

async function checkCondition(condition: Condition, path: RuleProblem['path'], around: Around): Promise<RuleProblem[]> {
  const field = around.fields.get(condition.field);
  if (!field) return [problem(path, 'unknownField', { field: condition.field })];
  if (around.hidden.has(field.path)) return [problem(path, 'hiddenField', { field: field.path })];
  const about = { field: field.path, label: field.label };
  if (!field.ops.some(op => op === condition.op)) return [problem(path, 'wrongOp', { ...about, op: condition.op })];
  if (field.kind === 'segment') return checkSegments(condition, path, around);
  if (condition.op === 'matches' && !(await isKnownPattern(condition.value)))
    return [problem(path, 'badPattern', { ...about, value: condition.value })];
  return checkValue(condition, field).map(({ code, value }) => problem(path, code, { ...about, value }));
}

/** Regular expressions of the database (PCRE) are not quite those of JavaScript: whether it takes one it alone can say, by a document. */
async function isKnownPattern(pattern: string): Promise<boolean> {
  const some = await traits.findOne({ _id: { $gt: '' } }, { projection: { _id: 1 } });
  if (!some) return true;
  try {
    await traits.findOne({ _id: { $eq: some._id, $regex: pattern, $options: 'i' } }, { projection: { _id: 1 } });
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && !isTransient(error)) return false;
    throw error;
  }
}

/** Its type is what the operator's schema let through; here it has to be what the field holds. */
function checkValue({ op, value }: Condition, field: TraitField): { code: RuleProblemCode; value: unknown }[] {
  const input = inputOf(field.kind, op);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  const wrong = values.filter(each => !fits(each, input, field));
  if (wrong.length > 0) return wrong.map(each => ({ code: 'wrongValue', value: each }));
  const [low, high] = values;
  if (op === 'between' && isAfter(low, high)) return [{ code: 'wrongOrder', value }];
  // Beside the words in use any may be asked for.
  if (field.kind === 'words' || field.choices === undefined || input === 'none') return [];
  const known = new Set(field.choices.map(choice => choice.value));
  return values.filter(each => !known.has(String(each))).map(each => ({ code: 'unknownChoice', value: each }));
}

function fits(value: unknown, input: TraitInput, { kind }: TraitField): boolean {
  switch (input) {
    case 'number':
    case 'numbers':
    case 'numberRange':
      return typeof value === 'number' && (kind !== 'share' || (value >= 0 && value <= 100));
    case 'text':
    case 'texts':
      return typeof value === 'string' && value !== '';
    case 'choice':
    case 'choices':
      return typeof value === 'string' || typeof value === 'number';
    case 'yesNo':
    case 'none':
      return typeof value === 'boolean';
    case 'date':
    case 'dateRange':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    case 'period':
    case 'days':
      return typeof value === 'string';
  }
}

function isAfter(low: unknown, high: unknown): boolean {
  if (typeof low === 'number' && typeof high === 'number') return low > high;
  return typeof low === 'string' && typeof high === 'string' && Date.parse(low) > Date.parse(high);
}

async function checkSegments(condition: Condition, path: RuleProblem['path'], around: Around): Promise<RuleProblem[]> {
  const found = await Promise.all(
    segmentsIn(condition).map(async (id): Promise<RuleProblem[]> => {
      const segment = await around.find(id);
      if (id !== around.self?.id && !segment) return [problem(path, 'unknownSegment', { field: 'segment', segment: id })];
      const way = await wayBack(id, around, around.self ? [around.self.id] : []);
      if (!way) return [];
      const names = await Promise.all(way.map(async each => (await around.find(each))?.name ?? each));
      return [problem(path, 'circle', { field: 'segment', segments: way, way: names.join(' → ') })];
    }),
  );
  return found.flat();
}

/** The way from a segment through others to one that it stands in already; nothing where it ends. */
async function wayBack(id: string, around: Around, before: string[]): Promise<string[] | undefined> {
  if (before.includes(id)) return [...before.slice(before.indexOf(id)), id];
  const segment = await around.find(id);
  for (const next of namedIn(segment?.rule)) {
    const way = await wayBack(next, around, [...before, id]);
    if (way) return way;
  }
  return undefined;
}

function namedIn(rule: Rule | undefined): string[] {
  if (!rule) return [];
  if ('field' in rule) return rule.field === 'segment' ? segmentsIn(rule) : [];
  return ('all' in rule ? rule.all : 'any' in rule ? rule.any : rule.none).flatMap(namedIn);
}

function problem(path: RuleProblem['path'], code: RuleProblemCode, { label, ...values }: Values): RuleProblem {
  const { field, ...rest } = values;
  const say = (language: Language) =>
    t(language, `panel:segmentFields.problems.${code}`, { ...values, value: shown(values.value), label: label?.[language] });
  return {
    path,
    code,
    ...(field && { field }),
    values: { ...rest, ...(field && { field }) },
    text: { ru: say('ru'), en: say('en') },
  };
}

interface Values {
  field?: string;
  label?: Record<Language, string>;
  [name: string]: unknown;
}

const shown = (value: unknown): string => (Array.isArray(value) ? value.join(' – ') : String(value ?? ''));
