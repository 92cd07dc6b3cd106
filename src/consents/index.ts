export { createEraser, type Eraser, getErasure, keyedHash, listErasures } from './erase/create-eraser.ts';
export type { Erasure } from './erase/erasure.ts';
export { holdingsOf } from './erase/plan-erasure.ts';
export {
  type ConsentBy,
  type ConsentEntry,
  consentKinds,
  consentsOf,
  hashOfText,
  recordConsent,
} from './ledger.ts';
export { type RetentionRules, retentionRules, saveRetentionRules } from './retention/retention-rules.ts';
export { sweepOld } from './retention/sweep-old.ts';
export { countedMost, countTooOld, type TooOld } from './retention/too-old.ts';
export { aboutOf, lastWords, sayConsent } from './say-consent.ts';
