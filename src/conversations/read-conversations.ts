import { readOn, type Stretch } from '../db/index.ts';
import type { Conversation } from './conversation.ts';
import { conversations, type RunDocument, runs, toConversation } from './conversation-model.ts';

/** Conversations by their ids, but those whose card is in the trash. */
export async function readConversations({
  where = {},
  ...stretch
}: Stretch): Promise<{ conversations: Conversation[]; hasMore: boolean }> {
  const { found, hasMore } = await readOn(conversations, { ...stretch, where: { $and: [{ hidden: null }, where] } });
  return { conversations: found.map(toConversation), hasMore };
}

/** A run that is over. */
export type EndedRun = Pick<RunDocument, 'conversation' | 'contact' | 'flow' | 'title' | 'outcome' | 'answers' | 'changedAt'> & {
  id: string;
};

/** Runs that were written down as ended from one moment until before another, by the time of it. */
export async function runsSince(since: Date, until: Date, { skip, limit }: { skip: number; limit: number }): Promise<EndedRun[]> {
  const found = await runs
    .find({ changedAt: { $gte: since, $lt: until } })
    .sort({ changedAt: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}
