import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { AppError } from '../lib/app-error.ts';
import type { Logger } from '../lib/logger.ts';
import type { Engine } from './local-engine.ts';
import { leash } from './local-leash.ts';
import type { FetchProgress, OnFetchProgress } from './local-progress.ts';

export interface LocalServer {
  port: number;
  stop(): Promise<void>;
}

/** Silence longer than this is a fault; a recovery or a download is not silent. */
const silenceLimitMs = 120_000;
const stopLimitMs = 30_000;
/** mongod's own: the folder is open in another one. https://www.mongodb.com/docs/manual/reference/exit-codes/ */
const dataDirInUse = 100;

/** Starts a server on a free port of 127.0.0.1 and resolves when it takes connections. It ends with this process. */
export async function startServer(
  engine: Engine,
  dataDir: string,
  { log, onProgress }: { log: Logger; onProgress: OnFetchProgress },
): Promise<LocalServer> {
  const port = await freePort();
  const args = [...engine.args, '--port', String(port), '--bind_ip', '127.0.0.1', '--dbpath', dataDir];
  // Ctrl-C reaches the whole group of a terminal, but the database must be there until the program has closed: a group of its own.
  const child = spawn(engine.program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  leash(child);

  let stopping = false;
  await untilReady(child, engine, onProgress);
  child.once('exit', (code, signal) => {
    if (!stopping) log.error({ code, signal, kind: engine.kind }, 'The local database has ended by itself');
  });
  return {
    port,
    async stop() {
      stopping = true;
      await end(child);
    },
  };
}

function untilReady(child: ChildProcess, engine: Engine, onProgress: OnFetchProgress): Promise<void> {
  return new Promise((resolve, reject) => {
    const lastWords: string[] = [];
    const fail = (why: string, cause?: Error) =>
      reject(
        new AppError(
          'db.not_started',
          `The local database (${engine.kind}) did not start: ${why}`,
          { lastWords: lastWords.slice(-20) },
          { cause },
        ),
      );
    const silence = setTimeout(() => {
      fail(`it said nothing for ${silenceLimitMs / 1000} seconds`);
      child.kill('SIGKILL');
    }, silenceLimitMs);

    const hear = (line: string) => {
      silence.refresh();
      if (lastWords.push(line) > 100) lastWords.splice(0, 50);
      const { msg, attr } = parseLine(line);
      if (msg === 'Waiting for connections') {
        clearTimeout(silence);
        resolve();
      }
      if (msg === 'Fetching the database' && attr) onProgress(attr);
    };
    // The pipes stay read for as long as it runs: a full one would stop it.
    if (child.stdout) createInterface(child.stdout).on('line', hear);
    if (child.stderr) createInterface(child.stderr).on('line', hear);
    child.once('error', error => fail(error.message, error));
    child.once('close', code => {
      clearTimeout(silence);
      if (code === dataDirInUse) return fail('its data folder is open in another server. Wait until that one has stopped');
      fail(reasonIn(lastWords) ?? `it ended with code ${code}`);
    });
  });
}

interface LogLine {
  s?: string;
  msg?: string;
  attr?: FetchProgress;
}

function parseLine(line: string): LogLine {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}

/** What the last complaint says: mongod's lines and ours carry a severity, E or F for what went wrong. */
function reasonIn(lines: string[]): string | undefined {
  return lines
    .map(parseLine)
    .filter(({ s }) => s === 'E' || s === 'F')
    .at(-1)?.msg;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || !address) throw new Error('The system gave no port');
  return address.port;
}
