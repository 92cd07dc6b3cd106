import { insertNew, isDuplicateKey } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { newId } from '../lib/ids.ts';
import type { Incoming, Person } from '../messages/index.ts';
import { type Contact, type Identity, identityKey, type Reachability, type ReachabilityState, type Touch } from './contact.ts';
import { type ContactDocument, contacts, keepChange, toContact } from './contact-model.ts';
import { derivedOf } from './derived.ts';
import { grade } from './grading/grading.ts';
import { currentGrading } from './grading/grading-store.ts';

const findByIdentity = batching(async (keys: string[]) => {
  const found = await contacts.find({ 'identities.key': { $in: [...new Set(keys)] } }).toArray();
  const byKey = keys.map(key => found.find(contact => contact.identities.some(identity => identity.key === key)));
  const unknown = keys.filter((_, i) => !byKey[i]);
  if (unknown.length === 0) return byKey;
  const receivers = await findReceivers(unknown);
  return byKey.map((contact, i) => contact ?? receivers.get(keys[i] ?? ''));
});

/** An identity that two cards hand over is on neither for a moment: then it is the receiver's. Only newcomers are looked up here. */
async function findReceivers(keys: string[]): Promise<Map<string, ContactDocument>> {
  const handing = await contacts
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    .find({ handsOver: { $exists: true }, 'handsOver.identities.key': { $in: [...new Set(keys)] } })
    .toArray();
  if (handing.length === 0) return new Map();
  const receivers = await contacts.find({ _id: { $in: handing.flatMap(({ handsOver }) => handsOver?.to ?? []) } }).toArray();
  return new Map(
    handing.flatMap(({ handsOver }) => {
      const receiver = receivers.find(({ _id }) => _id === handsOver?.to);
      return receiver ? (handsOver?.identities ?? []).map(({ key }) => [key, receiver] as const) : [];
    }),
  );
}

const insertContact = batching((documents: ContactDocument[]) => insertNew(contacts, documents));

/** The card of who writes, made when there is none. The unique identity decides when two ask at once. `isNew` says which of them made it. */
export async function findOrCreateContact(incoming: Incoming, now: Date): Promise<{ contact: Contact; isNew: boolean }> {
  const identity = identityOf(incoming, now);
  const known = await findByIdentity(identity.key);
  if (known) return { contact: toContact(known), isNew: false };
  const created = grade(newContact(incoming, identity, now), await currentGrading(), now);
  try {
    if (!(await insertContact(created))) return findAgain(identity.key);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return findAgain(identity.key);
  }
  await keepChange({
    _id: `${created._id}:created`,
    contact: created._id,
    at: now,
    by: { kind: 'messenger', messenger: identity.messenger },
    field: 'created',
    new: created.name ?? null,
  });
  return { contact: toContact(created), isNew: true };
}

async function findAgain(key: string): Promise<{ contact: Contact; isNew: boolean }> {
  const found = await findByIdentity(key);
  if (!found) throw new Error(`The identity ${key} is taken, but nobody has it.`);
  return { contact: toContact(found), isNew: false };
}

function identityOf({ address, from, content }: Incoming, now: Date): Identity {
  const identity = { messenger: address.messenger, account: address.account, id: from.id };
  const name = fullName(from);
  return {
    key: identityKey(identity),
    ...identity,
    ...(name && { name }),
    ...(from.username && { username: from.username }),
    reachability: reachabilityAtFirst(content, now),
  };
}

/** Who only joined or left has not written: we may not write to them yet. Whom somebody of ours has written to can be reached. */
function reachabilityAtFirst(content: Incoming['content'], at: Date): Reachability {
  if (content.kind === 'membership') return { state: 'neverStarted', at, evidence: 'update' };
  if (content.kind === 'reachability') return { state: reachabilityTold(content), at, evidence: 'update' };
  return { state: 'reachable', at, evidence: content.kind === 'operator' ? 'update' : 'message' };
}

/** What the messenger tells when somebody stops or allows us. */
export function reachabilityTold({
  reachable,
  reason,
}: Extract<Incoming['content'], { kind: 'reachability' }>): ReachabilityState {
  if (reachable) return 'reachable';
  return reason === 'denied' ? 'denied' : 'blocked';
}

/** What the messenger tells of a person without their writing to us. */
const unwritten: ReadonlySet<Incoming['content']['kind']> = new Set(['reachability', 'membership', 'operator', 'moved']);

function newContact(incoming: Incoming, identity: Identity, now: Date): ContactDocument {
  const { from } = incoming;
  // Allowing messages is no visit yet: where they come from, their first message tells.
  const touch = unwritten.has(incoming.content.kind) ? undefined : touchOf(incoming, now);
  const contact = {
    ...(identity.name && { name: identity.name }),
    ...(from.firstName && { firstName: from.firstName }),
    ...(from.lastName && { lastName: from.lastName }),
    ...(from.language && { language: from.language }),
    phones: [],
    emails: [],
    fields: {},
    tags: [],
    score: 0,
    identities: [identity],
    source: touch ? { first: touch, last: touch } : {},
    consents: {},
    createdAt: now,
    changedAt: now,
    lastActivityAt: now,
  };
  const derived = derivedOf(contact);
  return { _id: newId(), ...contact, ...derived, ...(derived.keys && { keysAt: now }), applied: [] };
}

/** Where this message came from, as a deep link tells: `promo-vk-ads` is the link `promo-vk-ads`; the flow that it starts splits it. */
export function touchOf(incoming: Incoming, now: Date): Touch {
  return {
    messenger: incoming.address.messenger,
    at: now,
    ...(incoming.link && { link: incoming.link }),
    ...(incoming.linkSource && { detail: incoming.linkSource }),
  };
}

function fullName(person: Person): string {
  return [person.firstName, person.lastName].filter(Boolean).join(' ');
}
