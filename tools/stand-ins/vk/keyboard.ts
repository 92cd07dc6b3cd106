import type { ReceivedButton } from '../shared/mailbox.ts';
import { isRecord } from '../shared/params.ts';
import { VkError } from './vk-error.ts';

export interface VkKeyboard {
  inline: boolean;
  oneTime: boolean;
  rows: ReceivedButton[][];
  /** As sent. */
  raw: Record<string, unknown>;
}

const limits = { inline: { rows: 6, total: 10 }, regular: { rows: 10, total: 40 } };
const perRow = 5;
const longestLabel = 40;
const longestPayload = 255;
const colours = ['primary', 'secondary', 'positive', 'negative'];
// These take the width of a row: more than one beside another is refused.
const wide = ['location', 'vkpay', 'open_app', 'open_link'];

/** Reads `keyboard` (https://dev.vk.com/ru/api/bots/development/keyboard). Throws error 911 for whatever the real one refuses. */
export function readKeyboard(json: string): VkKeyboard | undefined {
  if (json === '') return undefined;
  const raw = parse(json);
  const inline = raw.inline === true;
  if (inline && raw.one_time === true) throw wrong('one_time is not available with inline');
  const { buttons } = raw;
  if (!Array.isArray(buttons)) throw wrong('field buttons is required');
  const limit = inline ? limits.inline : limits.regular;
  if (buttons.length > limit.rows) throw wrong(`too many rows, ${limit.rows} at most`);
  if (inline && buttons.length === 0) throw wrong('inline keyboard without buttons');
  const rows = buttons.map(row => readRow(row, inline));
  if (rows.flat().length > limit.total) throw wrong(`too many buttons, ${limit.total} at most`);
  return { inline, oneTime: raw.one_time === true, rows, raw };
}

function parse(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (isRecord(value)) return value;
  } catch {
    // Told below.
  }
  throw wrong('not a JSON object');
}

function readRow(row: unknown, inline: boolean): ReceivedButton[] {
  if (!Array.isArray(row) || row.length === 0) throw wrong('every row must be an array with buttons');
  if (row.length > perRow) throw wrong(`too many buttons in a row, ${perRow} at most`);
  const buttons = row.map(button => readButton(button, inline));
  const wideOnes = row.filter(button => isRecord(button) && isRecord(button.action) && wide.includes(String(button.action.type)));
  if (wideOnes.length > 0 && wideOnes.length + row.length > 3) throw wrong('a wide button needs a row almost for itself');
  return buttons;
}

function readButton(button: unknown, inline: boolean): ReceivedButton {
  if (!isRecord(button) || !isRecord(button.action)) throw wrong('button without action');
  const { action, color } = button;
  const payload = readPayload(action.payload);
  const coloured = action.type === 'text' || action.type === 'callback';
  if (color !== undefined && (!coloured || !colours.includes(String(color)))) throw wrong('wrong color');
  const data = payload === undefined ? {} : { data: payload };
  switch (action.type) {
    case 'text':
      return { label: readLabel(action.label), kind: 'text', ...data, inline };
    case 'callback':
      return { label: readLabel(action.label), kind: 'press', ...data, inline };
    case 'open_link':
      return { label: readLabel(action.label), kind: 'url', url: readLink(action.link), inline };
    case 'location':
      return { label: '', kind: 'location', ...data, inline };
    case 'vkpay':
      if (typeof action.hash !== 'string') throw wrong('vkpay without hash');
      return { label: '', kind: 'other', inline };
    case 'open_app':
      if (action.app_id === undefined) throw wrong('open_app without app_id');
      return { label: readLabel(action.label), kind: 'other', inline };
    default:
      throw wrong(`unknown action type ${String(action.type)}`);
  }
}

function readLabel(label: unknown): string {
  if (typeof label !== 'string' || label.trim() === '') throw wrong('label is empty');
  if (label.length > longestLabel) throw wrong(`label is longer than ${longestLabel} characters`);
  return label;
}

function readLink(link: unknown): string {
  if (typeof link !== 'string' || !/^https?:\/\/[^\s/]+/.test(link)) throw wrong('wrong link');
  return link;
}

/** A JSON object, as text or as itself, of at most 255 characters. */
function readPayload(payload: unknown): string | undefined {
  if (payload === undefined || payload === '') return undefined;
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  if (text.length > longestPayload) throw wrong(`payload is longer than ${longestPayload} characters`);
  try {
    if (isRecord(JSON.parse(text))) return text;
  } catch {
    // Told below.
  }
  throw wrong('payload is not a JSON object');
}

/** The code is what VK promises; it adds what is wrong in words of its own, which these are not. */
const wrong = (what: string) => new VkError(911, `Keyboard format is invalid: ${what}`);
