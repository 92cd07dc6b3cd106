export * from './automation.ts';
export { automationBook } from './automation-book.ts';
export { automationSchema, deepestBranch, mostSteps } from './automation-schema.ts';
export {
  automationNames,
  getAutomation,
  listAutomations,
  removeAutomation,
  renewHook,
  saveAutomation,
  switchOff,
  switchOn,
} from './automation-store.ts';
export { mostDepth } from './begin-run.ts';
export { putIn, takeOut } from './by-hand.ts';
export { type AutomationsTick, createAutomationsTick } from './create-automations-tick.ts';
export { type HookCall, hookCalled, hookSchema } from './hook-called.ts';
export { numbersOf } from './numbers-of.ts';
export { type AutomationProblem, type AutomationProblemCode, automationProblemCodes, problemsOf } from './problems-of.ts';
export { publishFlows } from './publish-flows.ts';
export { countRuns, forgetRuns, getRun, type RunFilter, runsOf } from './run-store.ts';
export { segmentsListenedTo, usesOfSegment } from './segments-used.ts';
export { type EditEffects, effectsOfEdit, standing } from './standing.ts';
export { type AutomationTemplate, type TemplateId, templateIds, templates } from './templates.ts';
export { allSteps } from './walk-steps.ts';
export { automationLogText, automationProblemText, automationReasonText } from './word-automation.ts';
