import { type Button, vkCapabilities } from '../../src/messages/index.ts';

const { inline } = vkCapabilities.buttons;
/** Of the keyboard that stands in place of the phone's. */
const mostRows = 10;

export interface RenderedKeyboard {
  /** Absent when there is nothing to show. */
  keyboard?: object;
  /** Links for which there was no room, as lines of the text. */
  addendum: string;
}

/**
 * Buttons as VK's keyboard: under the message while they fit there, else once in place of the phone's keyboard.
 * https://dev.vk.com/ru/api/bots/development/keyboard
 */
export function renderKeyboard(rows: Button[][], remove: boolean): RenderedKeyboard {
  const possible = rows.map(row => row.filter(({ action }) => action.kind !== 'sharePhone'));
  const laid = layOut(possible);
  if (laid.length === 0) return { ...(remove && { keyboard: { buttons: [] } }), addendum: '' };
  if (laid.length <= inline.rows && laid.flat().length <= inline.total) {
    return { keyboard: { inline: true, buttons: render(laid) }, addendum: '' };
  }
  const packed = laid.length <= mostRows ? laid : pack(possible.flat());
  const links = packed
    .slice(mostRows)
    .flat()
    .flatMap(({ label, action }) => (action.kind === 'url' ? [`\n${label}: ${action.url}`] : []));
  return { keyboard: { one_time: true, buttons: render(packed.slice(0, mostRows)) }, addendum: links.join('') };
}

/** Links and places are wide and stand alone in their row. */
function layOut(rows: Button[][]): Button[][] {
  return rows.flatMap(row => {
    const result: Button[][] = [];
    for (const button of row) {
      const open = result.at(-1);
      const fits = open && open.length < inline.perRow && !isWide(button) && !open.some(isWide);
      if (fits) open.push(button);
      else result.push([button]);
    }
    return result;
  });
}

/** Answers first and close together, so that what finds no room is a link, which can be said in words. */
function pack(buttons: Button[]): Button[][] {
  const answers = buttons.filter(button => !isWide(button));
  const places = buttons.filter(({ action }) => action.kind === 'shareLocation');
  const links = buttons.filter(({ action }) => action.kind === 'url');
  return [...layOut([answers]), ...layOut([places, links])];
}

function isWide({ action }: Button): boolean {
  return action.kind !== 'press';
}

function render(rows: Button[][]): object[][] {
  return rows.map(row => row.map(renderButton));
}

function renderButton({ label, action }: Button): object {
  if (action.kind === 'press') return { action: { type: 'text', label, payload: JSON.stringify({ b: action.data }) } };
  return { action: action.kind === 'url' ? { type: 'open_link', label, link: action.url } : { type: 'location', payload: '{}' } };
}
