import type { Rule } from '../../rules/index.ts';

/** Whether a field is asked with mailings. */
export const asksOfMailings = (path: string): boolean => /^mailings\.(received|clicked|answered)$/.test(path);

/** The ids of the mailings that a rule names. */
export function mailingsIn(rule: Rule | undefined): string[] {
  if (!rule) return [];
  if ('all' in rule) return rule.all.flatMap(mailingsIn);
  if ('any' in rule) return rule.any.flatMap(mailingsIn);
  if ('none' in rule) return rule.none.flatMap(mailingsIn);
  return asksOfMailings(rule.field) ? [rule.value].flat().filter(value => typeof value === 'string') : [];
}
