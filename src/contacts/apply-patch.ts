import type { MessengerName, Person } from '../messages/index.ts';
import { putProfile, type ToldProfile } from './apply-profile.ts';
import type { ConsentSummary, Contact, FieldValue, Identity, Reachability, TopicWish, Touch } from './contact.ts';

export const standardFields = [
  'name',
  'firstName',
  'lastName',
  'middleName',
  'phone',
  'email',
  'city',
  'country',
  'region',
  'address',
  'birthday',
  'company',
  'position',
  'requisites',
  'timeZone',
] as const;
export type StandardField = (typeof standardFields)[number];

/** What one event, one step of a flow or one edit of a manager does to a card. Absent parts change nothing. */
export interface ContactPatch {
  /** An empty text takes the value away. Phones are E.164, e-mails lower case already. */
  set?: Partial<Record<StandardField, string>>;
  custom?: Record<string, FieldValue>;
  addTags?: string[];
  removeTags?: string[];
  score?: number;
  consents?: Record<string, ConsentSummary>;
  topics?: Record<string, TopicWish>;
  /** The language that they chose: the messenger's profile never overwrites it. */
  language?: string;
  /** Who answers for them from now on; `null` for nobody. */
  owner?: string | null;
  hasDeals?: true;
  activityAt?: Date;
  touch?: Touch;
  /** What the messenger says of who writes; never overwrites what a person entered. */
  person?: { messenger: MessengerName; identity: string; profile: Person };
  reachability?: { identity: string } & Reachability;
  membership?: { identity: string; joined: boolean; at: Date };
  /** What the messenger answered when it was asked who they are; never overwrites what a person entered. */
  profile?: ToldProfile;
}

/** The card as it is after a patch. Pure; the same patch twice gives the same card, but for the score. */
export function applyPatch(contact: Contact, patch: ContactPatch): Contact {
  const { phone, email, ...plain } = patch.set ?? {};
  const next: Contact = {
    ...contact,
    fields: { ...contact.fields, ...patch.custom },
    tags: patchTags(contact.tags, patch),
    score: contact.score + (patch.score ?? 0),
    consents: { ...contact.consents, ...patch.consents },
    ...(patch.topics && Object.keys(patch.topics).length > 0 && { topics: { ...contact.topics, ...patch.topics } }),
    ...(patch.language && { language: patch.language }),
    ...(patch.owner && { owner: patch.owner }),
    ...(patch.hasDeals && { hasDeals: patch.hasDeals }),
    identities: contact.identities.map(identity => patchIdentity(identity, patch)),
    source: patch.touch ? touched(contact.source, patch.touch) : contact.source,
    lastActivityAt: later(contact.lastActivityAt, patch.activityAt),
  };
  for (const [field, value] of Object.entries(plain) as [Exclude<StandardField, 'phone' | 'email'>, string][]) {
    if (value === '') delete next[field];
    else next[field] = value;
  }
  if (patch.owner === null) delete next.owner;
  // Who writes to us is back, whoever had put the card into the trash.
  if (patch.activityAt && next.deletedAt && !next.mergedInto) delete next.deletedAt;
  if (phone !== undefined) next.phones = putFirst(contact.phones, phone);
  if (email !== undefined) next.emails = putFirst(contact.emails, email);
  const known = fillFromProfile(next, patch.person?.profile);
  return patch.profile ? putProfile(known, patch.profile) : known;
}

/** Times of a card are told to the minute: a message that changes nothing else is no reason to write it again. */
const resolutionMs = 60_000;

function later(known: Date, told: Date | undefined): Date {
  return told && told.getTime() - known.getTime() >= resolutionMs ? told : known;
}

function newer(known: Reachability, { state, at, evidence }: Reachability): Reachability {
  const news = state !== known.state || at.getTime() - known.at.getTime() >= resolutionMs;
  return news ? { state, at, evidence } : known;
}

/** The first touch stays for good; the last one moves only when a deep link says where they come from now. */
function touched({ first, last }: Contact['source'], touch: Touch): Contact['source'] {
  return { first: first ?? touch, last: touch.link || !last ? touch : last };
}

/** The newest value comes first, the earlier ones stay; an empty one takes the first away. */
function putFirst(values: string[], value: string): string[] {
  return value === '' ? values.slice(1) : [value, ...values.filter(other => other !== value)];
}

function patchTags(tags: string[], { addTags = [], removeTags = [] }: ContactPatch): string[] {
  return [...new Set([...tags, ...addTags])].filter(tag => !removeTags.includes(tag));
}

function patchIdentity(identity: Identity, { reachability, person, membership }: ContactPatch): Identity {
  const profile = person?.identity === identity.key ? person.profile : undefined;
  const name = [profile?.firstName, profile?.lastName].filter(Boolean).join(' ');
  const told = reachability?.identity === identity.key ? reachability : undefined;
  return {
    ...identity,
    ...(name && { name }),
    ...(profile?.username && { username: profile.username }),
    ...(told && { reachability: newer(identity.reachability, told) }),
    ...(membership?.identity === identity.key && { membership: { joined: membership.joined, at: membership.at } }),
  };
}

function fillFromProfile(contact: Contact, profile: Person | undefined): Contact {
  if (!profile) return contact;
  const name = [profile.firstName, profile.lastName].filter(Boolean).join(' ');
  return {
    ...contact,
    ...(!contact.name && name && { name }),
    ...(!contact.firstName && profile.firstName && { firstName: profile.firstName }),
    ...(!contact.lastName && profile.lastName && { lastName: profile.lastName }),
    ...(!contact.language && profile.language && { language: profile.language }),
  };
}
