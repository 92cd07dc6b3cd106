import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Clock } from '../../../src/lib/clock.ts';
import { fetchDocumentdb } from '../../../tools/localdb/fetch-documentdb.ts';
import { type Gateway, startGateway } from '../../../tools/localdb/gateway.ts';
import { type Postgres, startPostgres } from '../../../tools/localdb/start-postgres.ts';

let folder = '';
let postgres: Postgres;
let gateway: Gateway;
let client: MongoClient;

/** Time goes on when the test says so; whoever sleeps wakes then. */
const minutes = { now: 0, wake: () => {} };
const clock: Clock = {
  now: () => new Date(minutes.now * 60_000),
  sleep: (_ms, signal) =>
    new Promise(resolve => {
      minutes.wake = resolve;
      signal?.addEventListener('abort', () => resolve());
    }),
};
const pass = (count: number) => {
  minutes.now += count;
  minutes.wake();
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gateway-'));
  postgres = await startPostgres(await fetchDocumentdb(), path.join(folder, 'pg'), true);
  gateway = await startGateway({ port: 0, host: '127.0.0.1', postgres: postgres.socketDir, clock });
  client = await new MongoClient(`mongodb://127.0.0.1:${gateway.port}/idle`).connect();
});
afterAll(async () => {
  await client.close();
  await gateway.stop();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

it('closes a cursor that nobody has used for ten minutes, and no other', async () => {
  const numbers = client.db().collection('numbers');
  await numbers.insertMany(Array.from({ length: 100 }, (_, n) => ({ n })));
  const idle = numbers.find().batchSize(10);
  const used = numbers.find().batchSize(10);
  for (let n = 0; n < 10; n++) {
    await idle.next();
    await used.next();
  }
  pass(6);
  await used.next(); // asks for the second page
  pass(6);
  await expect(idle.next()).rejects.toMatchObject({ code: 43 });
  expect(await used.toArray()).toHaveLength(89);
});
