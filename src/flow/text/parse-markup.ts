import { SyntaxProblem } from '../expression/tokenize.ts';
import type { Part, Slot, Style, Template } from './template.ts';

type SlotOf = (character: string) => Slot | undefined;

/**
 * `*bold*`, `_italic_`, `` `code` ``, `[text](url)`, `\` before a sign that is meant as it is. A sign inside a word or with a space
 * on its inner side is no markup, so that `2*3*4` and `snake_case_name` stay what they are. Slots are single characters here.
 */
export function parseMarkup(source: string, slotOf: SlotOf): Template {
  const template: Template = { parts: [], styles: [] };
  read(source, template, slotOf);
  return template;
}

const signs: [type: Style['type'], pattern: RegExp][] = [
  ['code', /`([^`\n]+)`/y],
  ['link', /\[((?:\\.|[^\]\n\\])+)\]\(([^()\s]+)\)/y],
  ['bold', /\*(?!\s)((?:\\.|[^*\n\\])+)(?<!\s)\*(?![\p{L}\p{N}*])/uy],
  ['italic', /_(?!\s)((?:\\.|[^_\n\\])+)(?<!\s)_(?![\p{L}\p{N}_])/uy],
];

function read(source: string, template: Template, slotOf: SlotOf): void {
  let literal = '';
  const flush = () => {
    if (literal) template.parts.push(literal);
    literal = '';
  };
  for (let at = 0; at < source.length; ) {
    const character = source.charAt(at);
    const slot = slotOf(character);
    const styled = slot || /[\p{L}\p{N}]/u.test(source.charAt(at - 1)) ? undefined : styleAt(source, at);
    if (slot) {
      flush();
      template.parts.push(slot);
      at++;
    } else if (character === '\\' && /[*_`[\]\\]/.test(source.charAt(at + 1))) {
      literal += source.charAt(at + 1);
      at += 2;
    } else if (styled) {
      flush();
      addStyle(styled, template, slotOf);
      at += styled.length;
    } else {
      literal += character;
      at++;
    }
  }
  flush();
}

interface Found {
  type: Style['type'];
  inside: string;
  url: string | undefined;
  length: number;
}

function styleAt(source: string, at: number): Found | undefined {
  for (const [type, pattern] of signs) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found) return { type, inside: found[1] ?? '', url: found[2], length: found[0].length };
  }
  return undefined;
}

function addStyle({ type, inside, url }: Found, template: Template, slotOf: SlotOf): void {
  const from = template.parts.length;
  if (type === 'code') readPlain(inside, template.parts, slotOf);
  else read(inside, template, slotOf);
  const style: Style = { type, from, to: template.parts.length };
  if (url !== undefined) style.url = readUrl(url, slotOf);
  template.styles.push(style);
}

function readPlain(source: string, parts: Part[], slotOf: SlotOf): void {
  for (const piece of source.split(/([\ue000-\uf8ff])/)) {
    const slot = piece && slotOf(piece);
    if (piece) parts.push(slot || piece);
  }
}

function readUrl(source: string, slotOf: SlotOf): Part[] {
  if (!/^https?:\/\/[^/\ue000-\uf8ff]/i.test(source)) throw new SyntaxProblem('template.url', { url: source });
  const parts: Part[] = [];
  readPlain(source, parts, slotOf);
  return parts;
}
