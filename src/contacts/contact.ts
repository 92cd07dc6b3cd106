import type { MessengerName } from '../messages/index.ts';

export type ReachabilityState = 'reachable' | 'blocked' | 'denied' | 'deleted' | 'neverStarted';

/** Whether we may still write to an identity, and how we know. */
export interface Reachability {
  state: ReachabilityState;
  at: Date;
  /** What told us: `message`, `update` (they stopped or allowed us), `send` (the messenger refused). */
  evidence: 'message' | 'update' | 'send';
}

/** A contact's account in one messenger. `key` is unique over all contacts. */
export interface Identity {
  key: string;
  messenger: MessengerName;
  account: string;
  id: string;
  name?: string;
  username?: string;
  reachability: Reachability;
  /** Whether they are in the community that the account belongs to, as it told last. */
  membership?: { joined: boolean; at: Date };
  /** Their picture, in the files room. */
  photo?: string;
  /** When the messenger was last asked who they are, and what of it was put on the card. */
  profile?: { at: Date; told: ProfileFields };
}

/** What of a messenger's profile belongs on a card, in the card's own words. */
export type ProfileFields = Partial<Record<'name' | 'firstName' | 'lastName' | 'language' | 'city' | 'birthday', string>>;

/** Where somebody came from: the deep link's name and what followed it (`promo`, `vk-ads`). */
export interface Touch {
  link?: string;
  detail?: string;
  messenger: MessengerName;
  at: Date;
}

export type FieldValue = string | number | boolean | null | FieldValue[];

export const temperatures = ['cold', 'warm', 'hot'] as const;
export type Temperature = (typeof temperatures)[number];

export const categories = ['potential', 'active', 'regular', 'vip', 'lost', 'dead'] as const;
export type Category = (typeof categories)[number];

/** Whether a topic of mailings is wanted, as the person said last. */
export interface TopicWish {
  wanted: boolean;
  at: Date;
}

export interface ConsentSummary {
  given: boolean;
  hash: string;
  at: Date;
}

/** What all orders of a person come to; the rooms of deals keep it. */
export interface OrderTotals {
  count: number;
  /** In the currency of the latest one. */
  sum: number;
  /** ISO 4217. */
  currency: string;
  first: Date;
  last: Date;
  /** Sums in other currencies. */
  others?: Record<string, number>;
}

/** Everything that we know of one person. Phones are E.164, e-mails lower case, the ones in use first. */
export interface Contact {
  id: string;
  /** Another with every write; absent on what a write has just given back. */
  version?: string;
  name?: string;
  firstName?: string;
  lastName?: string;
  /** The patronymic, where there is one. */
  middleName?: string;
  gender?: 'female' | 'male';
  phones: string[];
  emails: string[];
  city?: string;
  /** ISO 3166-1 alpha-2. */
  country?: string;
  region?: string;
  address?: string;
  /** `YYYY-MM-DD`, or `--MM-DD` where the year is not known (ISO 8601, vCard). */
  birthday?: string;
  company?: string;
  /** What they are in the company. */
  position?: string;
  /** Of the firm: INN, account, as it stands in a contract. */
  requisites?: string;
  /** BCP 47; as the messenger's profile said first, or as they chose. */
  language?: string;
  /** IANA name. */
  timeZone?: string;
  fields: Record<string, FieldValue>;
  tags: string[];
  score: number;
  temperature?: Temperature;
  category?: Category;
  /** Why a lost one was lost. */
  lostReason?: string;
  /** What a person decided: rules leave it alone until it is taken back. */
  decided?: ('temperature' | 'category')[];
  /** Suggestions that were turned down, as `field:value`. */
  refused?: string[];
  identities: Identity[];
  source: { first?: Touch; last?: Touch };
  consents: Record<string, ConsentSummary>;
  /** The topics of mailings that they have said something about, by name; absent on cards where nobody ever has. */
  topics?: Record<string, TopicWish>;
  /** The member of staff who answers for them. */
  owner?: string;
  /** There are deals, open or not: whoever reads the card need not look for them in vain. */
  hasDeals?: true;
  /** How many of them are open, as the rooms of deals counted last; absent where there never was one. */
  openDeals?: number;
  /** Absent where nothing was ever bought. */
  orders?: OrderTotals;
  /** In the trash since; it is found nowhere else and can be brought back for 30 days. */
  deletedAt?: Date;
  /** The card that this one became a part of. */
  mergedInto?: string;
  /** The merges that made this card of several, by their ids. */
  merged?: string[];
  /** Identities on their way to another card: whoever writes from one of them meanwhile belongs to that card. */
  handsOver?: { to: string; identities: Identity[] };
  createdAt: Date;
  changedAt: Date;
  lastActivityAt: Date;
}

/** Who wrote to a card. */
export type ChangeAuthor =
  | { kind: 'flow'; flow: string; step?: string }
  | { kind: 'messenger'; messenger: MessengerName }
  | { kind: 'staff'; id: string; name: string }
  | { kind: 'import'; id: string; name: string }
  | { kind: 'api'; key: string; name: string }
  | { kind: 'automation'; id: string; name: string }
  | { kind: 'merge'; with: string; staff: string; name: string };

/** One write to a card: what stood there, what stands there now, and where it came from. */
export interface Change {
  id: string;
  contact: string;
  at: Date;
  by: ChangeAuthor;
  /** `name`, `phones`, `tags`, `score`, `fields.<name>`, `created`. */
  field: string;
  old?: unknown;
  new?: unknown;
}

export function identityKey(identity: { messenger: MessengerName; account: string; id: string }): string {
  return `${identity.messenger}:${identity.account}:${identity.id}`;
}
