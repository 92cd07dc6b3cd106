import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Authoring, createAuthoring, loadFlows } from '../../../src/flows/index.ts';
import { leadVersions } from '../../../tools/demo/flows/lead-versions.ts';
import { publishPast } from '../../../tools/demo/flows/publish-past.ts';
import { useDatabase } from '../../support/database.ts';
import { ManualClock } from '../../support/manual-clock.ts';

describe('the flows of the demo', () => {
  useDatabase();
  const now = new Date('2026-03-02T15:00:00Z');
  const log = pino({ level: 'silent' });
  const office = [
    { id: 'olga', name: 'Ольга' },
    { id: 'marina', name: 'Марина' },
  ] as const;
  let folder = '';
  let authoring: Authoring;
  let libraryAt: Awaited<ReturnType<typeof publishPast>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kartoteka-demo-flows-'));
    libraryAt = await publishPast({ folder, office, now, log });
    const flows = await loadFlows({ folder, now, log });
    authoring = createAuthoring({ folder, flows, clock: new ManualClock(now.toISOString()), log, note: async () => {} });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('are all right, the examples among them', async () => {
    const flows = await authoring.listFlows();
    expect(flows.map(({ id }) => id)).toEqual(expect.arrayContaining(['lead', 'feedback', 'dentist', 'survey']));
    expect(flows.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('have a questionnaire of two revisions, and a draft that differs and could be published', async () => {
    const revisions = await authoring.revisionsOf('lead');
    expect(revisions.map(({ number, how }) => [number, how])).toEqual([
      [2, 'panel'],
      [1, 'file'],
    ]);
    const draft = await authoring.getDraft('lead');
    expect(draft).toMatchObject({ differs: true, outdated: false, by: { name: 'Марина' } });
    expect(await authoring.checkDraft(draft.yaml, { flow: 'lead', language: 'en' })).toMatchObject({
      problems: [],
      warnings: [],
    });
    const [running, earlier] = revisions;
    expect(libraryAt(now).byId('lead')?.revision).toBe(running?.revision);
    expect(libraryAt(new Date('2026-01-20')).byId('lead')?.revision).toBe(earlier?.revision);
  });

  it('hold the dialogues of the sample with what runs', async () => {
    const { results, problems } = await authoring.holdDialogues({ flow: 'lead', with: 'running', language: 'en' });
    expect(problems).toEqual([]);
    expect(results.length).toBeGreaterThan(10);
    expect(results.flatMap(({ problem }) => problem ?? [])).toEqual([]);
  });

  it('are told to be remade when the sample has changed too much', () => {
    expect(() => leadVersions('id: lead\nsteps:\n  - say: hi\n')).toThrow('thanks');
  });
});
