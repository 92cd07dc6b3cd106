import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenDatabase, openDatabase } from '../../src/db/open-database.ts';
import { createLogger } from '../../src/lib/logger.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 }); // servers are started, and machines are busy

const log = createLogger('silent');
let dataDir = '';
let opened: OpenDatabase[] = [];

const open = async (): Promise<OpenDatabase> => {
  const database = await openDatabase({ dataDir, log });
  opened.push(database);
  return database;
};
const close = async () => {
  for (const database of opened.splice(0)) await database.close();
};

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'open-database-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await close();
  await rm(dataDir, { recursive: true, force: true });
  opened = [];
});

describe('openDatabase', () => {
  it('leaves a server that somebody else runs alone', async () => {
    const database = await openDatabase({ uri: 'mongodb://db.example/kartoteka', dataDir: '/nowhere/at/all', log });
    expect(database).toMatchObject({ uri: 'mongodb://db.example/kartoteka', kind: 'external' });
    await database.close();
  });

  it('keeps what was stored, and its kind, from one opening to the next', async () => {
    const first = await open();
    await withConnection(first.uri, connection => connection.collection('notes').insertOne({ text: 'осталось' }));
    await close();
    const second = await open();
    expect(second.kind).toBe(first.kind);
    const note = await withConnection(second.uri, connection => connection.collection('notes').findOne({}));
    expect(note).toMatchObject({ text: 'осталось' });
  });

  it('tells a second program which one has the folder open', async () => {
    await open();
    await expect(open()).rejects.toMatchObject({ code: 'db.in_use', facts: { pid: process.pid } });
  });

  it('passes over the lock of a process that is gone, and of one whose number another got', async () => {
    await writeFile(path.join(dataDir, 'kartoteka.lock'), JSON.stringify({ pid: process.pid, started: '1' }));
    await expect(open()).resolves.toMatchObject({ uri: expect.stringContaining('127.0.0.1') });
  });

  it('does not open data of mongod with anything else', async () => {
    await writeFile(path.join(dataDir, 'engine.json'), '{"engine":"mongod"}');
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('KARTOTEKA_CACHE', dataDir);
    vi.stubEnv('MONGOMS_DOWNLOAD_MIRROR', 'http://127.0.0.1:9');
    await expect(open()).rejects.toMatchObject({ code: 'db.engine_missing' });
  });

  it('refuses a folder whose engine it cannot read', async () => {
    await writeFile(path.join(dataDir, 'engine.json'), '{"engine":"other"}');
    await expect(open()).rejects.toMatchObject({ code: 'db.engine_unknown' });
  });
});

describe('the local server', () => {
  it('ends with a program that is killed, and nothing acknowledged is lost', async () => {
    const { child, port, stored } = await hold();
    await vi.waitUntil(() => stored() > 50, { timeout: 60_000 });
    child.kill('SIGKILL');
    await once(child, 'close');
    await vi.waitUntil(() => refuses(port), { timeout: 60_000 });

    const { uri } = await open();
    const numbers = await withConnection(uri, connection => connection.collection('numbers').countDocuments());
    expect(numbers).toBeGreaterThan(stored());
  });

  it('is still there after Ctrl-C, until the program has closed', async () => {
    const { child } = await hold();
    process.kill(-Number(child.pid), 'SIGINT');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);

    const { uri } = await open();
    expect(await withConnection(uri, connection => connection.collection('words').findOne({}))).toMatchObject({
      text: 'goodbye',
    });
  });
});

/** Starts hold-database.ts over the folder and resolves when it has stored something. */
async function hold(): Promise<{ child: ChildProcess; port: number; stored: () => number }> {
  const program = fileURLToPath(new URL('./hold-database.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', program, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let port = 0;
  let last = -1;
  createInterface(child.stdout).on('line', line => {
    const [what, number] = line.split(' ');
    if (what === 'open') port = Number(number);
    else last = Number(number);
  });
  await vi.waitUntil(() => last >= 0 || child.exitCode !== null, { timeout: 60_000 });
  return { child, port, stored: () => last };
}

async function refuses(port: number): Promise<boolean> {
  const socket = net.connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
}

async function withConnection<T>(uri: string, use: (connection: mongoose.Connection) => Promise<T>): Promise<T> {
  const connection = await mongoose.createConnection(uri).asPromise();
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}
