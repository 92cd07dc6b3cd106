import type { Effect } from '../flow/index.ts';
import {
  type Capabilities,
  type Fitted,
  fitMessage,
  type HistoryEvent,
  type Priority,
  type StoredMessage,
  showPage,
} from '../messages/index.ts';
import type { Language } from '../texts/index.ts';

interface Where {
  key: string;
  conversation: string;
  contact: string;
  capabilities: Capabilities;
  language: Language;
  /** `live` where it is not told. */
  priority?: Priority | undefined;
  now: Date;
}

/** What an effect adds to the history: messages on their way, in parts that the messenger can carry, or a note of what happened. */
export function historyOf(effect: Effect, where: Where): Omit<StoredMessage, 'order'>[] {
  if (effect.kind === 'say') {
    return fitMessage(effect.message, where.capabilities, { language: where.language }).map((part, i) => ({
      ...entry(where, `${where.key}:${i}`),
      author: { kind: 'bot' },
      ...contentOf(part),
      ...(part.buttons && { buttons: part.buttons }),
      ...(part.pages && { pages: part.pages }),
      ...(part.typingMs && { typingMs: part.typingMs }),
      ...(part.removeKeyboard && { removeKeyboard: part.removeKeyboard }),
      delivery: { state: 'queued', attempts: 0, ...(where.priority && { priority: where.priority }) },
    }));
  }
  const told = eventOf(effect);
  return told ? [{ ...entry(where, where.key), author: { kind: 'system' }, kind: 'event', text: '', event: told }] : [];
}

/** What a fitted message says, as the history keeps it. */
export function contentOf(
  part: Fitted,
): Pick<StoredMessage, 'kind' | 'text' | 'entities' | 'attachments' | 'location' | 'choices'> {
  return {
    kind: part.location ? 'location' : part.attachments ? 'media' : 'text',
    text: part.text,
    ...(part.entities && { entities: part.entities }),
    ...(part.attachments && { attachments: part.attachments.map(({ id, ...file }) => ({ file: id, ...file })) }),
    ...(part.location && { location: part.location }),
    ...(part.choices && { choices: part.choices }),
  };
}

/** With its place in the history known, the buttons of its first page can lead to the others. */
export function placed(
  entry: Omit<StoredMessage, 'order'>,
  order: number,
  { capabilities, language }: Pick<Where, 'capabilities' | 'language'>,
): StoredMessage {
  if (!entry.pages) return { ...entry, order };
  const { perRow } = capabilities.buttons.inline;
  return { ...entry, order, buttons: showPage(entry.pages, { order, page: 0 }, { language, perRow }) };
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
