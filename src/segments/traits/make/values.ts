import type { TraitValue } from '../trait-model.ts';

/** Longer texts are compared by their beginning: an essay in a field is nothing to choose people by. */
export const longestText = 200;
const mostItems = 50;

/** A value as rules compare it; nothing for what they cannot (an object), and for nothing. An instant kept as text becomes one. */
export function traitValue(value: unknown): TraitValue | undefined {
  if (Array.isArray(value)) {
    const items = value.flatMap(each => one(each) ?? []).slice(0, mostItems);
    return items.length > 0 || value.length === 0 ? items : undefined;
  }
  return one(value);
}

function one(value: unknown): string | number | boolean | Date | undefined {
  if (typeof value === 'string') {
    if (value === '') return undefined;
    return isInstant(value) ? new Date(value) : value.slice(0, longestText);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'boolean' || value instanceof Date ? value : undefined;
}

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text));

/** A name that rules can put into a path: no dots, nothing that the database reads as an operator. */
export const isPathName = (name: string): boolean => /^[\p{L}\p{N}_][\p{L}\p{N}_-]*$/u.test(name);

/** The same values once each, in an order that does not depend on where they came from. */
export const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

export function latest(dates: readonly (Date | undefined)[]): Date | undefined {
  let found: Date | undefined;
  for (const date of dates) if (date && (!found || date > found)) found = date;
  return found;
}
