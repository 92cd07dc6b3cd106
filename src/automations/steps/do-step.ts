import { assertNever } from '../../lib/assert-never.ts';
import type { AutomationStep } from '../automation.ts';
import { assign, changeTags, setField } from './change-card.ts';
import { moveDealTo } from './move-deal.ts';
import { sendMessage } from './send-message.ts';
import { startFlow } from './start-flow.ts';
import type { Outcome, StepContext } from './step-context.ts';
import { callProgram, makeTask, notify } from './tell-people.ts';

/** What leads the way and does nothing. */
export type WayStep = Extract<AutomationStep, { do: 'wait' | 'branch' | 'exit' }>;
export type DoingStep = Exclude<AutomationStep, WayStep>;

/** Does what a step says. The same key twice does it once. Rejects when it could not be done this time, or never (AppError). */
export function doStep(step: DoingStep, context: StepContext): Promise<Outcome> {
  switch (step.do) {
    case 'message':
      return sendMessage(step, context);
    case 'flow':
      return startFlow(step, context);
    case 'task':
      return makeTask(step, context);
    case 'assign':
      return assign(step, context);
    case 'tag':
      return changeTags(step, context);
    case 'field':
      return setField(step, context);
    case 'stage':
      return moveDealTo(step, context);
    case 'notify':
      return notify(step, context);
    case 'webhook':
      return callProgram(step, context);
    default:
      return assertNever(step);
  }
}
