import { z } from 'zod';
import { matches, ruleSchema } from '../../rules/index.ts';
import type { Turn } from '../engine.ts';
import { readPath } from '../read-path.ts';
import { stepId, target } from '../schema/parts.ts';
import { defineStep } from './define-step.ts';

const branch = z.strictObject({ if: ruleSchema.optional(), next: target });

/** Goes the way of the first rule that holds; a branch without `if` always holds. Where none does, the following step comes. */
export const whenStep = defineStep(
  'when',
  z.strictObject({ id: stepId.optional(), when: z.array(branch).min(1) }),
  ({ when }, at, compiler) => {
    const branches = when.map((each, index) => {
      const place = [...at, 'when', index];
      compiler.target(each.next, [...place, 'next']);
      if (each.if === undefined && index < when.length - 1) compiler.problem(place, 'elseNotLast');
      return { rule: each.if && compiler.rule(each.if, [...place, 'if']), next: each.next };
    });
    const closed = branches.some(({ rule }) => rule === undefined);
    return {
      exits: branches.map(({ next }) => next),
      last: closed,
      run(turn) {
        const taken = branches.find(({ rule }) => rule === undefined || matches(factsOf(turn), rule));
        return { kind: 'go', ...(taken && { to: taken.next }) };
      },
    };
  },
);

function factsOf(turn: Turn) {
  return {
    value: (path: string) => readPath(turn, path.split('.')).value,
    now: turn.facts.now,
    timeZone: turn.facts.timeZone,
  };
}
