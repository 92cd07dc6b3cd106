export * from './contacts-behind.ts';
export { funnelChoices } from './funnel-choices.ts';
export { type FunnelStep, funnelOf } from './funnel-of.ts';
export type { FactFilter, FactState, QuestionFact } from './question-fact.ts';
export { type FlowFact, recordFacts } from './record-facts.ts';
