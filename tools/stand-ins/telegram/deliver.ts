import type { Received, ReceivedButton, ReceivedFile } from '../shared/mailbox.ts';
import type { InlineButton, ReplyMarkup, TelegramMessage } from './types.ts';
import { addMessage, type Chat, type StoredFile, type World } from './world.ts';

/** Writes a message of the bot into the chat and shows it to the customer. */
export function deliver(
  world: World,
  chat: Chat,
  content: Record<string, unknown>,
  markup?: ReplyMarkup,
  files: StoredFile[] = [],
) {
  const inline = markup?.inline_keyboard?.length ? { reply_markup: markup } : undefined;
  const message = addMessage(world, chat, world.bot, { ...content, ...inline });
  const received: Received = {
    id: message.message_id,
    at: world.clock.now(),
    text: shownText(message),
    buttons: shownButtons(markup),
    files: files.map(shownFile),
    edits: 0,
    deleted: false,
    raw: { ...message, ...(markup && { reply_markup: markup }) },
  };
  chat.received.set(message.message_id, received);
  chat.mailbox?.add(received);
  return message;
}

/** Shows the customer that a message changed. */
export function showEdit(chat: Chat, message: TelegramMessage): void {
  const received = chat.received.get(message.message_id);
  if (!received) return;
  received.text = shownText(message);
  received.buttons = shownButtons(message.reply_markup);
  received.edits += 1;
  received.raw = { ...message };
  chat.mailbox?.changed(received);
}

function shownText({ text, caption }: TelegramMessage): string {
  return text ?? caption ?? '';
}

function shownButtons(markup: ReplyMarkup | undefined): ReceivedButton[][] {
  const inline = markup?.inline_keyboard;
  return (inline ?? markup?.keyboard ?? []).map(row => row.map(button => shownButton(button, inline !== undefined)));
}

function shownButton(button: InlineButton, inline: boolean): ReceivedButton {
  const label = button.text;
  if (typeof button.callback_data === 'string') return { label, kind: 'press', data: button.callback_data, inline };
  if (typeof button.url === 'string') return { label, kind: 'url', url: button.url, inline };
  if (button.request_contact === true) return { label, kind: 'phone', inline };
  if (button.request_location === true) return { label, kind: 'location', inline };
  return { label, kind: inline ? 'other' : 'text', inline };
}

function shownFile({ kind, name, mime, size, content }: StoredFile): ReceivedFile {
  return { kind, name, mime, size, content };
}
