import type { Button } from '../../src/messages/index.ts';
import { vkCapabilities } from './capabilities.ts';

const { inline, keyboard } = vkCapabilities.buttons;

/**
 * Buttons as VK's keyboard: under the message while they fit there, else once in place of the phone's keyboard. Undefined when there is
 * nothing to show. https://dev.vk.com/ru/api/bots/development/keyboard
 */
export function renderKeyboard(rows: Button[][], remove: boolean): object | undefined {
  const buttons = layOut(rows);
  if (buttons.length === 0) return remove ? { buttons: [] } : undefined;
  const fitsInline = buttons.length <= inline.rows && buttons.flat().length <= inline.total;
  return fitsInline ? { inline: true, buttons } : { one_time: true, buttons: buttons.slice(0, keyboard?.rows) };
}

/** Links and places are wide and stand alone in their row. */
function layOut(rows: Button[][]): object[][] {
  const result: object[][] = [];
  for (const row of rows) {
    let open: object[] | undefined;
    for (const button of row) {
      const rendered = renderButton(button);
      if (!rendered) continue;
      const isWide = button.action.kind !== 'press';
      if (open && !isWide && open.length < inline.perRow) open.push(rendered);
      else result.push([rendered]);
      open = isWide ? undefined : result.at(-1);
    }
  }
  return result;
}

/** A phone cannot be shared in VK. */
function renderButton({ label, action }: Button): object | undefined {
  switch (action.kind) {
    case 'press':
      return { action: { type: 'text', label, payload: JSON.stringify({ b: action.data }) } };
    case 'url':
      return { action: { type: 'open_link', label, link: action.url } };
    case 'shareLocation':
      return { action: { type: 'location', payload: '{}' } };
    default:
      return undefined;
  }
}
