import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { beforeAll, expect, it } from 'vitest';
import { loadFlows } from '../../src/flows/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const now = new Date('2026-03-02T09:00:00Z');
const panel = usePanel();
const russian = visitor(() => panel.url);
const english = visitor(() => panel.url, { 'accept-language': 'en' });

beforeAll(async () => {
  await ensureOwner(owner, now);
  for (const who of [russian, english]) await who.signIn(owner);
});

it('the list of flows tells what is wrong with a file in the language of who looks, with its line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kartoteka-flows-'));
  await writeFile(join(folder, 'visit.yaml'), 'id: visit\ntitle: Visit\nsteps:\n  - say: Важно: приходите\n');
  await loadFlows({ folder, now, log: pino({ level: 'silent' }) });
  await rm(folder, { recursive: true });
  const page = (await russian.get('/flows')).page;
  expect(page).toContain('visit.yaml, строка 4');
  expect(page).toContain('Текст с двоеточием возьмите в кавычки');
  expect((await english.get('/flows')).page).toContain('Put a text with a colon into quotes');
});
