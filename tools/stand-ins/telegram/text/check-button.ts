import { isRecord } from '../../shared/params.ts';
import { badRequest } from '../bot-api-error.ts';
import type { InlineButton } from '../types.ts';
import { checkUrl } from './check-url.ts';

const inlineActions = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
];
const keyboardActions = ['request_contact', 'request_location', 'request_poll', 'request_users', 'request_chat', 'web_app'];

/** A button under a message: a label and exactly one action. */
export function checkInlineButton(button: unknown): InlineButton {
  const owner = "can't parse inline keyboard button";
  if (!isRecord(button)) throw badRequest(`${owner}: Object expected as inline keyboard button`);
  const text = labelOf(button, owner, 'inline keyboard button');
  const present = inlineActions.filter(action => button[action] !== undefined);
  if (present.length === 0 || button.callback_data === '') {
    throw badRequest(`${owner}: Text buttons are unallowed in the inline keyboard`);
  }
  // The real server takes the first it knows; the documentation demands exactly one, and so do we.
  if (present.length > 1) throw badRequest(`${owner}: Exactly one action field must be used`);
  if (button.url !== undefined) checkButtonUrl(button.url, owner);
  if (button.callback_data !== undefined) checkData(button.callback_data, owner);
  if (button.copy_text !== undefined) checkCopyText(button.copy_text);
  if (button.web_app !== undefined) checkWebApp(button.web_app, 'inline keyboard button');
  if (button.pay !== undefined || button.callback_game !== undefined) throw badRequest('BUTTON_TYPE_INVALID');
  return { ...button, text };
}

/** A button in place of the phone's keyboard; a bare text is a label. */
export function checkKeyboardButton(button: unknown, isPrivate: boolean): InlineButton {
  const owner = "can't parse keyboard button";
  const record = typeof button === 'string' ? { text: button } : button;
  if (!isRecord(record)) throw badRequest(`${owner}: KeyboardButton must be an Object`);
  const text = labelOf(record, owner, 'keyboard button');
  const foreign = ['url', 'callback_data'].find(action => record[action] !== undefined);
  // Telegram ignores these here, so the button would silently do nothing.
  if (foreign) throw badRequest(`${owner}: Field "${foreign}" belongs to an inline keyboard`);
  const present = keyboardActions.filter(action => record[action] !== undefined && record[action] !== false);
  if (present.length > 1) throw badRequest(`${owner}: At most one action field may be used`);
  if (!isPrivate && record.request_contact) throw badRequest('phone number can be requested in private chats only');
  if (!isPrivate && record.request_location) throw badRequest('location can be requested in private chats only');
  if (record.web_app !== undefined) checkWebApp(record.web_app, 'keyboard button');
  return { ...record, text };
}

function labelOf(button: Record<string, unknown>, owner: string, what: string): string {
  const { text } = button;
  if (text === undefined) throw badRequest(`${owner}: Can't find field "text"`);
  if (typeof text !== 'string') throw badRequest(`${owner}: Field "text" must be of type String`);
  // Telegram leaves such a button out in silence.
  if (text.trim() === '') throw badRequest(`${what} text must be non-empty`);
  return text;
}

function checkButtonUrl(url: unknown, owner: string): void {
  if (typeof url !== 'string') throw badRequest(`${owner}: Field "url" must be of type String`);
  checkUrl(url, 'inline keyboard button URL');
}

function checkData(data: unknown, owner: string): void {
  if (typeof data !== 'string') throw badRequest(`${owner}: Field "callback_data" must be of type String`);
  if (Buffer.byteLength(data) > 64) throw badRequest('BUTTON_DATA_INVALID');
}

function checkCopyText(value: unknown): void {
  const text = isRecord(value) ? value.text : undefined;
  if (typeof text !== 'string' || text.length < 1 || text.length > 256) throw badRequest('BUTTON_COPY_TEXT_INVALID');
}

function checkWebApp(value: unknown, what: string): void {
  const url = isRecord(value) ? String(value.url) : '';
  if (!url.startsWith('https://')) throw badRequest(`${what} Web App URL '${url}' is invalid: Only HTTPS links are allowed`);
}
