import { type Contact, getContact } from '../contacts/index.ts';
import { answersOf, type RunRecord } from '../flow/index.ts';
import { type Conversation, type Mode, never } from './conversation.ts';
import {
  type ConversationDocument,
  ConversationModel,
  conversations,
  type RunDocument,
  runs,
  toConversation,
} from './conversation-model.ts';

/** `waiting`: with a queue of people; `mine`: the member of staff's own; `bot`: the bot speaks; `all`. */
export const conversationViews = ['waiting', 'mine', 'bot', 'all'] as const;
export type ConversationView = (typeof conversationViews)[number];

/** Every view goes by the mode, so that one index serves them all: each index costs every message a write. */
function filterOf(view: ConversationView, staff: string): Filter {
  if (view === 'waiting') return { mode: 'queue' };
  if (view === 'mine') return { mode: 'staff', staff };
  // Nobody has to look through those of whom the messenger only told.
  const lastAt = { $gt: never };
  return view === 'bot' ? { mode: 'bot', lastAt } : { mode: { $in: ['bot', 'queue', 'staff'] }, lastAt };
}

interface Filter {
  mode: Mode | { $in: Mode[] };
  staff?: string;
  lastAt?: { $gt: Date };
}

/** A page of conversations, the ones with the latest messages first. */
export async function listConversations(input: {
  view: ConversationView;
  staff: string;
  page: number;
  perPage: number;
}): Promise<{ conversations: Conversation[]; total: number }> {
  const filter = filterOf(input.view, input.staff);
  const [found, total] = await Promise.all([
    ConversationModel.find(filter)
      .sort({ lastAt: -1 })
      .skip((input.page - 1) * input.perPage)
      .limit(input.perPage)
      .lean<ConversationDocument[]>(),
    ConversationModel.countDocuments(filter),
  ]);
  return { conversations: found.map(toConversation), total };
}

export async function countConversations(staff: string): Promise<Record<ConversationView, number>> {
  const counts = await Promise.all(conversationViews.map(view => ConversationModel.countDocuments(filterOf(view, staff))));
  return Object.fromEntries(conversationViews.map((view, i) => [view, counts[i] ?? 0])) as Record<ConversationView, number>;
}

export async function getConversation(id: string): Promise<Conversation | undefined> {
  const found = await conversations.findOne({ _id: id });
  return found ? toConversation(found) : undefined;
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

/** A person has seen the conversation. Does not touch who speaks, nor what the bot is doing meanwhile. */
export async function markRead(id: string): Promise<void> {
  await conversations.updateOne({ _id: id, unread: { $gt: 0 } }, { $set: { unread: 0 } });
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
