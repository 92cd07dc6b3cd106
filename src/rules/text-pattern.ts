import { literalPattern } from '../lib/literal-pattern.ts';

/** The regular expression of a text operator, in the dialect that JavaScript and MongoDB share. Case never counts. */
export function textPattern(op: 'contains' | 'startsWith' | 'endsWith' | 'matches', value: string): string {
  if (op === 'matches') return value;
  const literal = literalPattern(value);
  if (op === 'contains') return literal;
  return op === 'startsWith' ? `^${literal}` : `${literal}$`;
}
