import type { Readable } from 'node:stream';
import yauzl from 'yauzl';
import { AppError } from '../../lib/app-error.ts';
import { importLimits } from '../limits.ts';

/** The parts of a zip file by name. `close` has to be called. */
export interface Zip {
  has(name: string): boolean;
  /** A part unpacked as it is read; ends with an error where it is larger than it says. AppError `imports.not_a_table` when it is not there. */
  read(name: string): Promise<Readable>;
  close(): void;
}

/**
 * Opens a zip file without unpacking it. AppError `imports.not_a_table` for what is none, `imports.too_big_unpacked` for a zip bomb,
 * `imports.protected` when its parts are encrypted.
 */
export async function openZip(path: string): Promise<Zip> {
  const file = await yauzl.openPromise(path, { autoClose: false, lazyEntries: true, validateEntrySizes: true }).catch(broken);
  const parts = new Map<string, yauzl.Entry>();
  try {
    for await (const entry of file.eachEntry()) {
      if (entry.isEncrypted()) throw new AppError('imports.protected', 'The file is protected by a password.');
      parts.set(entry.fileName.replace(/^\/+/, '').toLowerCase(), entry);
      if (parts.size > importLimits.parts) throw notATable();
    }
  } catch (error) {
    file.close();
    throw error instanceof AppError ? error : await broken(error);
  }
  let unpacked = 0;

  return {
    has: name => parts.has(name.toLowerCase()),
    async read(name) {
      const entry = parts.get(name.toLowerCase());
      if (!entry) throw notATable();
      unpacked += entry.uncompressedSize;
      if (unpacked > importLimits.unpacked)
        throw new AppError('imports.too_big_unpacked', 'Unpacked, the file is larger than a table of people is.', {
          most: importLimits.unpacked,
        });
      return file.openReadStreamPromise(entry).catch(broken);
    },
    close: () => file.close(),
  };
}

export function notATable(cause?: unknown): AppError {
  return new AppError('imports.not_a_table', 'This is not a table of Excel.', {}, { cause });
}

async function broken(error: unknown): Promise<never> {
  throw notATable(error);
}
