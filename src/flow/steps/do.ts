import { z } from 'zod';
import type { At, Compiler } from '../compiler.ts';
import type { CompiledStep, Turn } from '../engine.ts';
import { stepId, target } from '../schema/parts.ts';
import { type Act, actionKinds } from './actions/index.ts';
import { defineStep } from './define-step.ts';

const action = z.union(actionKinds.map(({ schema }) => schema));

/** Does things to the card and outside, and tells people. Once in a run, also when the person goes back and comes here again. */
export const doStep = defineStep(
  'do',
  z.strictObject({ id: stepId.optional(), do: z.array(action).min(1), next: target.optional() }),
  (own, at, compiler) => {
    const acts = own.do.map((each, index) => compileAction(each, [...at, 'do', index], compiler));
    const starts = own.do.findIndex(each => 'start' in each);
    const started = starts < 0 ? undefined : startedBy(own.do[starts]);
    if (starts >= 0 && starts < own.do.length - 1) compiler.problem([...at, 'do'], 'startNotLast');
    return {
      ...(started !== undefined && { exits: ['end'], last: true }),
      run(turn, step) {
        doOnce(turn, step, acts);
        if (started !== undefined) return { kind: 'start', flow: started };
        return { kind: 'go', ...(own.next !== undefined && { to: own.next }) };
      },
    };
  },
);

function doOnce(turn: Turn, step: CompiledStep, acts: Act[]): void {
  const { position } = turn;
  if (position.done?.includes(step.id)) return;
  for (const act of acts) act(turn, step);
  position.done = [...(position.done ?? []), step.id];
}

function startedBy(raw: unknown): string | undefined {
  return typeof raw === 'object' && raw !== null && 'start' in raw && typeof raw.start === 'string' ? raw.start : undefined;
}

function compileAction(raw: object, at: At, compiler: Compiler): Act {
  const kind = actionKinds.find(({ key }) => Object.hasOwn(raw, key));
  return kind?.compile(raw, at, compiler) ?? (() => undefined);
}
