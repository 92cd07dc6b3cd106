import { type Language, t } from '../texts/index.ts';
import type { Capabilities } from './capabilities.ts';
import type { Button } from './vocabulary.ts';

/** What a press of a button that leads to another page carries: the place of the message in the history, and which page. */
export interface PagePress {
  order: number;
  page: number;
}

/** Reads what a button carried; nothing where it is none of ours. */
export function readPagePress(data: string): PagePress | undefined {
  const [, order, page] = /^page:(\d{1,17}):(\d{1,4})$/.exec(data) ?? [];
  return order !== undefined && page !== undefined ? { order: Number(order), page: Number(page) } : undefined;
}

/**
 * Buttons that are more than a messenger shows under one message, in pages that leave room for the buttons between them; nothing where the
 * messenger has no room even for these.
 */
export function toPages(rows: Button[][], shape: Capabilities['buttons']['inline']): Button[][][] | undefined {
  const leading = shape.perRow > 1 ? 1 : 2;
  const room = { rows: shape.rows - leading, total: shape.total - 2 };
  if (room.rows < 1 || room.total < 1) return undefined;
  const pages: Button[][][] = [];
  const page: Button[][] = [];
  for (const row of rows.flatMap(row => chunk(row, Math.min(shape.perRow, room.total)))) {
    const isFull = page.length >= room.rows || page.flat().length + row.length > room.total;
    if (isFull) pages.push(page.splice(0));
    page.push(row);
  }
  return [...pages, page];
}

/** One page of a message's buttons with those that lead to its neighbours. `order` is the message's place in the history. */
export function showPage(
  pages: Button[][][],
  at: PagePress,
  { language, perRow }: { language: Language; perRow: number },
): Button[][] {
  const page = Math.min(at.page, pages.length - 1);
  const lead = (word: 'back' | 'more', to: number): Button => ({
    label: t(language, `history:page.${word}`),
    action: { kind: 'press', data: `page:${at.order}:${to}` },
  });
  const leading = [...(page > 0 ? [lead('back', page - 1)] : []), ...(page < pages.length - 1 ? [lead('more', page + 1)] : [])];
  return [...(pages[page] ?? []), ...chunk(leading, perRow)];
}

export function chunk<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
