import { assertNever } from '../lib/assert-never.ts';
import { dateTest, oneElement } from './date-test.ts';
import type { Condition, Rule } from './schema.ts';
import { textPattern } from './text-pattern.ts';

export interface FilterContext {
  now: Date;
  timeZone: string;
  /** Where a rule's field stands in the document; the same path if left out. */
  path?(field: string): string;
}

/** A filter of plain operators: it runs on every database that speaks MongoDB's language. */
export type MongoFilter = Record<string, unknown>;

/** The same rule for the database: it finds exactly the documents on which `matches` holds. */
export function toMongoFilter(rule: Rule, context: FilterContext): MongoFilter {
  if ('all' in rule) return { $and: rule.all.map(each => toMongoFilter(each, context)) };
  if ('any' in rule) return { $or: rule.any.map(each => toMongoFilter(each, context)) };
  if ('none' in rule) return { $nor: rule.none.map(each => toMongoFilter(each, context)) };
  return conditionFilter(rule, context.path?.(rule.field) ?? rule.field, context);
}

/** What counts as nothing; in MongoDB null stands for a missing field too. */
const nothing = [null, ''];

function conditionFilter(condition: Condition, field: string, context: FilterContext): MongoFilter {
  switch (condition.op) {
    case 'eq':
    case 'has':
      return { [field]: { $eq: condition.value } };
    case 'ne':
      return { [field]: { $ne: condition.value } };
    case 'is':
      return { [field]: condition.value ? { $eq: true } : { $ne: true } };
    case 'in':
    case 'hasAny':
      return { [field]: { $in: condition.value } };
    case 'hasAll':
      return { [field]: { $all: condition.value } };
    case 'hasNone':
      return { [field]: { $nin: condition.value } };
    case 'exists':
      return condition.value ? { $nor: [isNothing(field)] } : isNothing(field);
    case 'empty': {
      const empty = { $or: [isNothing(field), { [field]: { $size: 0 } }] };
      return condition.value ? empty : { $nor: [empty] };
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { [field]: { [`$${condition.op}`]: condition.value } };
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return { [field]: { $regex: textPattern(condition.op, condition.value), $options: 'i' } };
    case 'between':
      return betweenFilter(condition, field, context);
    case 'before':
    case 'after':
    case 'on':
    case 'olderThan':
    case 'newerThan':
    case 'anniversaryWithin':
      return dateTest(condition, context).filter(field);
    default:
      return assertNever(condition);
  }
}

/** A list of nothings is a list all the same. */
function isNothing(field: string): MongoFilter {
  return { $and: [{ [field]: { $in: nothing } }, { $nor: [{ [field]: { $type: 'array' } }] }] };
}

function betweenFilter(condition: Extract<Condition, { op: 'between' }>, field: string, context: FilterContext): MongoFilter {
  const [low, high] = condition.value;
  if (typeof low !== 'number') return dateTest(condition, context).filter(field);
  return oneElement(field, [{ $gte: low, $lte: high }]);
}
