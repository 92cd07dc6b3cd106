import { z } from 'zod';
import { flowId, stepId, target } from '../schema/parts.ts';
import { defineStep } from './define-step.ts';

/** Runs another flow and returns here. What it was told is read as `answers.<id of this step>.<id of its question>`. */
export const callStep = defineStep(
  'call',
  z.strictObject({ id: stepId.optional(), call: flowId.describe('Id of the flow'), next: target.optional() }),
  (own, at, compiler, id) => {
    compiler.callsFlow(own.call, id, [...at, 'call']);
    return { run: () => ({ kind: 'call', flow: own.call }) };
  },
);
