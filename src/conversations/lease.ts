import { insertNew } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { addressOf } from '../messages/index.ts';
import type { Conversation } from './conversation.ts';
import { type ConversationDocument, conversations, toConversation } from './conversation-model.ts';

/** Long enough for the work on one event, short enough that a customer does not notice that a process died. */
export const leaseMs = 5000;

interface Claim {
  id: string;
  owner: string;
  now: Date;
}

/**
 * Takes a conversation for this process alone, making it on the first event; nothing while another process has it. A lease that ran
 * out is taken over. Claims that arrive together cost two or three round trips in all.
 */
export const claimConversation: (claim: Claim) => Promise<Conversation | undefined> = batching(async (claims: Claim[]) => {
  const [first] = claims;
  if (!first) return [];
  const { owner, now } = first;
  const ids = [...new Set(claims.map(claim => claim.id))];
  const lease = { leaseOwner: owner, leaseUntil: new Date(now.getTime() + leaseMs) };
  // The owner's own leases are matched too: within a process one worker at a time asks.
  await conversations.updateMany(
    { _id: { $in: ids }, $or: [{ leaseUntil: { $lte: now } }, { leaseOwner: owner }] },
    { $set: lease },
  );
  const held = new Map<string, ConversationDocument>();
  for (const found of await conversations.find({ _id: { $in: ids } }).toArray()) held.set(found._id, found);
  const missing = ids.filter(id => !held.has(id)).map(id => newConversation(id, lease, now));
  const made = missing.length > 0 ? await insertNew(conversations, missing) : [];
  missing.forEach((document, i) => {
    if (made[i]) held.set(document._id, document);
  });
  return claims.map(({ id }) => {
    const found = held.get(id);
    return found?.leaseOwner === owner ? toConversation(found) : undefined;
  });
});

const renewMany = batching(async (claims: Claim[]) => {
  const [first] = claims;
  if (!first) return [];
  const { owner, now } = first;
  const filter = { _id: { $in: claims.map(({ id }) => id) }, leaseOwner: owner };
  await conversations.updateMany(filter, { $set: { leaseUntil: new Date(now.getTime() + leaseMs) } });
  return claims.map(() => undefined);
});

/** Keeps a lease while the work takes longer. */
export async function renewLease(claim: Claim): Promise<void> {
  await renewMany(claim);
}

const releaseMany = batching(async (leases: { id: string; owner: string }[]) => {
  const owner = leases[0]?.owner ?? '';
  await conversations.updateMany(
    { _id: { $in: leases.map(({ id }) => id) }, leaseOwner: owner },
    { $set: { leaseUntil: new Date(0) }, $unset: { leaseOwner: '' } },
  );
  return leases.map(() => undefined);
});

/** Gives a conversation back. One that somebody else has taken over meanwhile stays theirs. */
export async function releaseLease(lease: { id: string; owner: string }): Promise<void> {
  await releaseMany(lease);
}

function newConversation(id: string, lease: { leaseOwner: string; leaseUntil: Date }, now: Date): ConversationDocument {
  return { _id: id, ...addressOf(id), mode: 'bot', revision: 0, handled: [], unread: 0, lastAt: now, createdAt: now, ...lease };
}
