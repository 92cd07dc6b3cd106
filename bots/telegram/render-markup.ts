import type { Button } from '../../src/messages/index.ts';

export type Markup =
  | { inline_keyboard: { text: string; callback_data?: string; url?: string }[][] }
  | { keyboard: object[][]; resize_keyboard: true; one_time_keyboard: true }
  | { remove_keyboard: true };

/**
 * Buttons in Telegram's words. A phone or a place can only be shared from the keyboard under the input field, so with such a button
 * the others become keys that type their label, and links, which that keyboard does not know, go into `addendum` of the text.
 */
export function renderMarkup(rows: Button[][], remove: boolean): { markup?: Markup; addendum: string } {
  const filled = rows.filter(row => row.length > 0);
  if (filled.length === 0) return remove ? { markup: { remove_keyboard: true }, addendum: '' } : { addendum: '' };
  return isKeyboard(filled) ? renderKeyboard(filled) : { markup: { inline_keyboard: renderInline(filled) }, addendum: '' };
}

/** Whether these buttons stand in place of the phone's keyboard and not under the message. */
export function isKeyboard(rows: Button[][]): boolean {
  return rows.flat().some(({ action }) => action.kind === 'sharePhone' || action.kind === 'shareLocation');
}

function renderInline(rows: Button[][]) {
  return rows.map(row =>
    row.map(({ label, action }) => {
      if (action.kind === 'press') return { text: label, callback_data: action.data };
      return action.kind === 'url' ? { text: label, url: action.url } : { text: label };
    }),
  );
}

function renderKeyboard(rows: Button[][]): { markup: Markup; addendum: string } {
  const links = rows.flat().flatMap(({ label, action }) => (action.kind === 'url' ? [`\n${label}: ${action.url}`] : []));
  const keyboard = rows
    .map(row => row.filter(({ action }) => action.kind !== 'url').map(renderKey))
    .filter(row => row.length > 0);
  return { markup: { keyboard, resize_keyboard: true, one_time_keyboard: true }, addendum: links.join('') };
}

function renderKey({ label, action }: Button): object {
  if (action.kind === 'sharePhone') return { text: label, request_contact: true };
  if (action.kind === 'shareLocation') return { text: label, request_location: true };
  return { text: label };
}
