import type { Automation, AutomationInput } from '../../automations/index.ts';

/** What people set of an automation, without what the program keeps beside it. */
export function inputOf({
  name,
  trigger,
  condition,
  exitWhen,
  reentry,
  hours,
  steps,
}: AutomationInput | Automation): AutomationInput {
  return {
    name,
    trigger,
    ...(condition && { condition }),
    ...(exitWhen && { exitWhen }),
    reentry,
    ...(hours && { hours }),
    steps,
  };
}
