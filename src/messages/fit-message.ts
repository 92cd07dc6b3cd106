import type { Capabilities } from './capabilities.ts';
import type { Button, Entity, Outgoing } from './vocabulary.ts';

/**
 * Makes a message fit what a messenger can carry, rather than letting the messenger refuse it: long texts are split between paragraphs,
 * lines or words, files go one to a message with the text as the first one's caption where it is short enough, labels are shortened,
 * buttons that find no room become numbered lines of the text. Buttons stay with the last part, the removal of a keyboard and the typing
 * before it with the first.
 * Never loses words. An empty message fits into no message at all.
 */
export function fitMessage(message: Outgoing, can: Capabilities): Outgoing[] {
  const { text, entities, buttons } = placeButtons(message, can);
  const files = message.attachments ?? [];
  // Buttons hang under the last part, so with several files they go under the words.
  const captioned = files.length > 0 && text.length <= can.captionLength && (!buttons || files.length === 1);
  const parts: Outgoing[] = files.map((file, i) => ({
    text: captioned && i === 0 ? text : '',
    ...(captioned && i === 0 && entities.length > 0 && { entities }),
    attachments: [file],
  }));
  if (!captioned && text.trim() !== '') parts.push(...splitText(text, entities, can.textLength));
  const [first, last] = [parts[0], parts.at(-1)];
  if (last && buttons) last.buttons = buttons;
  if (first && message.removeKeyboard) first.removeKeyboard = true;
  if (first && message.typingMs) first.typingMs = message.typingMs;
  return parts;
}

function placeButtons(message: Outgoing, can: Capabilities): { text: string; entities: Entity[]; buttons?: Button[][] } {
  const entities = message.entities ?? [];
  const rows = (message.buttons ?? []).map(row => row.filter(button => isPossible(button, can))).filter(row => row.length > 0);
  const lost = (message.buttons ?? []).flat().filter(button => !isPossible(button, can));
  const links = lost.flatMap(({ label, action }) => (action.kind === 'url' ? [`${label}: ${action.url}`] : []));
  const fitted = layOut(rows, can);
  const numbered = fitted ? [] : rows.flat().map((button, i) => `${i + 1}. ${button.label}`);
  return {
    text: [message.text, ...links, ...numbered].filter(Boolean).join('\n'),
    entities,
    ...(fitted && fitted.length > 0 && { buttons: fitted }),
  };
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
    if (laid.length <= shape.rows)
      return laid.map(row => row.map(button => ({ ...button, label: shorten(button.label, can.buttons.labelLength) })));
  }
  return undefined;
}

function chunk<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
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
