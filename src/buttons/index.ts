export * from './button.ts';
export { buttonsOf, saveButtons } from './button-store.ts';
export { createPresser, type Presser, type PressOptions } from './create-presser.ts';
export { watchOwners } from './follow-owner.ts';
export { checkNextSteps, needsNextStep, settleNextStep, watchNextSteps } from './next-step.ts';
export { canBeUndone } from './undo-press.ts';
