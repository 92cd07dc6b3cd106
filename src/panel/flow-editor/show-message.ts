import {
  type Button,
  type Capabilities,
  type Fitted,
  fitMessage,
  type MessengerName,
  type Outgoing,
} from '../../messages/index.ts';
import { presentText, type Stretch } from '../present-text.ts';
import type { Happening } from './simulation.ts';

/** A button as the messenger shows it: what pressing it does, or the page that it opens. */
export interface ShownButton {
  label: string;
  /** Told to the simulator when it is pressed. */
  happening?: string;
  href?: string;
}

/** One message as it arrives in the messenger. */
export interface ShownPart {
  text: Stretch[];
  files: { kind: string; name: string }[];
  /** Under the message. */
  buttons?: { buttons: ShownButton[] }[];
}

export interface ShownMessage {
  parts: ShownPart[];
  /** In place of the phone's keyboard, until one of its keys is pressed. */
  keyboard?: { buttons: ShownButton[] }[];
  /** The keyboard that lay there goes away. */
  removesKeyboard: boolean;
  /** What the messenger could not carry as it was written: keys under `flows.chat.fitted`. */
  fitted: ('split' | 'paged' | 'numbered' | 'shortened' | 'keyboard' | 'files')[];
}

/** A message of the bot as this messenger will show it, after it has been made to fit. */
export function showMessage(message: Outgoing, messenger: MessengerName, can: Capabilities): ShownMessage {
  const fitted = fitMessage(message, can);
  const last = fitted.at(-1);
  // Here all pages lie open: an author looks at what can be chosen, not at the turning.
  const rows = last?.pages?.flat() ?? last?.buttons ?? [];
  const laid = messenger === 'vk' ? wideAlone(rows, can.buttons.inline.perRow) : rows;
  const underInput = !last?.pages && isKeyboard(laid, messenger, can);
  const shown = laid.map(row => ({ buttons: row.map(button => showButton(button, underInput && messenger === 'telegram')) }));
  const parts = fitted.map(
    (part, index): ShownPart => ({
      text: presentText(part.text, part.entities),
      files: (part.attachments ?? []).map(({ kind, name }) => ({ kind, name })),
      ...(index === fitted.length - 1 && shown.length > 0 && !underInput && { buttons: shown }),
    }),
  );
  return {
    parts,
    removesKeyboard: message.removeKeyboard ?? false,
    ...(underInput && { keyboard: shown }),
    fitted: changes(message, fitted, underInput && messenger === 'vk'),
  };
}

/** Telegram shares a phone or a place only from the keyboard; VK shows there what finds no room under a message. */
function isKeyboard(rows: Button[][], messenger: MessengerName, { buttons: { inline } }: Capabilities): boolean {
  const all = rows.flat();
  if (messenger === 'telegram') return all.some(({ action }) => action.kind === 'sharePhone' || action.kind === 'shareLocation');
  return messenger === 'vk' && (rows.length > inline.rows || all.length > inline.total);
}

/** VK shows links and places as wide as the row. */
function wideAlone(rows: Button[][], perRow: number): Button[][] {
  return rows.flatMap(row => {
    const laid: Button[][] = [];
    for (const button of row) {
      const open = laid.at(-1);
      const joins = open && open.length < perRow && [...open, button].every(({ action }) => action.kind === 'press');
      if (joins) open.push(button);
      else laid.push([button]);
    }
    return laid;
  });
}

function showButton({ label, action }: Button, typesItsLabel: boolean): ShownButton {
  if (action.kind === 'url') return { label, href: action.url };
  return { label, happening: JSON.stringify(happeningOf({ label, action }, typesItsLabel)) };
}

function happeningOf({ label, action }: Button, typesItsLabel: boolean): Happening {
  if (action.kind === 'sharePhone') return { kind: 'contact', own: true };
  if (action.kind === 'shareLocation') return { kind: 'location' };
  if (typesItsLabel || action.kind !== 'press') return { kind: 'text', text: label };
  return { kind: 'press', data: action.data, label };
}

function changes(message: Outgoing, fitted: Fitted[], keyboard: boolean): ShownMessage['fitted'] {
  const wanted = (message.buttons ?? []).flat();
  const { pages, buttons = [] } = fitted.at(-1) ?? {};
  const shown = pages?.flat(2) ?? buttons.flat();
  const files = message.attachments?.length ?? 0;
  return [
    ...(fitted.length - Math.max(0, files - 1) > (files > 0 && message.text ? 2 : 1) ? ['split' as const] : []),
    ...(files > 0 && message.text && !fitted.some(part => part.attachments && part.text) ? ['files' as const] : []),
    ...(pages ? ['paged' as const] : []),
    ...(wanted.length > 0 && shown.length === 0 ? ['numbered' as const] : []),
    ...(shown.some(({ label }) => label.endsWith('…') && !wanted.some(button => button.label === label))
      ? ['shortened' as const]
      : []),
    ...(keyboard ? ['keyboard' as const] : []),
  ];
}
