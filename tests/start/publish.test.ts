import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAuthoring, loadFlows } from '../../src/flows/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { readAudit } from '../../src/staff/index.ts';
import type { Program } from '../../src/start.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../tools/stand-ins/index.ts';
import { useDatabase } from '../support/database.ts';
import { startTestProgram, testOwner } from '../support/start-test-program.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

const database = useDatabase();
let telegram: TelegramStandIn;
let program: Program;
let folder: string;
const olga = visitor(() => program.url);

const flow = (words: string, id = 'name') =>
  `id: visit\ntitle: Запись\nstart: { default: true, commands: [start] }\nsteps:\n  - { id: ${id}, ask: text, text: "${words}" }\n`;

beforeAll(async () => {
  telegram = await startTelegramStandIn({ limits: false });
  folder = await mkdtemp(join(tmpdir(), 'kartoteka-publish-'));
  await writeFile(join(folder, 'visit.yaml'), flow('Как вас зовут?'));
  await mongoose.disconnect();
  program = await startTestProgram({ uri: database.uri, telegram, env: { FLOWS_DIR: folder } });
  await olga.signIn(testOwner);
});
afterAll(async () => {
  await program?.stop();
  await telegram?.stop();
  await rm(folder, { recursive: true, force: true });
  await mongoose.connect(database.uri);
});

it('what another process publishes runs here within seconds, and people are moved to it from the panel', {
  timeout: 60_000,
}, async () => {
  const anna = telegram.customer({ firstName: 'Анна' });
  await anna.start();
  await anna.receives('Как вас зовут?');

  const flows = await loadFlows({ folder, now: new Date(), log: pino({ level: 'silent' }) });
  const log = pino({ level: 'silent' });
  const elsewhere = createAuthoring({ folder, flows, clock: systemClock, log, note: async () => {} });
  const by = { id: 'pavel', name: 'Павел' };
  await elsewhere.saveDraft({ flow: 'visit', yaml: flow('Ваше имя?', 'who'), version: 0, by });
  const { over } = await elsewhere.getDraft('visit');
  const published = await elsewhere.publish({ flow: 'visit', version: 1, over, by, language: 'ru' });
  expect(published.kind).toBe('published');

  const latest = await until('a newcomer is asked by the new revision', async () => {
    const customer = telegram.customer({ firstName: 'Новый' });
    await customer.start();
    const { text } = await customer.receives(/имя|зовут/);
    return text === 'Ваше имя?' && customer;
  });
  expect(latest.firstName).toBe('Новый');

  const { page } = await olga.get('/flows/visit/revisions/1/move');
  const to = /name="to" value="([0-9a-f]+)"/.exec(page)?.[1] ?? '';
  await olga.post('/flows/visit/revisions/1/move', { to, 'to.name': 'step:who' });
  await anna.receives('Ваше имя?');
  await until('the move is over', async () => (await olga.get('/flows/visit/revisions')).page.includes('закончен'));
});

it('a roll back in the panel is written into the file and into the audit', async () => {
  const { page } = await olga.get('/flows/visit/revisions/1?with=running');
  const over = /name="over" value="([0-9a-f]+)"/.exec(page)?.[1] ?? '';
  expect((await olga.post('/flows/visit/revisions/1/run', { over })).status).toBe(303);
  expect(await readFile(join(folder, 'visit.yaml'), 'utf8')).toBe(flow('Как вас зовут?'));
  const entries = (await readAudit(10)).map(({ what, flow: id, staff }) => ({ what, flow: id, isStaff: staff !== undefined }));
  expect(entries).toContainEqual({ what: 'flowRolledBack', flow: 'visit', isStaff: true });
  expect(entries).toContainEqual({ what: 'peopleMoved', flow: 'visit', isStaff: true });
});
