import type { Conversation } from '../conversations/index.ts';
import type { StepResult } from '../flow/index.ts';
import {
  history,
  type Incoming,
  type Messenger,
  messageAt,
  queueChange,
  readPagePress,
  type StoredMessage,
  showPage,
} from '../messages/index.ts';
import { type Language, t } from '../texts/index.ts';

/** How far below the buttons the last page shown is looked for. */
const lookedAt = 50;

/** `shown`: the message itself is to show the page. Otherwise the page is said as a message of its own. */
export type PageTurn = { kind: 'shown' } | { kind: 'said'; answer: StepResult };

/**
 * What comes of a press on "more" or "back" under buttons that are shown in pages: the message that shows them is changed where the
 * messenger does that and nothing has been said since, else the page comes anew. It is no business of the flow. Nothing for other presses.
 */
export async function turnPage(
  conversation: Conversation,
  { content }: Incoming,
  { messenger, language, key, now }: { messenger: Messenger; language: Language; key: string; now: Date },
): Promise<PageTurn | undefined> {
  const press = content.kind === 'press' ? readPagePress(content.data) : undefined;
  const origin = press && (await messageAt(conversation.id, press.order));
  if (!press || !origin?.pages) return undefined;
  const { perRow } = messenger.capabilities.buttons.inline;
  const page = Math.min(press.page, origin.pages.length - 1);
  const buttons = showPage(origin.pages, { order: press.order, page }, { language, perRow });
  const since = await history(conversation.id, { after: origin.order, limit: lookedAt });
  const bearer = [origin, ...since].findLast(message => bears(message, press.order)) ?? origin;
  const isLast = since.length < lookedAt && since.every(({ order, kind }) => order <= bearer.order || kind === 'event');
  const named = t(language, 'history:page.of', { page: page + 1, pages: origin.pages.length });
  const shown = { text: bearer === origin ? origin.text : named, buttons };
  const styled = bearer === origin && origin.entities ? { entities: origin.entities } : {};
  const change = { what: 'page' as const, ...shown, ...styled, orSay: named, key, at: now };
  if (isLast && isChangeable(bearer, messenger) && (await queueChange(bearer, change))) return { kind: 'shown' };
  const { position } = conversation;
  return {
    kind: 'said',
    answer: { ...(position && { position }), effects: [{ kind: 'say', message: { text: named, buttons } }] },
  };
}

function bears({ buttons = [] }: StoredMessage, order: number): boolean {
  return buttons.flat().some(({ action }) => action.kind === 'press' && readPagePress(action.data)?.order === order);
}

function isChangeable({ externalId, delivery, attachments, location }: StoredMessage, messenger: Messenger): boolean {
  if (!messenger.edit || !messenger.capabilities.edit || delivery?.state !== 'sent' || !externalId) return false;
  return !attachments && !location;
}
