import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { AppError } from '../../lib/app-error.ts';
import { detectEncoding } from './detect-encoding.ts';
import type { Encoding } from './encodings.ts';
import { guessSeparator, type Separator } from './guess-separator.ts';
import { checkRows, type SourceRow, sourceRow } from './source-row.ts';

/** Bytes: one record longer than this is a quote that nobody closed, or an attack. */
const longestRecord = 16 * 1024 * 1024;
const headBytes = 64 * 1024;

export interface CsvShape {
  encoding: Encoding;
  separator: Separator;
}

/** How a CSV file is written; what the person chose stands. */
export async function shapeOfCsv(path: string, chosen: Partial<CsvShape>): Promise<CsvShape> {
  const encoding = chosen.encoding ?? (await detectEncoding(createReadStream(path)));
  if (chosen.separator) return { encoding, separator: chosen.separator };
  let head = '';
  for await (const text of decoded(path, encoding, headBytes)) head += text;
  return { encoding, separator: guessSeparator(head) };
}

/**
 * The rows of a CSV file, one by one, with flat memory. Rows may have different lengths, cells lines and doubled quotes in them. AppError `imports.…` for
 * what is larger than the limits or has a quote that is never closed.
 */
export async function* readCsv(path: string, { encoding, separator }: CsvShape): AsyncGenerator<SourceRow> {
  const records = parse({
    delimiter: separator,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    bom: true,
    max_record_size: longestRecord,
  });
  const feeding = pipeline(Readable.from(decoded(path, encoding)), records).catch(() => undefined);
  let number = 0;
  let count = 0;
  try {
    for await (const record of records as AsyncIterable<string[]>) {
      number += 1;
      if (number === 1 && isSeparatorLine(record, separator)) {
        number = 0;
        continue;
      }
      const row = sourceRow(number, record);
      if (!row) continue;
      checkRows(++count);
      yield row;
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error, number + 1) : error;
  } finally {
    records.destroy();
    await feeding;
  }
}

async function* decoded(path: string, encoding: Encoding, end = Number.POSITIVE_INFINITY): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  for await (const chunk of createReadStream(path, { end }) as AsyncIterable<Buffer>) yield decoder.write(chunk);
  const rest = decoder.end();
  if (rest) yield rest;
}

/** Excel understands a first line `sep=;` and so may we. */
function isSeparatorLine(record: string[], separator: Separator): boolean {
  return record.join(separator).toLowerCase() === `sep=${separator}`;
}

function unreadable(error: CsvError, row: number): AppError {
  const code =
    error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE' ? 'imports.open_quote' : 'imports.bad_csv';
  return new AppError(code, `The table cannot be read from row ${row} on: ${error.code}.`, { row }, { cause: error });
}
