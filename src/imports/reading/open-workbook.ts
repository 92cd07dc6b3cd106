import { posix } from 'node:path';
import { AppError } from '../../lib/app-error.ts';
import { importLimits } from '../limits.ts';
import { notATable, openZip, type Zip } from './open-zip.ts';
import { readWholeXml, readXml } from './read-xml.ts';

/** What the cells of a workbook need to be read (ECMA-376, part 1, chapter 18). `close` has to be called. */
export interface Workbook {
  zip: Zip;
  /** In the order of their tabs; hidden ones too. */
  sheets: { name: string; path: string }[];
  sharedTexts: string[];
  /** By the number of a cell's style, whether it shows a number as a date. */
  dateStyles: boolean[];
  /** Days are counted from 1904 and not from 1900. */
  from1904: boolean;
  close(): void;
}

/** Opens an XLSX. AppError `imports.not_a_table`, `imports.protected`, `imports.too_big_unpacked`. */
export async function openWorkbook(path: string, { withCells }: { withCells: boolean }): Promise<Workbook> {
  const zip = await openZip(path);
  try {
    const main = await mainPart(zip);
    const { sheets, from1904 } = await readSheets(zip, main);
    const links = await relations(zip, main);
    const part = (type: string) => links.find(link => link.type.endsWith(`/${type}`))?.target;
    const texts = part('sharedStrings');
    const styles = part('styles');
    return {
      zip,
      from1904,
      sheets: sheets.flatMap(({ name, id }) => {
        const link = links.find(known => known.id === id && known.type.endsWith('/worksheet'));
        return link && zip.has(link.target) ? [{ name, path: link.target }] : [];
      }),
      sharedTexts: withCells && texts && zip.has(texts) ? await readSharedTexts(zip, texts) : [],
      dateStyles: withCells && styles && zip.has(styles) ? await readDateStyles(zip, styles) : [],
      close: zip.close,
    };
  } catch (error) {
    zip.close();
    throw error instanceof AppError ? error : notATable(error);
  }
}

async function mainPart(zip: Zip): Promise<string> {
  if (!zip.has('_rels/.rels')) throw notATable();
  const link = (await relations(zip, '')).find(({ type }) => type.endsWith('/officeDocument'));
  if (!link || !zip.has(link.target) || link.target.startsWith('word/') || link.target.startsWith('ppt/')) throw notATable();
  return link.target;
}

async function relations(zip: Zip, part: string): Promise<{ id: string; type: string; target: string }[]> {
  const path = posix.join(posix.dirname(part || 'x'), '_rels', `${posix.basename(part)}.rels`);
  if (!zip.has(path)) return [];
  const found: { id: string; type: string; target: string }[] = [];
  await readWholeXml(await zip.read(path), {
    open(name, { Id: id = '', Type: type = '', Target: target = '' }) {
      if (name !== 'Relationship') return;
      const inside = target.startsWith('/') ? target.slice(1) : posix.join(posix.dirname(part || 'x'), target);
      found.push({ id, type, target: inside });
    },
  });
  return found;
}

async function readSheets(zip: Zip, main: string) {
  const sheets: { name: string; id: string }[] = [];
  let from1904 = false;
  await readWholeXml(await zip.read(main), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = isTrue(attributes.date1904);
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1];
      if (id) sheets.push({ name: (attributes.name ?? '').slice(0, 100), id });
    },
  });
  return { sheets, from1904 };
}

const isTrue = (value: string | undefined) => value === '1' || value === 'true';

async function readSharedTexts(zip: Zip, path: string): Promise<string[]> {
  const texts: string[] = [];
  let size = 0;
  let text = '';
  let taking = false;
  let phonetic = false;
  const pieces = readXml(await zip.read(path), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      taking = name === 't' && !phonetic;
    },
    text(piece) {
      if (!taking) return;
      text += piece;
      size += piece.length;
    },
    close(name) {
      taking = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'si') texts.push(text);
    },
  });
  for await (const _piece of pieces)
    if (size + texts.length * 8 > importLimits.sharedTexts)
      throw new AppError('imports.too_big_unpacked', 'The table holds more text than a list of people does.', {
        most: importLimits.sharedTexts,
      });
  return texts;
}

/** Formats of numbers that show dates, by the numbers that every Excel knows them under (ECMA-376, 18.8.30). */
const builtInDates = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);

async function readDateStyles(zip: Zip, path: string): Promise<boolean[]> {
  const own = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  await readWholeXml(await zip.read(path), {
    open(name, attributes) {
      if (name === 'numFmt') own.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''));
      if (name === 'cellXfs') inCells = true;
      const format = Number(attributes.numFmtId ?? 0);
      if (name === 'xf' && inCells && styles.length < 100_000) styles.push(own.get(format) ?? builtInDates.has(format));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

/** A format with days, months or years in it, outside quotes, brackets and escapes. */
function isDateFormat(code: string): boolean {
  return /[dyгд]|m{3,}|mm?[./-]|[./-]mm?|h+:m/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
}
