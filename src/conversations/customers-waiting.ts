import type { Conversation } from './conversation.ts';
import { conversations, toConversation } from './conversation-model.ts';

/** Conversations that people hold or are asked for, in which a customer waits and something came after `since`; the latest first. */
export async function customersWaiting({ since, limit }: { since: Date; limit: number }): Promise<Conversation[]> {
  const found = await conversations
    .find({ mode: { $in: ['queue', 'staff'] }, lastAt: { $gt: since }, waitingSince: { $exists: true } })
    .sort({ lastAt: -1 })
    .limit(limit)
    .toArray();
  return found.map(toConversation);
}
