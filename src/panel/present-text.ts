import type { Entity } from '../messages/index.ts';
import { presentPersonal, type Reader } from './present-phone.ts';

/** A stretch of a text that looks the same all along. */
export interface Stretch {
  text: string;
  bold?: true;
  italic?: true;
  code?: true;
  href?: string;
}

const address = /https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)\]]/g;

/** A text cut where its styles change. Addresses that a person typed become links; only http(s) ones do, whoever sent them. */
export function presentText(text: string, entities: Entity[] = []): Stretch[] {
  const all = [...entities, ...typedLinks(text, entities)];
  const cuts = new Set([0, text.length]);
  for (const { offset, length } of all) {
    cuts.add(clamp(offset, text.length));
    cuts.add(clamp(offset + length, text.length));
  }
  const edges = [...cuts].sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => {
    const start = edges[i] ?? 0;
    const over = all.filter(entity => entity.offset <= start && entity.offset + entity.length >= end);
    return { text: text.slice(start, end), ...style(over) };
  });
}

/** What somebody said, as this reader may see it. Where something is masked the styles go: their places are others. */
export function presentSaid(reader: Reader, text: string, entities: Entity[] = []): Stretch[] {
  const shown = presentPersonal(reader, text);
  const isWhole = ({ url = '' }: Entity) => presentPersonal(reader, url) === url;
  return shown === text ? presentText(text, entities.filter(isWhole)) : presentText(shown);
}

function style(entities: Entity[]): Omit<Stretch, 'text'> {
  const has = (type: Entity['type']) => entities.some(entity => entity.type === type);
  const href = entities.find(entity => entity.type === 'link')?.url;
  return {
    ...(has('bold') && { bold: true as const }),
    ...(has('italic') && { italic: true as const }),
    ...(has('code') && { code: true as const }),
    ...(href && /^https?:/i.test(href) && { href }),
  };
}

function typedLinks(text: string, entities: Entity[]): Entity[] {
  if (entities.some(entity => entity.type === 'link')) return [];
  return [...text.matchAll(address)].map(match => ({
    type: 'link',
    offset: match.index,
    length: match[0].length,
    url: match[0],
  }));
}

const clamp = (at: number, length: number): number => Math.max(0, Math.min(at, length));
