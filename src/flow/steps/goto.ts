import { z } from 'zod';
import { stepId, target } from '../schema/parts.ts';
import { defineStep } from './define-step.ts';

/** Jumps to another step. */
export const gotoStep = defineStep('goto', z.strictObject({ id: stepId.optional(), goto: target }), (own, at, compiler) => {
  compiler.target(own.goto, [...at, 'goto']);
  return { exits: [own.goto], last: true, run: () => ({ kind: 'go', to: own.goto }) };
});
