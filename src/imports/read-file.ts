import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fieldSettings } from '../contacts/index.ts';
import { insertNew } from '../db/index.ts';
import { openFile } from '../files/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Import } from './import.ts';
import { guessTargets, looksLikeHeading } from './mapping/guess-targets.ts';
import { readRows, shapeOf } from './reading/read-source.ts';
import type { SourceRow } from './reading/source-row.ts';
import { type ChunkDocument, chunks } from './store/import-model.ts';
import { chunkId } from './store/import-store.ts';

/** Rows of a chunk: few enough for one command of the database, many enough to travel well. */
const chunkRows = 200;
/** Characters of a chunk; a document of the database has 16 MB. */
const chunkSize = 1_000_000;
const sampleRows = 6;
const guessRows = 50;
const shownCell = 200;

type Found = Pick<Import, 'shape' | 'hasHeading' | 'headings' | 'sample' | 'rows' | 'chunks'> & { targets: string[] };

/**
 * Takes the rows of an import out of its file into the database, whatever stood there of it before, and guesses what its columns are. Memory is flat: the file goes
 * through a temporary one. AppError `imports.…` for what cannot be read. `onProgress` hears of the rows and may end the work by throwing.
 */
export async function readFileOf(
  item: Pick<Import, 'id' | 'file' | 'chosen'>,
  { onProgress, hasHeading }: { onProgress(rows: number): Promise<void>; hasHeading?: boolean },
): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), 'kartoteka-import-'));
  try {
    const path = join(folder, 'table');
    await pipeline(await openFile(item.file), createWriteStream(path));
    await chunks.deleteMany({ import: item.id });
    const shape = await shapeOf(path, item.chosen);
    const kept = await keepRows(item.id, readRows(path, shape), { onProgress, hasHeading });
    if (kept.rows === 0) throw new AppError('imports.empty', 'There are no rows in the table.');
    const guess = guessTargets(kept.headings, kept.head, await fieldSettings());
    const sample = kept.head.slice(0, sampleRows).map(row => row.map(cell => cell.slice(0, shownCell)));
    const { head: _head, ...rest } = kept;
    return { ...rest, shape, sample, targets: guess };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function keepRows(
  id: string,
  source: AsyncIterable<SourceRow>,
  { onProgress, hasHeading }: { onProgress(rows: number): Promise<void>; hasHeading: boolean | undefined },
) {
  let chunk: SourceRow[] = [];
  let size = 0;
  let count = 0;
  let rows = 0;
  let columns = 0;
  let titles: string[] | undefined;
  let isHeading = false;
  const head: string[][] = [];
  for await (const row of source) {
    if (!titles) {
      titles = row.cells;
      isHeading = hasHeading ?? looksLikeHeading(row.cells);
      columns = row.cells.length;
      if (isHeading) continue;
    }
    chunk.push(row);
    rows += 1;
    columns = Math.max(columns, row.cells.length);
    size += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (head.length < guessRows) head.push(row.cells);
    if (chunk.length >= chunkRows || size > chunkSize) await flush();
  }
  await flush();
  const headings = Array.from({ length: columns }, (_, i) => (isHeading && titles?.[i]?.slice(0, 100)) || '');
  return { hasHeading: isHeading, headings, head, rows, chunks: count };

  async function flush() {
    if (chunk.length === 0) return;
    const document: ChunkDocument = { _id: chunkId(id, count), import: id, rows: chunk };
    await insertNew(chunks, [document]);
    count += 1;
    chunk = [];
    size = 0;
    await onProgress(rows);
  }
}
