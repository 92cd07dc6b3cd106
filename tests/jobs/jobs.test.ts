import mongoose from 'mongoose';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { createJobs, jobStates, runSoon } from '../../src/jobs/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { t } from '../../src/texts/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { until } from '../support/until.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const states = async () => new Map((await jobStates()).map(state => [state.name, state]));

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  await olga.signIn(owner);
});

describe('the page of jobs', () => {
  it('says where jobs come from while there are none', async () => {
    expect((await olga.get('/settings/jobs')).page).toContain('Работ пока нет');
  });

  it('shows when each came last, comes next, and why it failed; lets it come at once', async () => {
    let broken = true;
    let swept = 0;
    const jobs = createJobs(
      [
        {
          name: 'search.index',
          every: '1 day',
          run: async () => {
            if (broken) throw new Error('диск полон <b>');
          },
        },
        { name: 'files.sweep', every: '1 hour', run: async () => void swept++ },
      ],
      { name: 'test', log: pino({ level: 'silent' }) },
    );
    await jobs.start();
    try {
      await runSoon('search.index', new Date());
      await until('it failed', async () => (await states()).get('search.index')?.failed !== undefined);
      expect((await states()).get('search.index')).toMatchObject({ every: '1 day', failures: 1, runs: false });
      const { page } = await olga.get('/settings/jobs');
      expect(page).toContain('Поиск по сообщениям');
      expect(page).toContain('каждый день');
      expect(page).toContain('диск полон &lt;b&gt;');
      expect(page).toContain('1 работа не получилась');
      expect(page.indexOf('Поиск по сообщениям')).toBeLessThan(page.indexOf('Уборка ненужных файлов'));

      broken = false;
      const before = swept;
      await olga.post('/settings/jobs/run', { name: 'search.index' }, { 'hx-request': 'true' });
      await olga.post('/settings/jobs/run', { name: 'files.sweep' }, { 'hx-request': 'true' });
      await until('both ran', async () => swept > before && (await states()).get('search.index')?.failed === undefined);
      expect((await olga.get('/settings/jobs')).page).toContain('Всё идёт своим чередом: 2 работы');
    } finally {
      await jobs.stop();
    }
  });

  it('says so when there is no such job, and is for those who administer', async () => {
    expect((await olga.post('/settings/jobs/run', { name: 'nothing' })).status).toBe(404);
    await addStaff({ email: 'marketer@example.org', role: 'marketer' });
    const marketer = visitor(() => panel.url);
    await marketer.signIn({ ...owner, email: 'marketer@example.org' });
    expect((await marketer.get('/settings/jobs')).status).toBe(403);
  });

  it('has a name for every job of the program', async () => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(new URL('../../src/ticks.ts', import.meta.url), 'utf8');
    const names = [...source.matchAll(/\{ name: '([\w.]+)', every:/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names)
      for (const language of ['ru', 'en'] as const)
        expect(t(language, `panel:jobs.names.${name}`), name).not.toContain('jobs.names');
  });
});

it('keeps its jobs in the collection that the page reads', async () => {
  expect(await mongoose.connection.collection('agendaJobs').countDocuments({})).toBe(2);
});
