export {
  aggregateTraits,
  audienceFilter,
  countAudience,
  isInAudience,
  sampleAudience,
  streamAudience,
} from './audience.ts';
export { checkRule, type RuleProblem } from './check-rule.ts';
export { createTraitsTick } from './create-traits-tick.ts';
export { expandRule } from './expand-rule.ts';
export { type Explanation, explainContact } from './explain-contact.ts';
export { mailingChoice } from './fields/firm-fields.ts';
export {
  inputOf,
  opLabel,
  type TraitField,
  traitKinds,
  traitOps,
} from './fields/trait-field.ts';
export { hiddenTraits, traitFields } from './fields/trait-fields.ts';
export { asksOfMailings, mailingsIn } from './mailings-in.ts';
export { traitsAreWhole } from './progress.ts';
export { refreshTraits, type TraitMeans } from './refresh-traits.ts';
