import { z } from 'zod';

const field = z
  .string()
  .regex(/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}\p{N}_-]+){0,5}$/u)
  .describe('Path of a value: contact.tags, answers.area');
const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);
const number = z.number();
const date = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const period = z
  .string()
  .regex(/^\d{1,4}\s*(?:d|h|w)$/)
  .describe('30d, 12h, 2w');
const days = z
  .string()
  .regex(/^\d{1,3}\s*d$/)
  .describe('7d');
const list = z.array(scalar).min(1).max(500);
/** The database's regular expressions end at a zero. */
const hasNoZero = (text: string): boolean => !text.includes('\0');
const part = z.string().min(1).max(500).refine(hasNoZero);
const pattern = z.string().min(1).max(200).refine(hasNoZero).refine(isPattern);

/** What each operator takes as its value. One place, so that reading, matching and the schema for editors agree. */
const condition = z.union([
  z.strictObject({ field, op: z.enum(['eq', 'ne']), value: scalar }),
  z.strictObject({ field, op: z.enum(['gt', 'gte', 'lt', 'lte']), value: number }),
  z.strictObject({ field, op: z.enum(['contains', 'startsWith', 'endsWith']), value: part }),
  z.strictObject({ field, op: z.literal('matches'), value: pattern }),
  z.strictObject({ field, op: z.literal('in'), value: list }),
  z.strictObject({ field, op: z.literal('exists'), value: z.boolean().default(true) }),
  z.strictObject({ field, op: z.literal('between'), value: z.union([z.tuple([number, number]), z.tuple([date, date])]) }),
  z.strictObject({ field, op: z.enum(['before', 'after', 'on']), value: date }),
  z.strictObject({ field, op: z.enum(['olderThan', 'newerThan']), value: period }),
  z.strictObject({ field, op: z.literal('anniversaryWithin'), value: days }),
  z.strictObject({ field, op: z.literal('has'), value: scalar }),
  z.strictObject({ field, op: z.enum(['hasAny', 'hasAll', 'hasNone']), value: list }),
  z.strictObject({ field, op: z.literal('empty'), value: z.boolean().default(true) }),
  z.strictObject({ field, op: z.literal('is'), value: z.boolean() }),
]);

/** One test of one field. */
export type Condition = z.infer<typeof condition>;

/** A rule: a condition, or several of which all, any or none hold. */
export type Rule = Condition | { all: Rule[] } | { any: Rule[] } | { none: Rule[] };

const depthLimit = 10;

/** Parses a rule that anybody wrote. Deeper than ten levels is refused. */
export const ruleSchema: z.ZodType<Rule> = z
  .lazy(() => group)
  .refine(rule => depthOf(rule) <= depthLimit, { error: `Rules may be nested ${depthLimit} deep` });

const inner: z.ZodType<Rule> = z.lazy(() => group);
const rules = z.array(inner).min(1).max(50);
const group: z.ZodType<Rule> = z.union([
  condition,
  z.strictObject({ all: rules }),
  z.strictObject({ any: rules }),
  z.strictObject({ none: rules }),
]);

/** The rules inside a group; none in a condition. */
export function childrenOf(rule: Rule): Rule[] {
  if ('all' in rule) return rule.all;
  if ('any' in rule) return rule.any;
  return 'none' in rule ? rule.none : [];
}

/** Every field that a rule looks at. */
export function fieldsOf(rule: Rule): string[] {
  return 'field' in rule ? [rule.field] : childrenOf(rule).flatMap(fieldsOf);
}

function depthOf(rule: Rule): number {
  return 1 + Math.max(0, ...childrenOf(rule).map(depthOf));
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'iu') instanceof RegExp;
  } catch {
    return false;
  }
}
