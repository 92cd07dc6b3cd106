import type { Document } from 'mongodb';
import { literalPattern } from '../lib/literal-pattern.ts';

/** That a list of words has one that begins with one of these, as a condition that goes by the index of the words. Pure. */
export function beginsWith(field: string, beginnings: readonly string[]): Document {
  const conditions = beginnings.map(beginning => ({
    [field]: { $regex: `^${literalPattern(beginning)}` },
  }));
  return conditions.length === 1 ? (conditions[0] ?? {}) : { $or: conditions };
}
