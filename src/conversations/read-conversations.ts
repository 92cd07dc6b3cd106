import { readOn, type Stretch } from '../db/index.ts';
import type { Conversation } from './conversation.ts';
import { conversations, toConversation } from './conversation-model.ts';

/** Conversations by their ids, but those whose card is in the trash. */
export async function readConversations({
  where = {},
  ...stretch
}: Stretch): Promise<{ conversations: Conversation[]; hasMore: boolean }> {
  const { found, hasMore } = await readOn(conversations, { ...stretch, where: { $and: [{ hidden: null }, where] } });
  return { conversations: found.map(toConversation), hasMore };
}
