import { type Contact, getContact } from '../contacts/index.ts';
import { type Conversation, customersWaiting, getConversation, getQueue } from '../conversations/index.ts';
import { history, noticesSince, type StoredMessage } from '../messages/index.ts';
import { answersCustomers, staffByEmail } from '../staff/index.ts';
import { type Alert, shownLength } from './alert.ts';
import { alertsSince } from './alert-store.ts';

/** In a rush nobody reads twenty notifications; the list itself tells. */
const mostAtOnce = 20;

/** Whom messages that have just come concern, and how: customers' words to people, and what flows ask people for. */
export async function alertsOf(messages: StoredMessage[], now: Date): Promise<Alert[]> {
  const fresh = messages.filter(({ at, changedAt }) => now.getTime() - Math.min(at.getTime(), changedAt.getTime()) < freshMs);
  const written = fresh.filter(({ author, kind }) => author.kind === 'customer' && kind !== 'event');
  const latest = [...new Map(written.map(message => [message.conversation, message])).values()];
  const notices = fresh.filter(({ event }) => event?.what === 'notice');
  const found = await Promise.all([
    ...latest.slice(-mostAtOnce).map(alertOfMessage),
    ...notices.slice(-mostAtOnce).map(alertsOfNotice),
  ]);
  return found.flat();
}

/** What changed later (a file came, a word was corrected) is no news. */
const freshMs = 60_000;

/**
 * What an open page would have been told since, had it heard: customers who wrote and still wait, what flows ask people for, and who was
 * called by name; each under the key that it has when it is told at once. Oldest first.
 */
export async function missedAlerts(since: Date): Promise<Alert[]> {
  const [waiting, notices, called] = await Promise.all([
    customersWaiting({ since, limit: mostAtOnce }),
    noticesSince(since),
    alertsSince(since),
  ]);
  const written = await Promise.all(waiting.map(({ id }) => lastWords(id, since)));
  const found = await Promise.all([...written.flat().map(alertOfMessage), ...notices.slice(-mostAtOnce).map(alertsOfNotice)]);
  const byKey = new Map([...called, ...found.flat()].map(alert => [alert.key, alert]));
  return [...byKey.values()].sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** The last message of the customer, where it came since. */
async function lastWords(conversation: string, since: Date): Promise<StoredMessage[]> {
  const stretch = await history(conversation, { limit: 20 });
  const last = stretch.findLast(({ author, kind }) => author.kind === 'customer' && kind !== 'event');
  return last && last.changedAt > since ? [last] : [];
}

async function alertOfMessage(message: StoredMessage): Promise<Alert[]> {
  const conversation = await getConversation(message.conversation);
  if (!conversation || conversation.mode === 'bot') return [];
  const { staff, mode } = conversation;
  const isMine = mode === 'staff' && staff !== undefined;
  const contact = await getContact(message.contact);
  return [
    {
      key: message.id,
      kind: isMine ? 'mine' : 'queue',
      ...(isMine ? { staff } : ownerOf(contact)),
      ...(await membersOf(conversation)),
      conversation: message.conversation,
      who: nameOf(contact),
      text: beginning(message.text),
      at: message.at,
    },
  ];
}

/** One who waits for people waits for whoever answers for them; without such a person, for anybody. */
const ownerOf = (contact: Contact | undefined): { staff?: string } => (contact?.owner ? { staff: contact.owner } : {});

/** Whom a queue belongs to, where that has been set up. */
export async function membersOf({ mode, queue }: Conversation): Promise<{ members?: string[] }> {
  const members = mode === 'queue' && queue !== undefined ? ((await getQueue(queue))?.members ?? []) : [];
  return members.length > 0 ? { members } : {};
}

/** A flow's `notify` names the owner of the contact, all managers, or somebody by e-mail. */
export async function alertsOfNotice({ id, conversation, contact, event, at }: StoredMessage): Promise<Alert[]> {
  const { to = 'managers', text = '' } = event?.values ?? {};
  const card = await getContact(contact);
  const named = to === 'owner' ? card?.owner : to === 'managers' ? undefined : await staffByEmail(to);
  const staff = named !== undefined && (await answersCustomers(named)) ? named : undefined;
  return [{ key: id, kind: 'notice', ...(staff && { staff }), conversation, who: nameOf(card), text: beginning(text), at }];
}

export function nameOf(contact: Contact | undefined): string {
  return contact?.name || [contact?.firstName, contact?.lastName].filter(Boolean).join(' ');
}

export const beginning = (text: string): string =>
  text.length > shownLength ? `${text.slice(0, shownLength - 1).trimEnd()}…` : text;
