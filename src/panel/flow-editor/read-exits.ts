import type { Exit } from './drawn-step.ts';
import { isRecord, ruleWords, wordsIn } from './read-words.ts';

interface Surroundings {
  kind: string;
  /** Id of the step after it in the file. */
  following: string | undefined;
  ids: readonly string[];
  language: 'ru' | 'en';
}

/**
 * Every way out of a step, in the order of the file: wherever `next` stands inside it, its options, and the plain way on. So a new key
 * with a `next` of its own needs no word here.
 */
export function exitsOf(step: Record<string, unknown>, around: Surroundings): Exit[] {
  const plain = plainTarget(step, around);
  const branches = branchesIn(step, around, plain);
  const onward = plain !== undefined && !everyOptionLeads(step) ? [{ to: plain, isPlain: true as const }] : [];
  return [...branches, ...onward].map(exit => known(exit, around.ids));
}

function known(exit: Exit, ids: readonly string[]): Exit {
  return exit.to === 'end' || ids.includes(exit.to) ? exit : { ...exit, missing: true };
}

/** Where the step leads when nothing says otherwise; nothing where it never simply goes on. */
function plainTarget(step: Record<string, unknown>, { kind, following }: Surroundings): string | undefined {
  const next = typeof step.next === 'string' ? step.next : undefined;
  switch (kind) {
    case 'end':
      return undefined;
    case 'goto':
      return typeof step.goto === 'string' ? step.goto : undefined;
    case 'handoff':
      return next;
    case 'when':
      return hasElse(step.when) ? undefined : (next ?? following ?? 'end');
    case 'do':
      return startsFlow(step.do) ? 'end' : (next ?? following ?? 'end');
    default:
      return next ?? following ?? 'end';
  }
}

/** The run goes over to another flow and ends here. */
const startsFlow = (actions: unknown): boolean =>
  Array.isArray(actions) && actions.some(action => isRecord(action) && action.start !== undefined);

const hasElse = (branches: unknown): boolean =>
  Array.isArray(branches) && branches.some(branch => isRecord(branch) && branch.if === undefined);

/** A choice of which each option goes its own way never goes simply on, unless the question may be skipped or answered in own words. */
function everyOptionLeads({ options, skip, other, attempts }: Record<string, unknown>): boolean {
  const fails = !isRecord(attempts) || attempts.next !== undefined;
  return (
    Array.isArray(options) &&
    options.length > 0 &&
    !skip &&
    !other &&
    fails &&
    options.every(option => isRecord(option) && typeof option.next === 'string')
  );
}

function branchesIn(step: Record<string, unknown>, around: Surroundings, plain: string | undefined): Exit[] {
  const declines = step.ask === 'consent' && !(isRecord(step.declined) && typeof step.declined.next === 'string');
  const declined = declines ? [{ label: mark('declined'), to: 'end' }] : [];
  const branches = Object.entries(step).flatMap(([key, value]): Exit[] => {
    if (key === 'options' && Array.isArray(value)) return value.flatMap(option => optionExit(option, plain, around));
    if (key === 'skip' && value && plain !== undefined) return [{ label: mark(key, wordsIn(value, around.language)), to: plain }];
    return nextsIn(value, key, around);
  });
  return [...branches, ...declined];
}

function optionExit(option: unknown, plain: string | undefined, { language }: Surroundings): Exit[] {
  if (!isRecord(option)) return [];
  const to = typeof option.next === 'string' ? option.next : plain;
  return to === undefined ? [] : [{ label: wordsIn(option.label, language) || wordsIn(option.value, language), to }];
}

function nextsIn(value: unknown, key: string, around: Surroundings): Exit[] {
  if (Array.isArray(value)) return value.flatMap(each => nextsIn(each, key, around));
  if (!isRecord(value)) return [];
  const own = typeof value.next === 'string' ? [{ label: labelOf(value, key, around), to: value.next }] : [];
  if (key === 'wait' && typeof value.missed === 'string') own.push({ label: mark('missed'), to: value.missed });
  return [...own, ...Object.entries(value).flatMap(([inner, each]) => nextsIn(each, inner, around))];
}

function labelOf(value: Record<string, unknown>, key: string, { language }: Surroundings): string {
  if (key === 'when') return value.if === undefined ? mark('else') : ruleWords(value.if);
  return mark(key, wordsIn(value.label, language));
}

/** A word of the format that stands for an exit, to be said in the reader's language: `@declined`. */
const mark = (key: string, words = ''): string => (words && words !== 'true' ? words : `@${key}`);
