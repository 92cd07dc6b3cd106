import { type Contact, getContact } from '../../contacts/index.ts';
import { insertNew } from '../../db/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { type ConsentEntry, consents } from '../ledger.ts';
import { type ErasedBy, type ErasureDocument, erasures, type Holding, type Holdings, type ProvenConsent } from './erasure.ts';
import { open } from './open.ts';

/** Whom to erase, and why. */
export interface ErasureWish {
  contact: string;
  by: ErasedBy;
  reason?: string;
  /** By a rule: whoever does something after this stays after all. */
  unlessActiveSince?: Date;
  now: Date;
}

/** A keyed hash that nobody can turn back: of `<messenger>:<account>:<id>`, a phone (E.164) or an e-mail (lower case). */
export type Hash = (value: string) => string;

/**
 * Writes down that somebody is to be erased, with all that will be needed to finish it, whatever happens; again it changes nothing. Answers
 * whether that is new. AppErrors
 * `contacts.not_found`, `consents.merged` for a card that became a part of another.
 */
export async function planErasure({ contact, by, reason, unlessActiveSince, now }: ErasureWish, hash: Hash): Promise<boolean> {
  if (await erasures.findOne({ _id: contact }, { projection: { _id: 1 } })) return false;
  const card = await getContact(contact);
  if (!card) throw new AppError('contacts.not_found', 'There is no such contact. It may have been deleted.', { contact });
  if (card.mergedInto)
    throw new AppError('consents.merged', 'This card became a part of another one. Erase that one.', {
      contact: card.mergedInto,
    });
  const whose = await whoseOf(card);
  const [held, said, files] = await Promise.all([
    countHoldings(whose),
    consents
      .find({ contact: { $in: whose.contacts } })
      .sort({ contact: -1, at: -1 })
      .toArray(),
    filesOf(card, whose),
  ]);
  const document: ErasureDocument = {
    _id: contact,
    at: now,
    by,
    ...(reason && { reason }),
    state: 'going',
    hashes: [...new Set([...whose.conversations, ...card.phones, ...card.emails].map(hash))],
    held,
    consents: said.map(proven),
    going: { ...whose, files, ...(unlessActiveSince && { unlessActiveSince }) },
  };
  const [isNew = false] = await insertNew(erasures, [document]);
  return isNew;
}

export interface Whole {
  contacts: string[];
  conversations: string[];
}

/** A card with those that became parts of it, and the conversations of all its identities. */
async function whoseOf({ id, identities, handsOver }: Contact): Promise<Whole> {
  const contacts = [id];
  for (let from = 0; from < contacts.length; from++) {
    const parts = await open('merges')
      .find({ survivor: contacts[from], state: { $ne: 'parted' } }, { projection: { loser: 1 } })
      .toArray();
    for (const { loser } of parts) if (!contacts.includes(String(loser))) contacts.push(String(loser));
  }
  const keys = [...identities, ...(handsOver?.identities ?? [])].map(({ key }) => key);
  return { contacts, conversations: [...new Set(keys)] };
}

/** What somebody left with us, by its kind; nothing where there is no such card. */
export async function holdingsOf(contact: string): Promise<Holdings | undefined> {
  const card = await getContact(contact);
  return card && countHoldings(await whoseOf(card));
}

async function countHoldings({ contacts, conversations }: Whole): Promise<Holdings> {
  const contact = { $in: contacts };
  const conversation = { $in: conversations };
  const where: Record<Holding, [collection: string, filter: object]> = {
    messages: ['messages', { conversation }],
    files: ['storedFiles', { 'owner.conversation': { $exists: true, $in: conversations } }],
    conversations: ['conversations', { _id: conversation }],
    runs: ['runs', { contact }],
    deals: ['deals', { contact }],
    tasks: ['tasks', { contact }],
    orders: ['orders', { contact }],
    consents: ['consents', { contact }],
    deliveries: ['deliveries', { contact, settled: true }],
  };
  const counted = await Promise.all(
    Object.entries(where).map(async ([what, [collection, filter]]) => [what, await open(collection).countDocuments(filter)]),
  );
  return Object.fromEntries(counted) as Holdings;
}

/** What they sent, their pictures, and what lies in their deals. */
async function filesOf({ identities }: Contact, { contacts, conversations }: Whole): Promise<string[]> {
  const [sent, deals] = await Promise.all([
    open('storedFiles')
      .find({ 'owner.conversation': { $exists: true, $in: conversations } }, { projection: { _id: 1 } })
      .toArray(),
    open('deals')
      .find({ contact: { $in: contacts } }, { projection: { files: 1, 'notes.files': 1 } })
      .toArray(),
  ]);
  const photos = identities.flatMap(({ photo }) => photo ?? []);
  return [...new Set([...sent.map(({ _id }) => _id), ...photos, ...deals.flatMap(filesIn)])];
}

/** The ids of files anywhere in a part of a document: `{ id }` or `{ file }` of a list called `files`. */
function filesIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(filesIn);
  if (typeof part !== 'object' || part === null) return [];
  const { files, notes } = part as { files?: unknown; notes?: unknown };
  const own = (Array.isArray(files) ? files : []) as { id?: unknown; file?: unknown }[];
  return [...own.flatMap(({ id, file }) => [id, file].filter(each => typeof each === 'string')), ...filesIn(notes)];
}

function proven({ kind, given, version, hash, text, at, topic, by }: Omit<ConsentEntry, 'id'>): ProvenConsent {
  return { kind, given, version, hash, text, at, ...(topic && { topic }), ...(by && { by: by.kind }) };
}
