import { assertNever } from '../lib/assert-never.ts';
import { fitsPattern } from '../lib/bounded-pattern.ts';
import { dateTest } from './date-test.ts';
import type { RuleFacts } from './facts.ts';
import type { Condition, Rule } from './schema.ts';
import { textPattern } from './text-pattern.ts';

/**
 * Whether a rule holds. Reads as MongoDB does, so that a segment's filter and this agree: a list holds a condition when one of its
 * elements does, values of another type than the condition's never do, and what is negated (`ne`, `hasNone`, `is: false`) holds where nothing is.
 */
export function matches(facts: RuleFacts, rule: Rule): boolean {
  if ('all' in rule) return rule.all.every(each => matches(facts, each));
  if ('any' in rule) return rule.any.some(each => matches(facts, each));
  if ('none' in rule) return !rule.none.some(each => matches(facts, each));
  return holds(facts, rule);
}

function holds(facts: RuleFacts, condition: Condition): boolean {
  const value = facts.value(condition.field);
  const values: unknown[] = Array.isArray(value) ? value : [value];
  switch (condition.op) {
    case 'eq':
    case 'has':
      return values.includes(condition.value);
    case 'ne':
      return !values.includes(condition.value);
    case 'is':
      return values.includes(true) === condition.value;
    case 'in':
    case 'hasAny':
      return condition.value.some(each => values.includes(each));
    case 'hasAll':
      return condition.value.every(each => values.includes(each));
    case 'hasNone':
      return !condition.value.some(each => values.includes(each));
    case 'exists':
      return (Array.isArray(value) || !isNothing(value)) === condition.value;
    case 'empty':
      return (Array.isArray(value) ? value.length === 0 : isNothing(value)) === condition.value;
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return values.some(each => typeof each === 'number' && compares(condition.op, each, condition.value));
    case 'contains':
    case 'startsWith':
    case 'endsWith': {
      const pattern = new RegExp(textPattern(condition.op, condition.value), 'iu');
      return values.some(each => typeof each === 'string' && pattern.test(each));
    }
    case 'matches': {
      const pattern = new RegExp(condition.value, 'iu');
      return values.some(each => typeof each === 'string' && fitsPattern(pattern, each));
    }
    case 'between':
      return between(values, condition, facts);
    case 'before':
    case 'after':
    case 'on':
    case 'olderThan':
    case 'newerThan':
    case 'anniversaryWithin': {
      const test = dateTest(condition, facts);
      return values.some(each => test.matches(each));
    }
    default:
      return assertNever(condition);
  }
}

function between(values: unknown[], condition: Extract<Condition, { op: 'between' }>, facts: RuleFacts): boolean {
  const [low, high] = condition.value;
  if (typeof low === 'number' && typeof high === 'number')
    return values.some(each => typeof each === 'number' && each >= low && each <= high);
  const test = dateTest(condition, facts);
  return values.some(each => test.matches(each));
}

function compares(op: 'gt' | 'gte' | 'lt' | 'lte', value: number, bound: number): boolean {
  switch (op) {
    case 'gt':
      return value > bound;
    case 'gte':
      return value >= bound;
    case 'lt':
      return value < bound;
    case 'lte':
      return value <= bound;
  }
}

/** An empty text is no answer, so it is as good as nothing. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
