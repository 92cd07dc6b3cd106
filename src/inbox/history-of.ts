import type { Effect } from '../flow/index.ts';
import { type Capabilities, fitMessage, type HistoryEvent, type StoredMessage } from '../messages/index.ts';

interface Where {
  key: string;
  conversation: string;
  contact: string;
  capabilities: Capabilities;
  now: Date;
}

/** What an effect adds to the history: messages on their way, in parts that the messenger can carry, or a note of what happened. */
export function historyOf(effect: Effect, where: Where): Omit<StoredMessage, 'order'>[] {
  if (effect.kind === 'say') {
    return fitMessage(effect.message, where.capabilities).map((part, i) => ({
      ...entry(where, `${where.key}:${i}`),
      author: { kind: 'bot' },
      kind: part.attachments ? 'media' : 'text',
      text: part.text,
      ...(part.entities && { entities: part.entities }),
      ...(part.buttons && { buttons: part.buttons }),
      ...(part.attachments && { attachments: part.attachments.map(({ id, ...file }) => ({ file: id, ...file })) }),
      ...(part.typingMs && { typingMs: part.typingMs }),
      ...(part.removeKeyboard && { removeKeyboard: part.removeKeyboard }),
      delivery: { state: 'queued', attempts: 0 },
    }));
  }
  const told = eventOf(effect);
  return told ? [{ ...entry(where, where.key), author: { kind: 'system' }, kind: 'event', text: '', event: told }] : [];
}

function eventOf(effect: Effect): { what: HistoryEvent; values: Record<string, string> } | undefined {
  if (effect.kind === 'handoff') return { what: 'handoff', values: { queue: effect.queue } };
  if (effect.kind === 'notify') return { what: 'notice', values: { to: effect.to, text: effect.text } };
  return undefined;
}

function entry(
  { conversation, contact, now }: Where,
  id: string,
): Pick<StoredMessage, 'id' | 'conversation' | 'contact' | 'at' | 'changedAt'> {
  return { id, conversation, contact, at: now, changedAt: now };
}
