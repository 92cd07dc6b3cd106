import mongoose from 'mongoose';
import { type Contact, getContacts, type Identity } from '../../contacts/index.ts';
import { updateCommand } from '../../db/index.ts';
import { conversationId, type MessengerName } from '../../messages/index.ts';
import { type PlanMeans, unreachable } from './plan-stages.ts';

interface Row {
  _id: string;
  contact: string;
  state: string;
  reason?: string;
}

const atOnce = 500;

/**
 * Says of each row whose contact cannot be reached why, from the card: traits know only that it is so. The identity of the first messenger
 * of the preference counts.
 */
export async function nameReasons({ messengers, into }: PlanMeans): Promise<void> {
  const rows = mongoose.connection.collection<Row>(into.collection);
  // An index of either collection leads straight to them, and who has a reason is not among them any more.
  const where = { ...into.mine, state: 'suppressed', reason: unreachable };
  for (;;) {
    const found = await rows
      .find(where, { projection: { contact: 1 } })
      .limit(atOnce)
      .toArray();
    if (found.length === 0) return;
    const cards = new Map((await getContacts(found.map(({ contact }) => contact))).map(card => [card.id, card]));
    const statements = found
      .toSorted((one, other) => (one._id < other._id ? -1 : 1))
      .map(({ _id, contact }) => ({ q: { _id }, u: { $set: whyNot(cards.get(contact), messengers) } }));
    await updateCommand(rows, statements);
    if (found.length < atOnce) return;
  }
}

interface Why {
  reason: string;
  messenger?: MessengerName;
  account?: string;
  conversation?: string;
}

function whyNot(card: Contact | undefined, messengers: MessengerName[]): Why {
  if (!card) return { reason: 'noContact' };
  if (card.deletedAt) return { reason: 'deleted' };
  const identity = messengers.flatMap(name => latest(card.identities, name))[0];
  if (!identity) return { reason: 'noMessenger' };
  const { messenger, account, id, reachability } = identity;
  return {
    // The card may have changed since its traits were made; who can be reached again gets the next mailing.
    reason: reachability.state === 'reachable' ? 'noMessenger' : reachability.state,
    messenger,
    account: `${messenger}:${account}`,
    conversation: conversationId({ messenger, account, chat: id }),
  };
}

function latest(identities: Identity[], name: MessengerName): Identity[] {
  return identities
    .filter(({ messenger }) => messenger === name)
    .toSorted((one, other) => other.reachability.at.getTime() - one.reachability.at.getTime())
    .slice(0, 1);
}
