import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../lib/logger.ts';
import { chooseEngine, type Engine, rememberEngine } from './local-engine.ts';
import { lockDataDir } from './local-lock.ts';
import type { OnFetchProgress } from './local-progress.ts';
import { startServer } from './local-server.ts';

export interface DatabaseOptions {
  /** A MongoDB server that somebody else runs. With it nothing is started and `dataDir` is not touched. */
  uri?: string;
  /** Where a local database keeps its data. */
  dataDir: string;
  log: Logger;
  /** Hears how the first start fetches a database server. */
  onProgress?: OnFetchProgress;
}

export interface OpenDatabase {
  uri: string;
  kind: 'external' | Engine['kind'];
  /** Stops a local server in order. To be called last: it is needed until everything else has closed. */
  close(): Promise<void>;
}

const databaseName = 'kartoteka';

/**
 * The program's database: the one at `uri`, or a local server over `dataDir` that listens on 127.0.0.1 alone, survives Ctrl-C until it is closed
 * and ends with this process even when that is killed. The first start may download a server.
 * Rejects with an AppError: `db.in_use`, `db.engine_missing`, `db.engine_unknown`, `db.not_started`.
 */
export async function openDatabase({ uri, dataDir, log, onProgress = () => {} }: DatabaseOptions): Promise<OpenDatabase> {
  if (uri) return { uri, kind: 'external', close: async () => {} };

  const folder = path.resolve(dataDir);
  await mkdir(folder, { recursive: true });
  const unlock = await lockDataDir(folder);
  try {
    const engine = await chooseEngine(folder, onProgress);
    const server = await startServer(engine, folder, { log, onProgress });
    await rememberEngine(folder, engine);
    log.info({ kind: engine.kind, port: server.port, dataDir: folder }, 'The local database is open');
    return {
      uri: `mongodb://127.0.0.1:${server.port}/${databaseName}${query(engine)}`,
      kind: engine.kind,
      async close() {
        await server.stop();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** mongod acknowledges a write up to 100 ms before it is safe unless asked to wait; DocumentDB always waits. */
const query = ({ kind }: Engine) => (kind === 'documentdb' ? '' : '?journal=true');
