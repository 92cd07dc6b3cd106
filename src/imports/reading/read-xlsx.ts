import { AppError } from '../../lib/app-error.ts';
import { importLimits } from '../limits.ts';
import { excelDate } from './excel-date.ts';
import { openWorkbook, type Workbook } from './open-workbook.ts';
import { notATable } from './open-zip.ts';
import { readXml, type XmlHearer } from './read-xml.ts';
import { checkRows, type SourceRow, sourceRow } from './source-row.ts';

/** The names of the sheets, in their order. AppError as `openWorkbook`. */
export async function sheetsOf(path: string): Promise<string[]> {
  const book = await openWorkbook(path, { withCells: false });
  book.close();
  return book.sheets.map(({ name }) => name);
}

/**
 * The rows of a sheet (the first unless told), one by one; only the texts that cells share are in memory. Formulas give the value that Excel kept, dates are
 * `YYYY-MM-DD`. AppError as `openWorkbook`, and `imports.too_many_…`.
 */
export async function* readXlsx(path: string, { sheet = 0 }: { sheet?: number }): AsyncGenerator<SourceRow> {
  const book = await openWorkbook(path, { withCells: true });
  try {
    const chosen = book.sheets[sheet] ?? book.sheets[0];
    if (!chosen) throw notATable();
    const ready: SourceRow[] = [];
    let count = 0;
    for await (const _piece of readXml(
      await book.zip.read(chosen.path),
      rowHearer(book, row => ready.push(row)),
    )) {
      for (const row of ready) {
        checkRows(++count);
        yield row;
      }
      ready.length = 0;
    }
  } catch (error) {
    throw error instanceof AppError ? error : notATable(error);
  } finally {
    book.close();
  }
}

interface Cell {
  column: number;
  type: string;
  style: number;
  value: string;
}

/** So much of a cell is read: enough to know that it is too long. */
const mostRead = importLimits.cell + 1;

function rowHearer(book: Workbook, tell: (row: SourceRow) => void): XmlHearer {
  let number = 0;
  let cells: string[] = [];
  /** Where a cell stands that does not say it, behind empty ones too. */
  let next = 0;
  let cell: Cell | undefined;
  let taking = false;
  let phonetic = false;
  return {
    open(name, { r, t = 'n', s = '0' }) {
      if (name === 'row') {
        number = Number(r) > number ? Number(r) : number + 1;
        cells = [];
        next = 0;
      } else if (name === 'c') {
        cell = { column: columnOf(r) ?? next, type: t, style: Number(s), value: '' };
        next = cell.column + 1;
      } else if (name === 'rPh') phonetic = true;
      taking = name === 'v' || (name === 't' && !phonetic);
    },
    text(piece) {
      if (taking && cell && cell.value.length < mostRead) cell.value += piece.slice(0, mostRead);
    },
    close(name) {
      taking = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'c' && cell) {
        if (cell.column > importLimits.columns * 100) throw notATable();
        const words = wordsOf(cell, book);
        if (words !== '') {
          while (cells.length < cell.column) cells.push('');
          cells[cell.column] = words;
        }
        cell = undefined;
      }
      if (name === 'row') {
        const row = sourceRow(number, cells);
        if (row) tell(row);
      }
    },
  };
}

function wordsOf({ type, value, style }: Cell, { sharedTexts, dateStyles, from1904 }: Workbook): string {
  if (type === 's') return sharedTexts[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'true' : value === '0' ? 'false' : value;
  if (type !== 'n' || value === '') return value;
  const number = Number(value);
  if (Number.isNaN(number)) return value;
  if (dateStyles[style]) return excelDate(number, from1904) ?? value;
  // Excel counts with fifteen digits; what comes after them is noise of the binary form.
  return Number.isInteger(number) ? number.toLocaleString('en', { useGrouping: false }) : String(Number(number.toPrecision(15)));
}

/** `C7` is in column 2, counted from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (!letters) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}
