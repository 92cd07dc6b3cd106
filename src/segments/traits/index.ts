export {
  aggregateTraits,
  audienceFilter,
  countAudience,
  isInAudience,
  sampleAudience,
  streamAudience,
} from './audience.ts';
export { checkRule, type RuleProblem, type RuleProblemCode } from './check-rule.ts';
export { createTraitsTick, type TraitsTick } from './create-traits-tick.ts';
export { type Explanation, explainContact } from './explain-contact.ts';
export {
  inputOf,
  opLabel,
  type TraitChoice,
  type TraitField,
  type TraitInput,
  type TraitKind,
  type TraitOp,
  traitKinds,
  traitOps,
} from './fields/trait-field.ts';
export { traitFields } from './fields/trait-fields.ts';
export { traitsAreWhole } from './progress.ts';
export { refreshTraits, type TraitMeans } from './refresh-traits.ts';
export type { TraitDocument, Traits, TraitValue } from './trait-model.ts';
