export * from './automation.ts';
export { automationBook } from './automation-book.ts';
export { automationSchema } from './automation-schema.ts';
export {
  automationNames,
  getAutomation,
  listAutomations,
  makeHook,
  removeAutomation,
  saveAutomation,
  switchOff,
  switchOn,
} from './automation-store.ts';
export { putIn, takeOut } from './by-hand.ts';
export { createAutomationsTick } from './create-automations-tick.ts';
export { hookCalled, hookSchema } from './hook-called.ts';
export { numbersOf } from './numbers-of.ts';
export { type AutomationProblem, isWrong, problemsOf } from './problems-of.ts';
export { countRuns, getRun, runsOf } from './run-store.ts';
export { segmentsListenedTo, usesOfSegment } from './segments-used.ts';
export { type EditEffects, effectsOfEdit, standing } from './standing.ts';
export { takeTemplate } from './take-template.ts';
export { type AutomationTemplate, type TemplateId, templateIds, templates } from './templates.ts';
export { thingsToName } from './things-to-name.ts';
export { allSteps } from './walk-steps.ts';
export { automationLogText, automationProblemText } from './word-automation.ts';
