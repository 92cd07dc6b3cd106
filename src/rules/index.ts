export { explain } from './explain.ts';
export { documentFacts } from './facts.ts';
export { matches } from './matches.ts';
export { fieldsOf, type Rule, ruleSchema } from './schema.ts';
export { type MongoFilter, toMongoFilter } from './to-mongo-filter.ts';
