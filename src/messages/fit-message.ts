import type { Language } from '../texts/index.ts';
import { chunk, showPage, toPages } from './button-pages.ts';
import type { Capabilities } from './capabilities.ts';
import { fitFiles } from './fit-files.ts';
import type { Button, Entity, Outgoing, OutgoingAttachment } from './vocabulary.ts';

/** A message that a messenger can carry. */
export interface Fitted extends Outgoing {
  /** All buttons, where `buttons` is only the first page of them: its leading buttons name the place 0, which whoever stores it knows better. */
  pages?: Button[][][];
  /** The buttons that stand in the words, those with a number first, in its order: an answer may name one of them. */
  choices?: Button[];
}

/**
 * Makes a message fit what a messenger can carry, rather than letting the messenger refuse it: long texts are split between paragraphs,
 * lines or words, files go together where they may, with the text as the first one's caption where it is short enough, a file that is
 * too big and a place that cannot be shown become lines, labels are shortened, buttons that find no room become pages, or numbered lines
 * where not even those do. Buttons stay with the last part, the typing before it with the first.
 * Never loses words. An empty message fits into no message at all. `language` is that of its own words.
 */
export function fitMessage(message: Outgoing, can: Capabilities, { language = 'ru' }: { language?: Language } = {}): Fitted[] {
  const files = fitFiles(message.attachments ?? [], can, language);
  const place = message.location;
  const lines = [...files.lines, ...(place && !can.location ? [mapLine(place)] : [])];
  const { text, entities, buttons, pages, choices } = placeButtons(message, lines, can, language);
  const carries = (album: OutgoingAttachment[] | undefined) => album?.length === 1 || can.album.buttons === true;
  const shown = place && can.location ? place : undefined;
  const albums = buttons && text === '' && !shown && !carries(files.albums.at(-1)) ? withLastAlone(files.albums) : files.albums;
  // Buttons hang under the last part: where that would be an album which carries none, the words go behind it.
  const underFiles = !buttons || shown !== undefined || (albums.length === 1 && carries(albums[0]));
  const captioned = albums.length > 0 && text.length <= can.captionLength && underFiles;
  const parts: Fitted[] = albums.map((attachments, i) => ({
    text: captioned && i === 0 ? text : '',
    ...(captioned && i === 0 && entities.length > 0 && { entities }),
    attachments,
  }));
  if (shown) parts.push({ text: '', location: shown });
  if (!captioned && text.trim() !== '') parts.push(...splitText(text, entities, can.textLength));
  const last = parts.at(-1);
  if (last && buttons) Object.assign(last, { buttons, ...(pages && { pages }) });
  if (last && choices) last.choices = choices;
  const first = parts[0];
  if (first && message.typingMs) first.typingMs = message.typingMs;
  // A keyboard is taken away in the same way as buttons are given.
  const bearer = parts.find(part => !part.attachments || carries(part.attachments)) ?? first;
  if (bearer && message.removeKeyboard) bearer.removeKeyboard = true;
  return parts;
}

/** The last file by itself, so that there is something that buttons can hang under. */
function withLastAlone(albums: OutgoingAttachment[][]): OutgoingAttachment[][] {
  const last = albums.at(-1) ?? [];
  return [...albums.slice(0, -1), last.slice(0, -1), last.slice(-1)].filter(album => album.length > 0);
}

function mapLine({ latitude, longitude, title }: NonNullable<Outgoing['location']>): string {
  const link = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
  return title ? `${title}: ${link}` : link;
}

interface Placed {
  text: string;
  entities: Entity[];
  buttons?: Button[][];
  pages?: Button[][][];
  choices?: Button[];
}

function placeButtons(message: Outgoing, lines: string[], can: Capabilities, language: Language): Placed {
  const entities = message.entities ?? [];
  const rows = (message.buttons ?? []).map(row => row.filter(button => isPossible(button, can))).filter(row => row.length > 0);
  const lost = (message.buttons ?? []).flat().filter(button => !isPossible(button, can));
  const links = lost.flatMap(({ label, action }) => (action.kind === 'url' ? [`${label}: ${action.url}`] : []));
  const fitted = layOut(rows, can);
  const pages = fitted ? undefined : paginate(rows, can);
  const choices = fitted || pages ? [] : numberedFirst(rows.flat());
  const numbered = choices.map(({ label, aside }, i) => (aside ? `— ${label}` : `${i + 1}. ${label}`));
  const { perRow } = can.buttons.inline;
  return {
    text: [message.text, ...lines, ...links, ...numbered].filter(Boolean).join('\n'),
    entities,
    ...(fitted && fitted.length > 0 && { buttons: fitted }),
    ...(pages && { pages, buttons: showPage(pages, { order: 0, page: 0 }, { language, perRow }) }),
    ...(choices.length > 0 && { choices }),
  };
}

function numberedFirst(buttons: Button[]): Button[] {
  return [...buttons.filter(({ aside }) => !aside), ...buttons.filter(({ aside }) => aside)];
}

function paginate(rows: Button[][], can: Capabilities): Button[][][] | undefined {
  return toPages(withLabels(rows, can), can.buttons.inline);
}

function withLabels(rows: Button[][], { buttons: { labelLength } }: Capabilities): Button[][] {
  return rows.map(row => row.map(button => ({ ...button, label: shorten(button.label, labelLength) })));
}

function isPossible({ action }: Button, can: Capabilities): boolean {
  if (action.kind === 'url') return can.buttons.url;
  if (action.kind === 'sharePhone') return can.buttons.sharePhone;
  if (action.kind === 'shareLocation') return can.buttons.shareLocation;
  return true;
}

/** Rows within the messenger's limits, or nothing when there are simply too many buttons. */
function layOut(rows: Button[][], can: Capabilities): Button[][] | undefined {
  const total = rows.flat().length;
  const shapes = [can.buttons.inline, can.buttons.keyboard].filter(shape => shape !== undefined);
  for (const shape of shapes) {
    if (total > shape.total) continue;
    const narrow = rows.flatMap(row => chunk(row, shape.perRow));
    const laid = narrow.length <= shape.rows ? narrow : chunk(rows.flat(), shape.perRow);
    if (laid.length <= shape.rows) return withLabels(laid, can);
  }
  return undefined;
}

function shorten(label: string, length: number): string {
  return label.length <= length ? label : `${wholeCharacters(label, length - 1).trimEnd()}…`;
}

function splitText(text: string, entities: Entity[], limit: number): Outgoing[] {
  const parts: Outgoing[] = [];
  for (let start = 0; start < text.length; ) {
    const end = start + cutAt(text.slice(start), limit);
    const part = text.slice(start, end);
    if (part.trim() !== '') {
      const inside = entities.flatMap(entity => clip(entity, start, end));
      parts.push({ text: part, ...(inside.length > 0 && { entities: inside }) });
    }
    start = end;
    while (text[start] === '\n' || text[start] === ' ') start++;
  }
  return parts;
}

/** How much of the text goes into this part: up to the last paragraph, line or word that fits, unless that would leave the part half empty. */
function cutAt(text: string, limit: number): number {
  if (text.length <= limit) return text.length;
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(mark, limit);
    if (at > limit / 2) return at;
  }
  return wholeCharacters(text, limit).length;
}

/** The first `length` units, less the first half of a surrogate pair at the end. */
function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

/** The piece of a styled stretch that lies within a part, counted from the part's start. */
function clip(entity: Entity, start: number, end: number): Entity[] {
  const from = Math.max(entity.offset, start);
  const to = Math.min(entity.offset + entity.length, end);
  return to > from ? [{ ...entity, offset: from - start, length: to - from }] : [];
}
