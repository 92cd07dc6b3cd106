export { createEraser, type Eraser, getErasure, keyedHash, listErasures } from './erase/create-eraser.ts';
export type { ErasedBy, Erasure, Holding, Holdings, ProvenConsent } from './erase/erasure.ts';
export { holdingsOf } from './erase/plan-erasure.ts';
export {
  type ConsentBy,
  type ConsentEntry,
  type ConsentKind,
  consentKinds,
  consentsOf,
  hashOfText,
  recordConsent,
} from './ledger.ts';
export { type RetentionRules, retentionRules, saveRetentionRules } from './retention/retention-rules.ts';
export { sweepOld } from './retention/sweep-old.ts';
export { countedMost, countTooOld, type TooOld } from './retention/too-old.ts';
export { aboutOf, lastWords, type SaidConsent, sayConsent } from './say-consent.ts';
