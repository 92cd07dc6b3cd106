import { z } from 'zod';
import { stepId } from '../schema/parts.ts';
import { defineStep } from './define-step.ts';

/** Ends the run: `- end`, or `- { id, end: true }` where another step leads to it. */
export const endStep = defineStep('end', z.strictObject({ id: stepId.optional(), end: z.literal(true) }), () => ({
  exits: ['end'],
  last: true,
  run: () => ({ kind: 'end', outcome: 'finished' }),
}));
