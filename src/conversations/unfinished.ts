import { conversations } from './conversation-model.ts';

/** Conversations with effects that somebody began and nobody finished: their process died, or the database went away. */
export async function unfinishedConversations(now: Date, limit: number): Promise<string[]> {
  const found = await conversations
    .find({ 'pending.at': { $lte: now }, leaseUntil: { $lte: now } }, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}
