import { open } from 'node:fs/promises';
import { AppError } from '../../lib/app-error.ts';
import type { Encoding } from './encodings.ts';
import type { Separator } from './guess-separator.ts';
import { notATable } from './open-zip.ts';
import { readCsv, shapeOfCsv } from './read-csv.ts';
import { readXlsx, sheetsOf } from './read-xlsx.ts';
import type { SourceRow } from './source-row.ts';

/** How a file is read: as it was found out, or as a person chose. */
export type SourceShape =
  | { format: 'csv'; encoding: Encoding; separator: Separator }
  | { format: 'xlsx'; sheet: number; sheets: string[] };

export interface ChosenShape {
  encoding?: Encoding;
  separator?: Separator;
  sheet?: number;
}

/**
 * What a file is by its content, whatever its name says. AppError `imports.protected`, `imports.old_excel`, `imports.not_a_table`, `imports.empty`.
 */
export async function shapeOf(path: string, chosen: ChosenShape): Promise<SourceShape> {
  const head = await headOf(path);
  if (head.length === 0) throw new AppError('imports.empty', 'The file is empty.');
  if (head.subarray(0, 8).equals(compound)) throw await compoundProblem(path);
  if (head.subarray(0, 2).toString('latin1') === 'PK') {
    const sheets = await sheetsOf(path);
    if (sheets.length === 0) throw notATable();
    return { format: 'xlsx', sheet: Math.min(chosen.sheet ?? 0, sheets.length - 1), sheets };
  }
  if (others.some(start => head.toString('latin1').startsWith(start))) throw notATable();
  const { encoding, separator } = chosen;
  return { format: 'csv', ...(await shapeOfCsv(path, { ...(encoding && { encoding }), ...(separator && { separator }) })) };
}

export function readRows(path: string, shape: SourceShape): AsyncGenerator<SourceRow> {
  return shape.format === 'xlsx' ? readXlsx(path, shape) : readCsv(path, shape);
}

/** How files begin that people take for a table, or that are called so: PDF, pictures, programs, archives, pages. */
const others = [
  '%PDF',
  '\u0089PNG',
  '\u00ff\u00d8\u00ff',
  'GIF8',
  'MZ',
  '\u007fELF',
  'Rar!',
  '7z\u00bc\u00af',
  '\u001f\u008b',
  '<!DOCTYPE',
  '<html',
  '{\\rtf',
];

/** Files of Microsoft's compound format: what Excel wrote until 2003, and whatever a password protects ([MS-CFB], [MS-OFFCRYPTO]). */
const compound = Buffer.from('d0cf11e0a1b11ae1', 'hex');

async function compoundProblem(path: string): Promise<AppError> {
  const file = await open(path);
  try {
    const mark = Buffer.from('EncryptedPackage', 'utf16le');
    const part = Buffer.alloc(1024 * 1024);
    let from = 0;
    for (;;) {
      const { bytesRead } = await file.read(part, 0, part.length, from);
      if (part.subarray(0, bytesRead).includes(mark))
        return new AppError('imports.protected', 'The file is protected by a password.');
      if (bytesRead < part.length) break;
      from += bytesRead - mark.length;
    }
  } finally {
    await file.close();
  }
  return new AppError('imports.old_excel', 'This is a table of an old Excel. Save it as XLSX or CSV.');
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
