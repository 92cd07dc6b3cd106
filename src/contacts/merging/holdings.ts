import type { Collection, Document } from 'mongodb';
import mongoose from 'mongoose';
import { AppError } from '../../lib/app-error.ts';

type Held = Document & { _id: string };

/**
 * What the rooms keep of a card under its id, each with an index on it. A row here is all that a merge, its way back and the emptying of
 * the trash need to know of a room. `conversation`: it names where it came from, so that what came since the merge goes back with that.
 * `only`: the rest stays. `outlives`: reports count it, so it stays when the card is removed for good.
 */
const holdings: readonly {
  collection: string;
  field: 'contact' | 'contacts';
  from?: 'conversation' | 'run';
  only?: Document;
  outlives?: true;
}[] = [
  { collection: 'runs', field: 'contact', from: 'conversation' },
  { collection: 'consents', field: 'contact', from: 'conversation' },
  { collection: 'deals', field: 'contact', from: 'run' },
  { collection: 'deals', field: 'contacts' },
  { collection: 'orders', field: 'contact' },
  { collection: 'tasks', field: 'contact', from: 'run' },
  { collection: 'changes', field: 'contact' },
  { collection: 'segmentListed', field: 'contact' },
  { collection: 'automationRuns', field: 'contact' },
  // What is still to be sent finds the card that lives by itself, and is one message even where both cards had theirs.
  { collection: 'deliveries', field: 'contact', from: 'conversation', only: { settled: true }, outlives: true },
];

/** What goes from card to card with a merge: the rooms' own collections, and conversations with their messages. */
export const handedOver: readonly string[] = [...holdings.map(({ collection }) => collection), 'conversations', 'messages'];

/** Ids of documents by where they lie. */
export type Moved = Record<string, string[]>;

const nameOf = ({ collection, field }: (typeof holdings)[number]): string =>
  field === 'contact' ? collection : `${collection}/${field}`;

/** Everything that a card has in other rooms, besides its conversations. */
export async function findHoldings(contact: string): Promise<Moved> {
  const found = await Promise.all(
    holdings.map(
      async holding => [nameOf(holding), await idsOf(holding.collection, { [holding.field]: contact, ...holding.only })] as const,
    ),
  );
  return Object.fromEntries(found.filter(([, ids]) => ids.length > 0));
}

/** Hands documents from one card to another; those that are elsewhere by now stay there. Again it changes nothing. */
export async function handHoldings(moved: Moved, { from, to }: { from: string; to: string }): Promise<void> {
  for (const holding of holdings) {
    const ids = moved[nameOf(holding)] ?? [];
    const { field, collection } = holding;
    for (let i = 0; i < ids.length; i += batchSize) {
      const filter = { _id: { $in: ids.slice(i, i + batchSize) }, [field]: from };
      await open(collection).updateMany(filter, { $set: { [field === 'contacts' ? 'contacts.$' : field]: to } });
    }
  }
}

/** Of what a card has: what came out of some conversations, or of runs in them. */
export async function findCameFrom(conversations: string[], contact: string): Promise<Moved> {
  if (conversations.length === 0) return {};
  const [ended, talks] = await Promise.all([
    idsOf('runs', { contact, conversation: { $in: conversations } }),
    open('conversations')
      .find({ _id: { $in: conversations } }, { projection: { 'run.id': 1 } })
      .toArray(),
  ]);
  const runs = [...ended, ...talks.flatMap(({ run }) => (run?.id ? [String(run.id)] : []))];
  const found = await Promise.all(
    holdings
      .filter(({ from }) => from !== undefined)
      .map(async holding => {
        const where = holding.from === 'run' ? { run: { $in: runs } } : { conversation: { $in: conversations } };
        return [nameOf(holding), await idsOf(holding.collection, { contact, ...where, ...holding.only })] as const;
      }),
  );
  return Object.fromEntries(found.filter(([, ids]) => ids.length > 0));
}

/** Hands conversations with their messages to a card. The way of a message guards by the revision, which this leaves alone. */
export async function handConversations(ids: string[], { from, to }: { from: string; to: string }): Promise<void> {
  if (ids.length === 0) return;
  await open('conversations').updateMany({ _id: { $in: ids }, contact: from }, { $set: { contact: to } });
  await open('messages').updateMany({ conversation: { $in: ids }, contact: from }, { $set: { contact: to } });
}

/** Takes away everything of a card in other rooms. Again it changes nothing; what belongs to somebody who came since stays. */
export async function removeHoldings(contact: string, conversations: string[]): Promise<void> {
  for (const { collection, field, outlives } of holdings) {
    if (outlives) continue;
    if (field === 'contact') await open(collection).deleteMany({ contact });
    else
      await open(collection).updateMany({ [field]: { $exists: true, $eq: contact } }, {
        $pull: { [field]: contact },
      } as Document);
  }
  if (conversations.length === 0) return;
  await open('messages').deleteMany({ conversation: { $in: conversations }, contact });
  await forgetWords(conversations);
  await open('conversations').deleteMany({ _id: { $in: conversations }, contact });
}

/** What the removed messages were found by; a conversation that somebody else's messages are in now keeps it all. */
async function forgetWords(conversations: string[]): Promise<void> {
  const left = await open('messages').distinct('conversation', { conversation: { $in: conversations } });
  const empty = conversations.filter(conversation => !left.includes(conversation));
  if (empty.length > 0) await open('messageWords').deleteMany({ conversation: { $in: empty } });
}

/** The files of conversations that still are this card's. */
export async function filesOf(conversations: string[], contact: string): Promise<string[]> {
  if (conversations.length === 0) return [];
  const theirs = await idsOf('conversations', { _id: { $in: conversations }, contact });
  if (theirs.length === 0) return [];
  // $exists: DocumentDB takes a partial index only where its condition stands in the query.
  return idsOf('storedFiles', { 'owner.conversation': { $exists: true, $in: theirs } });
}

/** Takes conversations out of all lists; they are back with the next message. */
export async function hideConversations(ids: string[]): Promise<void> {
  if (ids.length > 0) await open('conversations').updateMany({ _id: { $in: ids } }, { $set: { hidden: true } });
}

export async function showConversations(ids: string[]): Promise<void> {
  if (ids.length > 0) await open('conversations').updateMany({ _id: { $in: ids } }, { $unset: { hidden: '' } });
}

/** Hidden conversations of cards that are not in the trash any more: whoever writes in one of theirs is back in all. */
export async function conversationsToShow(): Promise<string[]> {
  const hidden = await open('conversations')
    .find({ hidden: { $exists: true, $eq: true } }, { projection: { contact: 1 } })
    .limit(10 * batchSize)
    .toArray();
  const cards = hidden.map(({ contact }) => String(contact));
  const trashed = new Set(await idsOf('contacts', { _id: { $in: cards }, deletedAt: { $exists: true } }));
  return hidden.filter(({ contact }) => !trashed.has(String(contact))).map(({ _id }) => _id);
}

const batchSize = 1000;

async function idsOf(collection: string, filter: Document): Promise<string[]> {
  const found = await open(collection)
    .find(filter, { projection: { _id: 1 } })
    .toArray();
  return found.map(({ _id }) => _id);
}

function open(name: string): Collection<Held> {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  return db.collection<Held>(name);
}

/** What somebody said since about consents, each word with where it was said, the oldest first. */
export async function consentsSince(contact: string, since: Date): Promise<SaidConsent[]> {
  const found = await open('consents')
    .find({ contact, at: { $gt: since } })
    .sort({ contact: 1, at: 1 })
    .toArray();
  return found.map(({ kind, topic, given, hash, at, conversation }) => ({ kind, topic, given, hash, at, conversation }));
}

export interface SaidConsent {
  kind: string;
  topic?: string;
  given: boolean;
  hash: string;
  at: Date;
  conversation: string;
}
