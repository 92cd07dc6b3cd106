export * from './contacts-behind.ts';
export type { FlowFact } from './facts-after.ts';
export { funnelChoices } from './funnel-choices.ts';
export { type FunnelStep, funnelOf } from './funnel-of.ts';
export type { QuestionFact } from './question-fact.ts';
export { recordFacts } from './record-facts.ts';
export { type SilentQuestion, silentQuestions } from './silent-questions.ts';
