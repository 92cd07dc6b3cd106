import type { RunRecord } from '../flow/index.ts';
import type { Conversation, Mode } from './conversation.ts';
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

function filterOf(view: ConversationView, staff: string): { mode?: Mode; staff?: string } {
  if (view === 'waiting') return { mode: 'queue' };
  if (view === 'mine') return { mode: 'staff', staff };
  return view === 'bot' ? { mode: 'bot' } : {};
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

export async function conversationsOf(contact: string): Promise<Conversation[]> {
  const found = await conversations.find({ contact }).sort({ lastAt: -1 }).toArray();
  return found.map(toConversation);
}

/** A person has seen the conversation. Does not touch who speaks, nor what the bot is doing meanwhile. */
export async function markRead(id: string): Promise<void> {
  await conversations.updateOne({ _id: id, unread: { $gt: 0 } }, { $set: { unread: 0 } });
}

/** A contact's runs with their answers, the latest first. */
export async function runsOf(contact: string): Promise<(RunRecord & { conversation: string })[]> {
  const found = await runs.find({ contact }).sort({ startedAt: -1 }).toArray();
  return found.map(toRun);
}

function toRun({ _id, contact: _contact, changedAt: _changedAt, ...rest }: RunDocument): RunRecord & { conversation: string } {
  return { id: _id, ...rest };
}
