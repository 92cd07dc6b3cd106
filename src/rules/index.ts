export { type Explanation, explain } from './explain.ts';
export { documentFacts, type RuleFacts } from './facts.ts';
export { matches } from './matches.ts';
export { fieldsOf, type Rule, ruleSchema } from './schema.ts';
export { type FilterContext, toMongoFilter } from './to-mongo-filter.ts';
