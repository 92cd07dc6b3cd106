import { type Contact, getContact } from '../contacts/index.ts';
import { answersOf, type RunRecord } from '../flow/index.ts';
import { type Conversation, readKey } from './conversation.ts';
import { conversations, type RunDocument, runs, toConversation } from './conversation-model.ts';

export async function getConversation(id: string): Promise<Conversation | undefined> {
  const found = await conversations.findOne({ _id: id });
  return found ? toConversation(found) : undefined;
}

/** Conversations by their ids, in no order. */
export async function getConversations(ids: string[]): Promise<Conversation[]> {
  if (ids.length === 0) return [];
  const found = await conversations.find({ _id: { $in: ids } }).toArray();
  return found.map(toConversation);
}

/** What the apps behind these conversations do not show; of the few where something is missing. */
export async function lackingConversations(ids: string[]): Promise<Pick<Conversation, 'id' | 'lacks'>[]> {
  if (ids.length === 0) return [];
  const where = { _id: { $in: ids }, lacks: { $exists: true } };
  const found = await conversations
    .find<Pick<Conversation, 'lacks'> & { _id: string }>(where, { projection: { lacks: 1 } })
    .toArray();
  return found.map(({ _id, lacks }) => ({ id: _id, ...(lacks && { lacks }) }));
}

/** The conversations that a card may have: an identity has one, under its own key. */
export function conversationIdsOf(contact: Pick<Contact, 'identities'>): string[] {
  return contact.identities.map(identity => identity.key);
}

/** A contact's conversations, the latest first: one for each identity that has written. */
export async function conversationsOf(contact: string): Promise<Conversation[]> {
  const card = await getContact(contact);
  const ids = card ? conversationIdsOf(card) : [];
  const found = await conversations
    .find({ _id: { $in: ids } })
    .sort({ lastAt: -1 })
    .toArray();
  return found.map(toConversation);
}

/** A person of the staff has seen the conversation. Does not touch who speaks, nor what the bot is doing meanwhile. */
export async function markRead(id: string, staff: string, now: Date): Promise<void> {
  const found = await conversations.findOne({ _id: id }, { projection: { unread: 1, heard: 1, reads: 1, mark: 1, staff: 1 } });
  const heard = found?.heard ?? 0;
  const key = readKey(staff);
  // What came back to somebody is marked until they have looked.
  const looked = found?.mark !== undefined && (found.staff === undefined || found.staff === staff);
  if (!found || (found.unread === 0 && !looked && heard === (found.reads?.[key]?.heard ?? 0))) return;
  await conversations.updateOne(
    { _id: id },
    { $set: { unread: 0, [`reads.${key}`]: { heard, at: now } }, ...(looked && { $unset: { mark: '' } }) },
  );
}

/** A contact's runs with their answers, the latest first: those that have ended, and those that go on in its conversations. */
export async function runsOf(contact: string): Promise<(RunRecord & { conversation: string })[]> {
  const [ended, talks] = await Promise.all([runs.find({ contact }).toArray(), conversationsOf(contact)]);
  const going = talks.flatMap(goingRun);
  const latest = new Map([...ended.map(toRun), ...going].map(run => [run.id, run]));
  return [...latest.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

function goingRun({ id: conversation, run, position }: Conversation): (RunRecord & { conversation: string })[] {
  if (!run || run.outcome || run.id !== position?.run) return [];
  return [{ ...run, answers: answersOf(position), conversation }];
}

function toRun({ _id, contact: _contact, changedAt: _changedAt, ...rest }: RunDocument): RunRecord & { conversation: string } {
  return { id: _id, ...rest };
}
