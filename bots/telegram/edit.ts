import { TelegramError } from 'telegraf';
import type { ChangeOutcome, Outgoing } from '../../src/messages/index.ts';
import { readChange } from './read-change.ts';
import { renderEntities } from './render.ts';
import { isKeyboard, renderMarkup } from './render-markup.ts';
import type { Sending } from './send-call.ts';

/**
 * Changes the words and the buttons of a message that was sent. Buttons that are not named again go. Whether the words stand under a
 * file is known to Telegram alone when the file is not named, so the other way is tried where it refuses the first.
 */
export async function edit({ api, clock }: Sending, chat: string, externalId: string, message: Outgoing): Promise<ChangeOutcome> {
  const buttons = message.buttons ?? [];
  const { markup, addendum } = renderMarkup(buttons, false);
  const text = message.text + addendum;
  const where = {
    chat_id: chat,
    message_id: Number(externalId),
    // A keyboard in place of the phone's belongs to no message.
    ...(markup && !isKeyboard(buttons) && { reply_markup: markup }),
  };
  const underFile = (message.attachments?.length ?? 0) > 0;
  const ways = underFile ? [caption, text === '' ? bare : words] : text === '' ? [bare] : [words, caption];
  let refusal: unknown;
  for (const way of ways) {
    try {
      await api(way.method, { ...where, ...way.fields(text, message) });
      return { kind: 'done' };
    } catch (error) {
      refusal = error;
      if (!(error instanceof TelegramError && otherWay.test(error.description))) break;
    }
  }
  return readChange(refusal, clock.now());
}

const otherWay = /there is no (text|caption) in the message to edit/i;

interface Way {
  method: string;
  fields(text: string, message: Outgoing): object;
}

const words: Way = {
  method: 'editMessageText',
  fields: (text, { entities }) => ({ text, entities: renderEntities(entities) }),
};
const caption: Way = {
  method: 'editMessageCaption',
  fields: (text, { entities }) => ({ caption: text, caption_entities: renderEntities(entities) }),
};
const bare: Way = { method: 'editMessageReplyMarkup', fields: () => ({}) };
