export {
  type ConsentBy,
  type ConsentEntry,
  type ConsentKind,
  consentKinds,
  consentsOf,
  hashOfText,
  recordConsent,
} from './ledger.ts';
export { aboutOf, lastWords, type SaidConsent, sayConsent } from './say-consent.ts';
