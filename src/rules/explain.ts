import type { RuleFacts } from './facts.ts';
import { matches } from './matches.ts';
import { childrenOf, type Rule } from './schema.ts';

/** Why a rule holds or not, down to the values it looked at. */
export type Explanation =
  | { kind: 'condition'; holds: boolean; field: string; op: string; value: unknown; actual: unknown }
  | { kind: 'all' | 'any' | 'none'; holds: boolean; of: Explanation[] };

/** Tells of every part of a rule whether it holds; of the whole it says what `matches` says. */
export function explain(facts: RuleFacts, rule: Rule): Explanation {
  if ('field' in rule) {
    const { field, op, value } = rule;
    return { kind: 'condition', holds: matches(facts, rule), field, op, value, actual: facts.value(field) };
  }
  const of = childrenOf(rule).map(each => explain(facts, each));
  if ('all' in rule) return { kind: 'all', holds: of.every(({ holds }) => holds), of };
  if ('any' in rule) return { kind: 'any', holds: of.some(({ holds }) => holds), of };
  return { kind: 'none', holds: !of.some(({ holds }) => holds), of };
}
