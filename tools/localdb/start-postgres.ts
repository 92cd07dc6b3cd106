import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { systemClock } from '../../src/lib/clock.ts';
import { postgresSettings } from './postgres-settings.ts';
import { runProgram } from './run-program.ts';

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
/** "nobody", for PostgreSQL refuses to run as root. */
const nobody = 65534;
const asRoot = process.getuid?.() === 0;

/**
 * Starts PostgreSQL with DocumentDB on a Unix socket, over `dataDir` (made when missing). It ends when this process ends, even by kill -9.
 * `ephemeral` gives up all safety of the data for speed.
 */
export async function startPostgres(home: string, dataDir: string, ephemeral: boolean): Promise<Postgres> {
  const bin = path.join(home, 'usr/lib/postgresql/18/bin');
  await takeOver(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const socketDir = await mkdtemp(path.join(os.tmpdir(), 'pg-')); // a socket's path has at most 107 characters
  if (asRoot) for (const dir of [dataDir, socketDir]) await chown(dir, nobody, nobody);
  await initialize(bin, dataDir);

  const settings = Object.entries(postgresSettings(socketDir, ephemeral)).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = spawn('setpriv', [...privileges, '--pdeathsig', 'INT', path.join(bin, 'postgres'), '-D', dataDir, ...settings], {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true, // Ctrl-C is for the gateway, which then stops PostgreSQL in order
  });
  let complaints = '';
  server.stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-4000)));
  const ended = new Promise<void>(resolve => server.once('close', () => resolve()));
  server.once('error', error => (complaints += error.message));

  const stop = () => end(server, ended, socketDir);
  try {
    await ready(socketDir, server);
  } catch (error) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${complaints.trim()}`, { cause: error });
  }
  return { socketDir, ended, complaints: () => complaints, stop };
}

/** As root: nobody who, like root, may read folders that are closed to others (a home folder with the data or the programs in it). */
const privileges = asRoot
  ? [
      `--reuid=${nobody}`,
      `--regid=${nobody}`,
      '--clear-groups',
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      '--securebits=+no_setuid_fixup',
    ]
  : [];

async function initialize(bin: string, dataDir: string): Promise<void> {
  const version = await readFile(path.join(dataDir, 'PG_VERSION'), 'utf8').catch(() => '');
  if (version) return;
  const options = ['-U', 'postgres', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'];
  await runProgram('setpriv', [...privileges, path.join(bin, 'initdb'), '-D', dataDir, ...options], { cwd: '/' });
}

/** Waits for the end of a PostgreSQL whose gateway was killed a moment ago; clears the lock of one that is long gone. */
async function takeOver(dataDir: string): Promise<void> {
  const lock = path.join(dataDir, 'postmaster.pid');
  const limit = Date.now() + startLimitMs / 4;
  for (;;) {
    const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
    if (!pid) return;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    // After a restart of a container another program may have got the number.
    if (!command.includes(dataDir)) return rm(lock, { force: true });
    if (Date.now() > limit) throw new Error(`DBPathInUse: process ${pid} has ${dataDir} open`);
    await systemClock.sleep(50);
  }
}

async function ready(socketDir: string, server: ChildProcess): Promise<void> {
  const limit = Date.now() + startLimitMs;
  for (;;) {
    const client = new pg.Client({ host: socketDir, user: 'postgres', database: 'postgres' });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('CREATE EXTENSION IF NOT EXISTS documentdb CASCADE');
      // Looks every two seconds for indexes to build in the background; the gateway builds them at once.
      await client.query("SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname LIKE 'documentdb_index_build_task%'");
      return;
    } catch (error) {
      if (server.exitCode !== null || server.signalCode !== null || Date.now() > limit) throw error;
      await systemClock.sleep(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

async function end(server: ChildProcess, ended: Promise<void>, socketDir: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null && server.pid) {
    server.kill('SIGINT'); // PostgreSQL's fast shutdown
    const timer = setTimeout(() => server.kill('SIGQUIT'), 20_000); // its immediate one: the log is replayed at the next start
    await (server.exitCode === null ? once(server, 'exit') : ended);
    clearTimeout(timer);
  }
  await rm(socketDir, { recursive: true, force: true });
}
