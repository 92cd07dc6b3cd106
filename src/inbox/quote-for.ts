import { getMessage, type StoredMessage, type StoredQuote } from '../messages/index.ts';

/** Whether staff may answer this very message: one of the customer's that the messenger knows by an id. */
export function canBeAnswered({ author, kind, externalId, removed }: StoredMessage): boolean {
  return author.kind === 'customer' && kind !== 'press' && kind !== 'event' && externalId !== undefined && !removed;
}

/** What an answer to it shows of it; nothing where it is none of this conversation or cannot be answered: the answer goes all the same. */
export async function quoteFor(id: string, conversation: string): Promise<StoredQuote | undefined> {
  const message = await getMessage(id);
  if (!message || message.conversation !== conversation || !canBeAnswered(message)) return undefined;
  const { externalId, at, text } = message;
  return { relation: 'reply', at, text, ...(externalId !== undefined && { externalId }) };
}
