import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';

/** A step as far as moving people needs it: where a person may stand, and which answers fit. */
export interface OutlineStep {
  id: string;
  /** `ask`, `say`, `wait`, `call`… */
  key: string;
  /** The kind of question. */
  ask?: string;
  /** What it says or asks, in the flow's own words; its id where it says nothing. */
  words: string;
  /** The values of a choice; with `other`, any words fit. */
  options?: unknown[];
  other: boolean;
  /** The flow that it calls. */
  calls?: string;
  /** As it is written. */
  raw: unknown;
}

const keys = ['ask', 'say', 'when', 'set', 'do', 'call', 'goto', 'wait', 'handoff', 'end'];

/** The steps of a text that has been checked, in their order. Steps without an id are named by their place, as the engine does. */
export function outlineOf(yaml: string): OutlineStep[] {
  const value: unknown = parse(yaml, { maxAliasCount: 1000 });
  const steps = isObject(value) && Array.isArray(value.steps) ? value.steps : [];
  return steps.map((raw: unknown, index): OutlineStep => {
    const step = isObject(raw) ? raw : { end: true };
    const id = typeof step.id === 'string' ? step.id : `#${index + 1}`;
    const key = Object.hasOwn(step, 'handoff') ? 'handoff' : (keys.find(each => Object.hasOwn(step, each)) ?? 'end');
    const options = Array.isArray(step.options) ? step.options.map(each => (isObject(each) ? each.value : each)) : undefined;
    return {
      id,
      key,
      words: wordsOf(key === 'ask' ? step.text : step.say) || id,
      other: step.other !== undefined,
      raw,
      ...(typeof step.ask === 'string' && { ask: step.ask }),
      ...(options && { options }),
      ...(typeof step.call === 'string' && { calls: step.call }),
    };
  });
}

/** The step of a newer text that stands for one of an older: the same id; of steps named by their place, the same words. */
export function sameStep(step: OutlineStep, newer: readonly OutlineStep[]): OutlineStep | undefined {
  if (!step.id.startsWith('#')) return newer.find(({ id }) => id === step.id);
  return newer.find(({ id, raw }) => id.startsWith('#') && isDeepStrictEqual(raw, step.raw));
}

/** Whether a person may stand on a step: it waits for an answer, for a time, or for people. */
export const isStand = ({ key }: OutlineStep): boolean => key === 'ask' || key === 'wait' || key === 'handoff';

/** A text, one of its variants, or one of its languages. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return wordsOf(value[0]);
  return isObject(value) ? wordsOf(value.ru ?? value.en) : '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
