import { access, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import { documentdbDir } from './local-cache-dir.ts';
import { downloadMongod, findDownloadedMongod, findInstalledMongod } from './local-mongod.ts';
import type { OnFetchProgress } from './local-progress.ts';

/** How to start the server of a local database. */
export interface Engine {
  kind: 'mongod' | 'downloaded mongod' | 'documentdb';
  program: string;
  args: string[];
}

/** MongoDB's own files and DocumentDB's are strangers to each other; the data folder remembers whose it is. */
const markSchema = z.object({ engine: z.enum(['mongod', 'documentdb']) });
type Mark = z.infer<typeof markSchema>;
const markFile = (dataDir: string) => path.join(dataDir, 'engine.json');

/**
 * The server for a data folder: the one that made it, or for a new folder mongod (installed, downloaded earlier, downloaded now) and else DocumentDB.
 * A DocumentDB that is already there is preferred to a download.
 */
export async function chooseEngine(dataDir: string, onProgress: OnFetchProgress): Promise<Engine> {
  const mark = await readMark(dataDir);
  if (mark?.engine === 'documentdb') return documentdb();
  const engine =
    (await localMongod()) ?? (mark || !(await exists(documentdbDir())) ? await fetchedMongod(onProgress) : undefined);
  if (engine) return engine;
  if (!mark) return documentdb();
  throw new AppError(
    'db.engine_missing',
    `The data in ${dataDir} was made by MongoDB (mongod), which is neither on this machine nor can be downloaded. Install mongod, or choose another data folder.`,
    { dataDir },
  );
}

/** To be called when the server is up, and not before: a server that never started has no claim on the folder. */
export async function rememberEngine(dataDir: string, { kind }: Engine): Promise<void> {
  const mark: Mark = { engine: kind === 'documentdb' ? 'documentdb' : 'mongod' };
  await writeFile(markFile(dataDir), `${JSON.stringify(mark)}\n`);
}

async function readMark(dataDir: string): Promise<Mark | undefined> {
  const text = await readFile(markFile(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return markSchema.parse(JSON.parse(text));
  } catch (cause) {
    const problem = `${markFile(dataDir)} cannot be read. It names the engine of this data: {"engine":"mongod"} or {"engine":"documentdb"}.`;
    throw new AppError('db.engine_unknown', problem, { dataDir }, { cause });
  }
}

async function localMongod(): Promise<Engine | undefined> {
  const installed = await findInstalledMongod();
  if (installed) return mongod('mongod', installed);
  const downloaded = await findDownloadedMongod();
  return downloaded ? mongod('downloaded mongod', downloaded) : undefined;
}

async function fetchedMongod(onProgress: OnFetchProgress): Promise<Engine | undefined> {
  const fetched = await downloadMongod(onProgress);
  return fetched ? mongod('downloaded mongod', fetched) : undefined;
}

/** Its cache would otherwise take half of the machine's memory. */
const mongod = (kind: Engine['kind'], program: string): Engine => ({ kind, program, args: ['--wiredTigerCacheSizeGB', '0.5'] });

/** Our stand-in for mongod, from its source when we run from ours, else compiled. */
function documentdb(): Engine {
  const self = fileURLToPath(import.meta.url);
  const program = path.join(path.dirname(self), '../../tools/localdb', `mongod${path.extname(self)}`);
  const loader = self.endsWith('.ts') ? ['--import', createRequire(import.meta.url).resolve('tsx')] : [];
  return { kind: 'documentdb', program: process.execPath, args: [...loader, program] };
}

const exists = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );
