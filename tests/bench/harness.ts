import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openDatabase } from '../../src/db/index.ts';

/** What every measurement needs: a database of its own, or that of MONGODB_URI, and processes of the program beside it. */
export interface Bench {
  /** `documentdb`, `mongod`… */
  kind: string;
  /** The address of a database of this name. */
  uri(name: string): string;
  /**
   * Starts a program of this folder by its name without ending, and resolves when it says that it is ready. `asStarted`: with the limits of
   * memory of `npm start`.
   */
  launch(file: string, env: Record<string, string>, options?: { asStarted?: boolean }): Promise<ChildProcess>;
  /** Kills what still runs and leaves nothing behind. */
  close(): Promise<void>;
}

/** Who may sign in. */
export const benchStaff = { email: 'bench@example.org', password: 'measured-often-42' };

/** `keptIn`: a folder whose database stays there for the next time. */
export async function openBench({ keptIn }: { keptIn?: string } = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'kartoteka-bench-'));
  const database = await openDatabase({
    ...(process.env.MONGODB_URI && { uri: process.env.MONGODB_URI }),
    dataDir: keptIn ?? folder,
    log: pino({ level: 'warn' }),
  });
  const running = new Set<ChildProcess>();
  return {
    kind: database.kind,
    uri(name) {
      const url = new URL(database.uri);
      url.pathname = `/${name}`;
      return url.href;
    },
    async launch(file, env, { asStarted = true } = {}) {
      const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
      const child = fork(join(import.meta.dirname, `${file}.${extension}`), {
        execArgv: [
          ...process.execArgv.filter(given => !given.includes('-space-size')),
          ...(asStarted ? ['--max-semi-space-size=16', '--max-old-space-size=512'] : []),
        ],
        env: {
          ...process.env,
          NODE_ENV: 'production',
          PORT: '0',
          HOST: '127.0.0.1',
          DATA_DIR: join(folder, 'data'),
          LOG_LEVEL: 'fatal',
          OWNER_EMAIL: benchStaff.email,
          OWNER_PASSWORD: benchStaff.password,
          ...env,
        },
      });
      running.add(child);
      await ready(child, file);
      child.once('exit', () => running.delete(child));
      return child;
    },
    async close() {
      for (const child of running) await kill(child);
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ready(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`${file} ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', () => {
      child.off('exit', onExit);
      resolve();
    });
  });
}

export function kill(child: ChildProcess): Promise<void> {
  return new Promise(done => {
    child.once('exit', () => done());
    child.kill('SIGKILL');
  });
}

/** Memory of a process in MB, now (VmRSS) or the most it ever had (VmHWM), where Linux tells it. */
export function memoryOf({ pid }: ChildProcess, what: 'VmRSS' | 'VmHWM'): number {
  try {
    return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Seconds of processor that a process has used, where Linux tells it (proc(5): fields 14 and 15, in hundredths). */
export function processorOf({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

export function peakMemory(child: ChildProcess): number {
  return memoryOf(child, 'VmHWM');
}

export async function freePort(): Promise<number> {
  return new Promise(done => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
