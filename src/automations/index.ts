export * from './automation.ts';
export { automationSchema, deepestBranch, mostSteps } from './automation-schema.ts';
export {
  getAutomation,
  listAutomations,
  removeAutomation,
  renewHook,
  saveAutomation,
  switchOff,
  switchOn,
} from './automation-store.ts';
export { type AutomationProblem, type AutomationProblemCode, automationProblemCodes, problemsOf } from './problems-of.ts';
export { countRuns, forgetRuns, getRun, type RunFilter, runsOf } from './run-store.ts';
export { type EditEffects, effectsOfEdit, standing } from './standing.ts';
export { allSteps } from './walk-steps.ts';
