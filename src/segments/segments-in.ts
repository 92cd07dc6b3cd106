import type { Rule } from '../rules/index.ts';

/** The ids of the segments that a rule names, each once. */
export function segmentsIn(rule: Rule | undefined): string[] {
  return rule ? [...new Set(named(rule))] : [];
}

function named(rule: Rule): string[] {
  if ('all' in rule) return rule.all.flatMap(named);
  if ('any' in rule) return rule.any.flatMap(named);
  if ('none' in rule) return rule.none.flatMap(named);
  if (rule.field !== 'segment') return [];
  return [rule.value].flat().filter(value => typeof value === 'string');
}
