import type { Conversation } from './conversation.ts';
import { conversations, updateConversation } from './conversation-model.ts';

/**
 * When somebody has to look: at the end of a snooze, or when a run wants to be told the time, which it does only while the bot speaks. While
 * people do it waits until they give the conversation back.
 */
export function wakeAtOf({ mode, position, snoozed }: Pick<Conversation, 'mode' | 'position' | 'snoozed'>): Date | undefined {
  if (mode !== 'bot' && snoozed) return snoozed.until;
  if (mode !== 'bot' || !position?.wakeAt) return undefined;
  const at = new Date(position.wakeAt);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** The conversations whose time has come, the longest overdue first. */
export async function dueConversations(now: Date, limit: number): Promise<string[]> {
  const found = await conversations
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    .find<{ _id: string }>({ wakeAt: { $exists: true, $lte: now }, hidden: { $exists: false } }, { projection: { _id: 1 } })
    .sort({ wakeAt: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

/**
 * Sets the time of the next look to what the run wants, not before `notBefore`. Does nothing when somebody has changed the conversation
 * meanwhile: they have set it.
 */
export async function settleWakeAt(
  conversation: Pick<Conversation, 'id' | 'revision' | 'mode' | 'position' | 'snoozed'>,
  { notBefore }: { notBefore?: Date } = {},
): Promise<void> {
  const wanted = wakeAtOf(conversation);
  const wakeAt = wanted && notBefore && notBefore > wanted ? notBefore : wanted;
  await updateConversation({
    id: conversation.id,
    guard: { revision: conversation.revision },
    update: wakeAt ? { $set: { wakeAt } } : { $unset: { wakeAt: '' } },
  });
}
