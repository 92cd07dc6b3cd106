import { AppError } from '../../lib/app-error.ts';
import { importLimits, shownOfLong } from '../limits.ts';

/** A row of a table as it stands in the file. `number` counts from 1, the heading included. */
export interface SourceRow {
  number: number;
  cells: string[];
  /** Columns (from 0) of which only the beginning was kept. */
  tooLong?: number[];
}

/**
 * Brings cells into the form in which they are kept: nothing that a database refuses (null bytes), no empty ones at the end, and only the beginning of
 * those that are too long. Nothing for an empty row. AppError `imports.too_many_columns`.
 */
export function sourceRow(number: number, raw: readonly string[]): SourceRow | undefined {
  const cells = raw.map(tidy);
  while (cells.length > 0 && cells.at(-1) === '') cells.pop();
  if (cells.length === 0) return undefined;
  if (cells.length > importLimits.columns)
    throw new AppError('imports.too_many_columns', `A table may have ${importLimits.columns} columns.`, {
      most: importLimits.columns,
      row: number,
    });
  const isLongRow = cells.reduce((sum, cell) => sum + cell.length, 0) > importLimits.row;
  const most = isLongRow ? importLimits.row / importLimits.columns : importLimits.cell;
  const tooLong = cells.flatMap((cell, i) => (cell.length > most ? [i] : []));
  if (tooLong.length === 0) return { number, cells };
  return { number, cells: cells.map(cell => (cell.length > most ? `${cell.slice(0, shownOfLong)}…` : cell)), tooLong };
}

/** Too many rows end the reading: AppError `imports.too_many_rows`. */
export function checkRows(count: number): void {
  if (count > importLimits.rows)
    throw new AppError('imports.too_many_rows', `A table may have ${importLimits.rows} rows.`, { most: importLimits.rows });
}

function tidy(cell: string): string {
  return cell.replaceAll('\u0000', '').replaceAll('\uFEFF', '').trim();
}
