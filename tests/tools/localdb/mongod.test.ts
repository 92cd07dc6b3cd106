import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isOpen, type Mongod, startMongod, stopMongod } from './start-mongod.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 }); // servers are started, and machines are busy

let folder = '';
let running: Mongod[] = [];
const start = async (...flags: string[]): Promise<Mongod> => {
  const mongod = await startMongod(...flags);
  running.push(mongod);
  return mongod;
};
const withClient = async <T>({ uri }: Mongod, use: (client: MongoClient) => Promise<T>): Promise<T> => {
  const client = await new MongoClient(uri).connect();
  return use(client).finally(() => client.close(true));
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'mongod-'));
});
afterEach(async () => {
  for (const mongod of running.splice(0)) await stopMongod(mongod);
  await vi.waitUntil(async () => !(await isOpen(folder)), { timeout: 60_000 });
  await rm(folder, { recursive: true, force: true });
  running = [];
});

describe.skipIf(process.platform !== 'linux')('the stand-in for mongod', () => {
  it('serves two folders at the same time, each its own data', async () => {
    const [one, two] = await Promise.all(['one', 'two'].map(name => start('--dbpath', path.join(folder, name), '--ephemeral')));
    if (!one || !two) throw new Error('not started');
    await withClient(one, client => client.db().collection('notes').insertOne({ text: 'одна' }));
    expect(await withClient(two, client => client.db().collection('notes').countDocuments())).toBe(0);
  });

  it('loses nothing that it acknowledged, and leaves no PostgreSQL, when it is killed', async () => {
    const first = await start('--dbpath', folder);
    const acknowledged = await withClient(first, async client => {
      const numbers = client.db().collection<{ _id: number }>('numbers');
      let stored = 0;
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let n = 0; ; n++) {
          await numbers.insertOne({ _id: n * 8 + writer });
          stored++;
        }
      });
      const stopped = Promise.allSettled(writers);
      await vi.waitUntil(() => stored > 200, { timeout: 60_000 });
      await stopMongod(first, 'SIGKILL');
      await client.close(true);
      await stopped;
      return stored;
    });
    await vi.waitUntil(async () => !(await isOpen(folder)), { timeout: 60_000 });

    const second = await start('--dbpath', folder);
    expect(await withClient(second, client => client.db().collection('numbers').countDocuments())).toBeGreaterThanOrEqual(
      acknowledged,
    );
  });

  it('starts again at once after a kill, while its PostgreSQL is still closing', async () => {
    await stopMongod(await start('--dbpath', folder), 'SIGKILL');
    await expect(start('--dbpath', folder)).resolves.toBeDefined();
  });

  it('stops in order when asked to, and leaves nothing behind but its data', async () => {
    expect(await stopMongod(await start('--dbpath', folder, '--storageEngine', 'wiredTiger', '--noauth'))).toBe(0);
    expect(await readdir(folder)).toEqual(['pg']);
    expect(await isOpen(folder)).toBe(false);
  });

  it('says what is not possible', async () => {
    await expect(start('--dbpath', folder, '--replSet', 'rs0')).rejects.toThrow('--replSet is not possible');
    await expect(start('--dbpath', folder, '--port', 'many')).rejects.toThrow('--port many is no port');
  });
});
