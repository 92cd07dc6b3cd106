import type { Category, ChangeAuthor, Temperature } from './contact.ts';
import type { StandardFieldName } from './read-standard-field.ts';

/** One more, one less, or another one first, of the phones or the e-mails of a card. */
export interface ListEdit {
  add?: string;
  remove?: string;
  first?: string;
}

/** What may be changed on a card, as typed. An empty text takes a value away. */
export interface ContactEdit extends Partial<Record<StandardFieldName, string>> {
  phones?: ListEdit;
  emails?: ListEdit;
  /** Custom fields by key; each is read by its definition. */
  custom?: Record<string, unknown>;
  /** The whole new list. */
  tags?: string[];
  addTags?: string[];
  removeTags?: string[];
  /** `null` for nobody. */
  owner?: string | null;
  /** A person's decision, which rules leave alone; `null` gives it back to the rules. */
  temperature?: Temperature | null;
  category?: Category | null;
  lostReason?: string;
  /** A suggestion that is not wanted, as `field:value`. */
  refuse?: string;
}

export interface EditContext {
  by: ChangeAuthor;
  now: Date;
  /** National phone numbers are read as of this country. */
  region?: string;
  language?: string;
  /** The people of the firm, where a field names one of them. */
  staff?: ReadonlyMap<string, string>;
  /** The same key twice is one edit. */
  key?: string;
  /** The card as the author saw it (`contact.version`): should anything have been written since, nothing is changed. */
  version?: string;
  /** Of the fields of this edit alone, what the author saw there (`fieldMark`). */
  seen?: Record<string, string>;
}
