import { z } from 'zod';
import type { Turn } from '../engine.ts';
import type { StepResult } from '../position.ts';
import { recordOf } from '../run-record.ts';
import { say } from '../say.ts';
import { stepId, target, wording } from '../schema/parts.ts';
import { builtIn, render, waiting } from '../turn.ts';
import { defineStep } from './define-step.ts';

/** Where a person goes who asks for people, or whom no question could help. */
export const defaultQueue = 'default';

/** Gives the conversation to a queue of people. With `next` the run goes on there when they give it back; otherwise it ends here. */
export const handoffStep = defineStep(
  'handoff',
  z.strictObject({
    id: stepId.optional(),
    handoff: z
      .string()
      .regex(/^[a-z0-9_-]{1,40}$/)
      .describe('Queue of people'),
    say: wording.optional(),
    next: target.optional(),
  }),
  (own, at, compiler) => {
    const text = own.say && compiler.text(own.say, [...at, 'say']);
    return {
      exits: [own.next ?? 'end'],
      last: true,
      run(turn, step) {
        say(turn, text ? render(turn, text, step) : { text: builtIn(turn, 'handedOver') });
        turn.effects.push({ kind: 'handoff', queue: own.handoff });
        if (own.next === undefined) return { kind: 'end', outcome: 'handoff' };
        turn.position.step = step.id;
        turn.effects.unshift({ kind: 'run', run: recordOf(turn, 'handoff') });
        turn.changed = false;
        turn.held = true;
        return { kind: 'wait' };
      },
    };
  },
);

/** Gives the conversation to people in the middle of a question; given back, that very question comes again. */
export function handOver(turn: Turn, words: string): StepResult {
  say(turn, { text: words });
  turn.effects.push({ kind: 'handoff', queue: defaultQueue });
  turn.held = true;
  return waiting(turn);
}
