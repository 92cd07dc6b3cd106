import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { systemClock } from '../../src/lib/clock.ts';
import { postgresSettings } from './postgres-settings.ts';

export interface Postgres {
  /** The folder of its socket. */
  socketDir: string;
  /** Resolves when it has ended, whatever the reason. */
  ended: Promise<void>;
  /** Its last words in the log. */
  complaints(): string;
  stop(): Promise<void>;
}

const startLimitMs = 60_000;
const stopLimitMs = 20_000;
/** "nobody", for PostgreSQL refuses to run as root. */
export const nobody = 65534;
export const asRoot = process.getuid?.() === 0;
/** As root: nobody who, like root, may read folders that are closed to others (a home folder with the data or the programs in it). */
export const privileges = asRoot
  ? [
      `--reuid=${nobody}`,
      `--regid=${nobody}`,
      '--clear-groups',
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      '--securebits=+no_setuid_fixup', // access(2) would otherwise forget the capability
    ]
  : [];
export const binDir = (home: string): string => path.join(home, 'usr/lib/postgresql/18/bin');

/** Starts PostgreSQL over a prepared folder, on a Unix socket alone. It ends when this process ends, even by kill -9. */
export async function launchPostgres(home: string, dataDir: string, ephemeral: boolean): Promise<Postgres> {
  const socketDir = await folderForSocket(dataDir);
  const settings = Object.entries(postgresSettings(socketDir, ephemeral)).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = spawn(
    'setpriv',
    [...privileges, '--pdeathsig', 'INT', path.join(binDir(home), 'postgres'), '-D', dataDir, ...settings],
    {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true, // Ctrl-C is for the gateway, which then stops PostgreSQL in order
    },
  );
  let complaints = '';
  const hear = (words: string) => {
    complaints = (complaints + words).slice(-4000);
  };
  server.stderr.on('data', (chunk: Buffer) => hear(chunk.toString()));
  server.once('error', error => hear(error.message));
  const ended = new Promise<void>(resolve => server.once('close', () => resolve()));

  const stop = async () => {
    await end(server);
    if (socketDir !== dataDir) await rm(socketDir, { recursive: true, force: true });
  };
  try {
    await ready(socketDir, server);
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${complaints.trim()}`, { cause: error });
  }
  return { socketDir, ended, complaints: () => complaints, stop };
}

/** The data folder, where a kill leaves no litter; but the path of a socket has at most 107 characters. */
async function folderForSocket(dataDir: string): Promise<string> {
  if (Buffer.byteLength(path.join(dataDir, '.s.PGSQL.5432')) <= 107) return dataDir;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'pg-'));
  if (asRoot) await chown(folder, nobody, nobody);
  return folder;
}

async function ready(socketDir: string, server: ChildProcess): Promise<void> {
  const limit = Date.now() + startLimitMs;
  for (;;) {
    const client = new pg.Client({ host: socketDir, user: 'postgres', database: 'postgres' });
    client.on('error', () => {}); // told by connect as well
    try {
      await client.connect();
      return;
    } catch (error) {
      if (hasEnded(server) || Date.now() > limit) throw error;
      await systemClock.sleep(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function end(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return;
  const ended = once(server, 'exit');
  server.kill('SIGINT'); // PostgreSQL's fast shutdown
  const timer = setTimeout(() => server.kill('SIGQUIT'), stopLimitMs); // its immediate one: the log is replayed at the next start
  await ended;
  clearTimeout(timer);
}

const hasEnded = ({ pid, exitCode, signalCode }: ChildProcess) => pid === undefined || exitCode !== null || signalCode !== null;
