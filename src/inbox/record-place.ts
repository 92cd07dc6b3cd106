import type { Contact } from '../contacts/index.ts';

/** Whose records are kept, and under which key. */
export interface RecordPlace {
  contact: string;
  /** `<conversation>:<revision>`; each effect is kept under `<key>:<n>`. */
  key: string;
  now: Date;
  /** The card as it is after the same advance. */
  card: Promise<Contact>;
}
