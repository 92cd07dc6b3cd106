import { isRecord, jsonOf, type Params } from '../../shared/params.ts';
import { badRequest } from '../bot-api-error.ts';
import type { InlineButton, ReplyMarkup } from '../types.ts';
import type { Chat } from '../world.ts';
import { checkInlineButton, checkKeyboardButton } from './check-button.ts';

const kinds = ['inline_keyboard', 'keyboard', 'remove_keyboard', 'force_reply'];
const flags = ['remove_keyboard', 'force_reply', 'resize_keyboard', 'one_time_keyboard', 'is_persistent', 'selective'];
const mostButtons = { inline_keyboard: { row: 8, total: 100 }, keyboard: { row: 12, total: 300 } };

/** The reply_markup of a call, or nothing. It has to be valid JSON of exactly one kind. */
export function readReplyMarkup(params: Params, chat: Chat | undefined): ReplyMarkup | undefined {
  const value = parse(params);
  if (value === undefined) return undefined;
  if (!isRecord(value)) throw badRequest('object expected as reply markup');
  const present = kinds.filter(kind => value[kind] !== undefined);
  // The real server takes the first it knows; two at once are always a mistake of ours.
  if (present.length !== 1) throw badRequest('reply markup must be of exactly one kind');
  for (const flag of flags) {
    if (value[flag] !== undefined && typeof value[flag] !== 'boolean')
      throw badRequest(`field "${flag}" must be of type Boolean`);
  }
  checkPlaceholder(value.input_field_placeholder);
  if (value.inline_keyboard !== undefined) return inlineKeyboard(value.inline_keyboard);
  if (value.keyboard === undefined) return value;
  const isPrivate = chat === undefined || chat.info.type === 'private';
  return { ...value, keyboard: rowsOf(value.keyboard, 'keyboard', button => checkKeyboardButton(button, isPrivate)) };
}

/** Markup for an edit: only inline buttons can hang under a message that exists. */
export function readInlineMarkup(params: Params, chat: Chat): ReplyMarkup | undefined {
  const markup = readReplyMarkup(params, chat);
  if (markup && !markup.inline_keyboard) throw badRequest('inline keyboard expected');
  return markup?.inline_keyboard?.length ? markup : undefined;
}

function parse(params: Params): unknown {
  try {
    return jsonOf(params, 'reply_markup');
  } catch {
    throw badRequest("can't parse reply keyboard markup JSON object");
  }
}

function inlineKeyboard(rows: unknown): ReplyMarkup {
  return { inline_keyboard: rowsOf(rows, 'inline_keyboard', checkInlineButton) };
}

function rowsOf(rows: unknown, field: keyof typeof mostButtons, check: (button: unknown) => InlineButton): InlineButton[][] {
  if (!Array.isArray(rows)) throw badRequest(`field "${field}" must be of type Array`);
  const limit = mostButtons[field];
  const checked = rows.map(row => {
    if (!Array.isArray(row)) throw badRequest(`field "${field}" must be an Array of Arrays`);
    // Telegram drops empty rows in silence; we never mean to send one.
    if (row.length === 0) throw badRequest(`field "${field}" contains an empty row`);
    if (row.length > limit.row) throw badRequest('REPLY_MARKUP_TOO_LONG');
    return row.map(check);
  });
  if (checked.flat().length > limit.total) throw badRequest('REPLY_MARKUP_TOO_LONG');
  return checked;
}

function checkPlaceholder(value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== 'string') throw badRequest('field "input_field_placeholder" must be of type String');
  if (value.length < 1 || value.length > 64) throw badRequest('input field placeholder must be 1-64 characters long');
}
