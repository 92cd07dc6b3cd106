import { askStep } from './ask.ts';
import { callStep } from './call.ts';
import type { StepKind } from './define-step.ts';
import { doStep } from './do.ts';
import { endStep } from './end.ts';
import { gotoStep } from './goto.ts';
import { handoffStep } from './handoff.ts';
import { sayStep } from './say.ts';
import { setStep } from './set.ts';
import { waitStep } from './wait.ts';
import { whenStep } from './when.ts';

/** Every kind of step. `handoff` stands before `say`, which it may have as a word of its own. */
export const stepKinds: readonly StepKind[] = [
  handoffStep,
  askStep,
  sayStep,
  whenStep,
  setStep,
  doStep,
  callStep,
  gotoStep,
  waitStep,
  endStep,
];
