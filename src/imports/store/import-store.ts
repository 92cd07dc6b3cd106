import { AppError } from '../../lib/app-error.ts';
import type { Import, ImportPhase, ImportState, RowReport, RowResult } from '../import.ts';
import { chunks, type ImportDocument, imports, reports, toImport } from './import-model.ts';

/** An import, AppError `imports.not_found`. */
export async function getImport(id: string): Promise<Import> {
  const found = await imports.findOne({ _id: id });
  if (!found) throw new AppError('imports.not_found', 'There is no such import.', { id });
  return toImport(found);
}

/** The latest imports first; `by` only those of one person. */
export async function listImports(input: {
  page: number;
  perPage: number;
  by?: string;
}): Promise<{ imports: Import[]; total: number }> {
  const all = { createdAt: { $gt: new Date(0) }, ...(input.by !== undefined && { 'by.id': input.by }) };
  const [found, total] = await Promise.all([
    imports
      .find(all)
      .sort({ createdAt: -1, _id: 1 })
      .skip((input.page - 1) * input.perPage)
      .limit(input.perPage)
      .toArray(),
    imports.countDocuments(all, { limit: 10_000 }),
  ]);
  return { imports: found.map(toImport), total };
}

/**
 * Brings an import from one of these states into another, with what changes by that; AppError `imports.conflict` when it is in none of them any more: somebody
 * else has clicked, or the program is through.
 */
export async function turn(
  id: string,
  from: ImportState[],
  change: Partial<ImportDocument> & { state: ImportState },
): Promise<Import> {
  const turned = await imports.findOneAndUpdate(
    { _id: id, state: { $in: from } },
    { $set: change, $unset: { ...(change.problem === undefined && { problem: '' }), stumbles: '' } },
    { returnDocument: 'after' },
  );
  if (turned) return toImport(turned);
  await getImport(id);
  throw new AppError('imports.conflict', 'The import is somewhere else by now. Look at it again.', { id });
}

/** The rows of a chunk. */
export async function chunkOf(id: string, chunk: number) {
  return (await chunks.findOne({ _id: chunkId(id, chunk) }))?.rows ?? [];
}

/** What became of the rows of a chunk. */
export async function reportOf(id: string, phase: ImportPhase, chunk: number): Promise<RowReport[]> {
  return (await reports.findOne({ _id: reportId(id, phase, chunk) }))?.rows ?? [];
}

export async function keepReport(id: string, phase: ImportPhase, chunk: number, rows: RowReport[]): Promise<void> {
  const has = [...new Set(rows.flatMap(row => [row.result, ...(row.duplicate ? (['duplicate'] as const) : [])]))];
  await reports.replaceOne({ _id: reportId(id, phase, chunk) }, { import: id, phase, chunk, has, rows }, { upsert: true });
}

export interface ToldRow extends RowReport {
  cells: string[];
  chunk: number;
}

/** Reports of rows in their order, of one result or of all, with the cells of their rows; from behind a row on. */
export async function* streamReports(
  { id, chunks: count }: Pick<Import, 'id' | 'chunks'>,
  phase: ImportPhase,
  { only, after }: { only?: RowResult | 'duplicate'; after?: { chunk: number; row: number } },
): AsyncGenerator<ToldRow> {
  for await (const { chunk, rows } of only
    ? chunksWith(id, phase, only, after?.chunk ?? 0)
    : allChunks(id, phase, count, after?.chunk ?? 0)) {
    const fits = (row: RowReport) => !only || row.result === only || (only === 'duplicate' && row.duplicate !== undefined);
    const wanted = rows.filter(row => row.row > (after?.row ?? 0) && fits(row));
    if (wanted.length === 0) continue;
    const cells = new Map((await chunkOf(id, chunk)).map(row => [row.number, row.cells]));
    for (const row of wanted) yield { ...row, chunk, cells: cells.get(row.row) ?? [] };
  }
}

function chunksWith(id: string, phase: ImportPhase, only: RowResult | 'duplicate', from: number) {
  return reports.find({ import: id, phase, has: only, chunk: { $gte: from } }, { batchSize: 5 }).sort({ chunk: 1 });
}

async function* allChunks(id: string, phase: ImportPhase, count: number, from: number) {
  for (let chunk = from; chunk < count; chunk++) yield { chunk, rows: await reportOf(id, phase, chunk) };
}

export const chunkId = (id: string, chunk: number): string => `${id}:${chunk}`;
const reportId = (id: string, phase: ImportPhase, chunk: number) => `${id}:${phase}:${chunk}`;
