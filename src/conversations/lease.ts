import { insertNew } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { addressOf } from '../messages/index.ts';
import { type Conversation, never } from './conversation.ts';
import { type ConversationDocument, conversations, toConversation, updateConversation } from './conversation-model.ts';

/** Long enough for the work on one event, short enough that a customer does not notice that a process died. */
export const leaseMs = 5000;

interface Claim {
  id: string;
  owner: string;
  now: Date;
  /** Processes that are known to be dead: their leases hold nobody up. */
  dead?: string[];
}

/**
 * Takes a conversation for this process alone, making it on the first event; nothing while another process has it. A lease that ran
 * out is taken over; one that this process holds already is its own, so within a process one worker at a time may ask.
 */
export async function claimConversation({ id, owner, now, dead = [] }: Claim): Promise<Conversation | undefined> {
  const lease = leaseOf(owner, now);
  const taken = await updateConversation({
    id,
    guard: { $or: [{ leaseUntil: { $lte: now } }, { leaseOwner: { $in: [owner, ...dead] } }] },
    update: { $set: lease },
  });
  const found = await readConversation(id);
  if (found) return taken ? toConversation(found) : undefined;
  const made = newConversation(id, lease, now);
  return (await insertConversation(made)) ? toConversation(made) : undefined;
}

/**
 * Reads a conversation without a lease, making it on the first event: for a process that nobody shares the conversations with. `done` is
 * the revision whose effects it knows to be done; only effects of another one are read.
 */
export async function openConversation({
  id,
  now,
  done,
}: {
  id: string;
  now: Date;
  done?: number | undefined;
}): Promise<Conversation> {
  const outline = done === undefined ? undefined : await readOutline(id);
  const known = outline && (outline.pending === undefined || outline.pending.revision === done);
  const found = known ? outline : await readConversation(id);
  if (found) return toConversation(found);
  const made = newConversation(id, { leaseUntil: new Date(0) }, now);
  return toConversation((await insertConversation(made)) ? made : ((await readConversation(id)) ?? made));
}

/** Keeps a lease while the work takes longer. */
export async function renewLease({ id, owner, now }: Claim): Promise<void> {
  await updateConversation({ id, guard: { leaseOwner: owner }, update: { $set: leaseOf(owner, now) } });
}

/**
 * Gives a conversation back; one that somebody else has taken over meanwhile stays theirs. `done` is the revision whose effects have all
 * been done.
 */
export async function releaseLease({ id, owner, done }: { id: string; owner: string; done?: number }): Promise<void> {
  const free = { leaseUntil: new Date(0) };
  if (done !== undefined) {
    const finished = await updateConversation({
      id,
      guard: { leaseOwner: owner, revision: done },
      update: { $set: free, $unset: { leaseOwner: '', pending: '' } },
    });
    if (finished) return;
  }
  await updateConversation({ id, guard: { leaseOwner: owner }, update: { $set: free, $unset: { leaseOwner: '' } } });
}

const readConversation = batching((ids: string[]) => readMany(ids, {}));
const readOutline = batching((ids: string[]) => readMany(ids, { 'pending.effects': 0, 'pending.card': 0 }));

async function readMany(ids: string[], projection: Record<string, 0>): Promise<(ConversationDocument | undefined)[]> {
  const found = await conversations.find({ _id: { $in: [...new Set(ids)] } }, { projection }).toArray();
  const byId = new Map(found.map(conversation => [conversation._id, conversation]));
  return ids.map(id => byId.get(id));
}

const insertConversation = batching((documents: ConversationDocument[]) => insertNew(conversations, documents));

function leaseOf(owner: string, now: Date) {
  return { leaseOwner: owner, leaseUntil: new Date(now.getTime() + leaseMs) };
}

function newConversation(id: string, lease: { leaseOwner?: string; leaseUntil: Date }, now: Date): ConversationDocument {
  return { _id: id, ...addressOf(id), mode: 'bot', revision: 0, handled: [], unread: 0, lastAt: never, createdAt: now, ...lease };
}
