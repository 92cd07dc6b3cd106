import type { Rule } from '../rules/index.ts';

/** The segments that a rule names: `{ field: segment, op: in, value: [<id>] }`. */
export function segmentsIn(rule: Rule): string[] {
  if ('all' in rule) return rule.all.flatMap(segmentsIn);
  if ('any' in rule) return rule.any.flatMap(segmentsIn);
  if ('none' in rule) return rule.none.flatMap(segmentsIn);
  return rule.field === 'segment' ? [rule.value].flat().filter(value => typeof value === 'string') : [];
}
