import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listContacts } from '../../../src/contacts/index.ts';
import { startDemo } from '../../../tools/demo/start-demo.ts';
import { welcome } from '../../../tools/demo/welcome.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'kartoteka-demo-'));
});
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true });
  // The program took the connection with it, and the database has to be dropped over one.
  await mongoose.connect(database.uri);
});

it('opens the panel for its owner, stops, and goes on with the same past', async () => {
  await mongoose.disconnect();
  const contacts = 8;
  const begin = () => startDemo({ dataDir, mongodbUri: database.uri, log: pino({ level: 'silent' }), port: 0, contacts });

  const first = await begin();
  expect(first.isNew).toBe(true);
  expect(welcome(first, 'ru')).toContain(first.password);
  expect((await fetch(`${first.url}/login`)).status).toBe(200);
  expect((await fetch(`${first.url}/chat`)).status).toBe(200);
  await first.stop();
  await expect(fetch(first.url)).rejects.toThrow();

  const second = await begin();
  expect(second.isNew).toBe(false);
  expect((await listContacts({ page: 1, perPage: 50 })).total).toBe(contacts);
  await second.stop();
}, 60_000);
