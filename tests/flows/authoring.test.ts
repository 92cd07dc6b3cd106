import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Authoring, type AuthoringNote, createAuthoring, type Flows, flowStates, loadFlows } from '../../src/flows/index.ts';
import { readFolder, takeFiles } from '../../src/flows/take-files.ts';
import { writeFlowFile } from '../../src/flows/write-flow-file.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();
const log = pino({ level: 'silent' });
const olga = { id: 'olga', name: 'Ольга' };
const pavel = { id: 'pavel', name: 'Павел' };
const clock = new ManualClock();
let folder: string;
let notes: AuthoringNote[];

interface Side {
  flows: Flows;
  authoring: Authoring;
}

/** A process: its own library, its own view of the folder. */
async function begin(at = folder, write = writeFlowFile): Promise<Side> {
  const flows = await loadFlows({ folder: at, now: clock.now(), log });
  return {
    flows,
    authoring: createAuthoring({ folder: at, flows, clock, log, write, note: async entry => void notes.push(entry) }),
  };
}

const flow = (words: string, head = '') =>
  `id: lead\ntitle: Заявка\n${head}steps:\n  - { id: name, ask: text, text: "${words}" }\n  - end\n`;
const put = (text: string, name = 'lead.yaml', at = folder) => writeFile(join(at, name), text);
const said = ({ flows }: Side) => flows.library.byId('lead')?.revision;

const numbers = async ({ authoring }: Side) => (await authoring.revisionsOf('lead')).map(({ number }) => number);

async function edit({ authoring }: Side, yaml: string, by = olga) {
  const { version, over } = await authoring.getDraft('lead');
  const saved = await authoring.saveDraft({ flow: 'lead', yaml, version, by });
  if (saved.kind !== 'saved') throw new Error('conflict');
  return { flow: 'lead', version: saved.draft.version, over, by, language: 'ru' as const };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kartoteka-authoring-'));
  notes = [];
  for (const name of ['flows', 'flowRevisions', 'flowDrafts']) await mongoose.connection.collection(name).deleteMany({});
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a file', () => {
  it('becomes a revision when it is new, and another one when it has changed', async () => {
    await put(flow('Как вас зовут?'));
    const first = said(await begin());
    await put(flow('Ваше имя?'));
    const second = await begin();
    expect(said(second)).toBeDefined();
    expect(said(second)).not.toBe(first);
    const revisions = await second.authoring.revisionsOf('lead');
    expect(revisions.map(({ number, runs, how, by }) => ({ number, runs, how, by: by.kind }))).toEqual([
      { number: 2, runs: true, how: 'file', by: 'file' },
      { number: 1, runs: false, how: 'file', by: 'file' },
    ]);
  });

  it('that did not change publishes nothing, however often the program starts', async () => {
    await put(flow('Как вас зовут?'));
    for (let n = 0; n < 3; n++) await begin();
    expect(await (await begin()).authoring.revisionsOf('lead')).toHaveLength(1);
  });

  it('that is wrong is told of with its line, and the last good revision goes on', async () => {
    await put(flow('Как вас зовут?'));
    const good = said(await begin());
    await put('id: lead\ntitle: Заявка\nsteps:\n  - { id: name, asks: text }\n');
    const after = await begin();
    expect(said(after)).toBe(good);
    const [state] = await flowStates();
    expect(state).toMatchObject({ id: 'lead', revision: good, problems: [{ line: 4 }] });
    await put(flow('Как вас зовут?'));
    await begin();
    expect((await flowStates())[0]?.problems).toEqual([]);
  });

  it('that is wrong is told of in the language of who looks: its mistakes, its remarks, and what is wrong beside other flows', async () => {
    await put('id: a\ntitle: А\nsteps:\n  - { id: name, asks: text }\n', 'a.yaml');
    await put('id: b\ntitle: Б\nsteps:\n  - { say: "{{contact.firstName}}" }\n  - { call: nowhere, id: c }\n', 'b.yaml');
    const { authoring } = await begin();
    const told = (list: Awaited<ReturnType<typeof authoring.listFlows>>) =>
      list.map(({ problems, warnings }) => [...problems, ...warnings].map(({ message }) => message).join('\n'));
    expect(told(await authoring.listFlows('ru'))).toEqual([
      expect.stringContaining('Непонятно, что делает шаг'),
      expect.stringMatching(/Сценария «nowhere» нет[\s\S]*может не быть/),
    ]);
    expect(told(await authoring.listFlows('en')).join('\n')).not.toMatch(/[а-я]/);
  });

  it('that was never right is shown under its name, and under its id once it is right', async () => {
    await put('steps: 1');
    const before = await begin();
    expect(before.flows.library.all).toEqual([]);
    expect((await flowStates()).map(({ id }) => id)).toEqual(['lead.yaml']);
    await put(flow('Как вас зовут?'));
    await begin();
    expect((await flowStates()).map(({ id }) => id)).toEqual(['lead']);
  });

  it('with the id of another one runs not at all, and says so', async () => {
    await put(flow('Первый'), 'a.yaml');
    await put(flow('Второй'), 'b.yaml');
    const { flows } = await begin();
    expect(flows.library.all.map(({ file }) => file)).toEqual(['a.yaml']);
    const wrong = (await flowStates()).find(({ file }) => file === 'b.yaml');
    expect(wrong?.problems[0]?.message).toContain('a.yaml');
  });

  it('that is gone withdraws its flow, and brings it back when it is there again', async () => {
    await put(flow('Как вас зовут?'));
    const revision = said(await begin());
    await rm(join(folder, 'lead.yaml'));
    const without = await begin();
    expect(said(without)).toBeUndefined();
    expect(await flowStates()).toEqual([]);
    await without.flows.ensureRevision(revision ?? '');
    expect(without.flows.library.byRevision(revision ?? '')?.id).toBe('lead');
    await put(flow('Как вас зовут?'));
    expect(said(await begin())).toBe(revision);
  });

  it('under another name is the same flow', async () => {
    await put(flow('Как вас зовут?'));
    const revision = said(await begin());
    await rm(join(folder, 'lead.yaml'));
    await put(flow('Как вас зовут?'), 'request.yaml');
    expect(said(await begin())).toBe(revision);
    expect((await flowStates()).map(({ file }) => file)).toEqual(['request.yaml']);
  });

  it('of a first release that is wrong now goes on with what that release kept', async () => {
    await put(flow('Как вас зовут?'));
    const revision = said(await begin());
    const flows = mongoose.connection.collection<{ _id: string }>('flows');
    await flows.deleteMany({});
    await flows.insertOne({
      _id: 'lead.yaml',
      id: 'lead',
      title: 'Заявка',
      file: 'lead.yaml',
      revision,
      steps: 2,
      problems: [],
      warnings: [],
    } as { _id: string });
    await put('steps: wrong');
    expect(said(await begin())).toBe(revision);
  });
});

describe('publishing in the panel', () => {
  it('lets the draft run, writes the file, and is no news at the next start', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const draft = await edit(side, flow('Ваше имя?'));
    expect((await side.authoring.listFlows())[0]).toMatchObject({ id: 'lead', draft: { by: olga } });
    const published = await side.authoring.publish(draft);
    expect(published).toMatchObject({ kind: 'published', number: 2, file: 'written' });
    expect(said(side)).toBe(published.kind === 'published' && published.revision);
    expect(await readFile(join(folder, 'lead.yaml'), 'utf8')).toBe(flow('Ваше имя?'));
    expect(await readdir(folder)).toEqual(['lead.yaml']);
    expect((await side.authoring.listFlows())[0]).not.toHaveProperty('draft');
    const after = await begin();
    expect(said(after)).toBe(said(side));
    expect(await after.authoring.revisionsOf('lead')).toHaveLength(2);
    expect(notes).toMatchObject([{ what: 'flowPublished', flow: 'lead', by: olga, revision: said(side) }]);
  });

  it('is seen by another process at its next look', async () => {
    await put(flow('Как вас зовут?'));
    const [here, there] = [await begin(), await begin()];
    await here.authoring.publish(await edit(here, flow('Ваше имя?')));
    expect(said(there)).not.toBe(said(here));
    await there.flows.refresh();
    expect(said(there)).toBe(said(here));
  });

  it('refuses a wrong draft with its problems, in the language of the author', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const before = said(side);
    const refused = await side.authoring.publish(await edit(side, 'id: lead\ntitle: Заявка\nsteps:\n  - { goto: nowhere }\n'));
    expect(refused).toMatchObject({ kind: 'wrong', problems: [{ line: 4, message: expect.stringMatching(/[а-я]/) }] });
    expect(said(side)).toBe(before);
  });

  it('refuses another id, and what stands out beside the other flows', async () => {
    await put(flow('Как вас зовут?'));
    await put('id: other\ntitle: Другой\nstart: { default: true }\nsteps:\n  - { say: "…" }\n', 'other.yaml');
    const side = await begin();
    const renamed = await side.authoring.checkDraft(flow('?').replace('id: lead', 'id: leads'), { flow: 'lead', language: 'ru' });
    expect(renamed.problems).toMatchObject([{ line: 1, message: expect.stringContaining('id: lead') }]);
    const rival = await side.authoring.publish(await edit(side, flow('?', 'start: { default: true }\n')));
    expect(rival).toMatchObject({ kind: 'wrong', problems: [{ message: expect.stringContaining('other') }] });
  });

  it('is not undone by whoever read the folder before, and looks at it after', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const before = await readFolder(folder);
    await side.authoring.publish(await edit(side, flow('Ваше имя?')));
    await takeFiles(before, clock.now());
    expect(await numbers(side)).toEqual([2, 1]);
  });

  it('is not undone by whoever finds the file of a publication before it, which is just being written', async () => {
    await put(flow('Как вас зовут?'));
    const third = await begin();
    const second = await begin(folder, async () => false);
    let isLate = false;
    const first = await begin(folder, async (...file) => {
      if (!isLate) {
        isLate = true;
        await second.authoring.publish(await edit(second, flow('Представьтесь?'), pavel));
      }
      const written = await writeFlowFile(...file);
      await third.flows.rereadFiles(clock.now());
      return written;
    });
    await first.authoring.publish(await edit(first, flow('Ваше имя?')));
    expect(await numbers(first)).toEqual([3, 2, 1]);
  });

  it('lets one of two win who publish at the same moment, and shows the other what happened', async () => {
    await put(flow('Как вас зовут?'));
    const [here, there] = [await begin(), await begin()];
    const [first] = await here.authoring.revisionsOf('lead');
    const draft = await edit(here, flow('Ваше имя?'));
    await there.authoring.publish(await edit(there, flow('Имя?')).then(each => ({ ...each, over: draft.over })));
    const revision = first?.revision ?? '';
    const next = await edit(there, flow('Представьтесь?'), pavel);
    const results = await Promise.all([
      here.authoring.rollBack({ flow: 'lead', revision, over: said(there), by: olga, language: 'ru' }),
      there.authoring.publish(next),
    ]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['conflict', 'published']);
    const lost = results.find(({ kind }) => kind === 'conflict');
    expect(lost).toMatchObject({ latest: { number: 3 } });
    await Promise.all([here.flows.refresh(), there.flows.refresh()]);
    expect(said(here)).toBe(said(there));
    const running = await here.authoring.revisionText('lead', said(here) ?? '');
    expect(await readFile(join(folder, 'lead.yaml'), 'utf8')).toBe(running);
  });

  it('does not write over a file that was changed by hand meanwhile', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const draft = await edit(side, flow('Ваше имя?'));
    await put(flow('Имя и фамилия?'));
    expect(await side.authoring.publish(draft)).toMatchObject({ kind: 'conflict', latest: { how: 'file', number: 2 } });
    expect(await readFile(join(folder, 'lead.yaml'), 'utf8')).toBe(flow('Имя и фамилия?'));
    expect(await side.authoring.getDraft('lead')).toMatchObject({ differs: true, outdated: true });
    expect(await side.authoring.publish({ ...draft, over: said(side) })).toMatchObject({ kind: 'published', number: 3 });
  });

  it('keeps what somebody was writing by hand in a wrong file', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    await put('id: lead\ntitle: ещё пишу');
    expect((await side.authoring.publish(await edit(side, flow('Ваше имя?')))).kind).toBe('published');
    expect((await readdir(folder)).sort()).toEqual(['lead.yaml', 'lead.yaml.bak']);
    expect(await readFile(join(folder, 'lead.yaml.bak'), 'utf8')).toBe('id: lead\ntitle: ещё пишу');
    expect((await side.authoring.getFlow('lead')).problems).toEqual([]);
  });

  it('of what runs already changes nothing', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const { version, over } = await side.authoring.getDraft('lead');
    const same = await side.authoring.publish({ flow: 'lead', version, over, by: olga, language: 'ru' });
    expect(same.kind).toBe('unchanged');
    expect(await side.authoring.revisionsOf('lead')).toHaveLength(1);
  });

  it('runs from the database where the folder may not be written to, until the file changes again', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin(folder, async () => false);
    expect(await side.authoring.publish(await edit(side, flow('Ваше имя?')))).toMatchObject({ file: 'readOnly' });
    const published = said(side);
    const after = await begin();
    expect(said(after)).toBe(published);
    expect(await after.authoring.getFlow('lead')).toMatchObject({ fileDiffers: true });
    await put(flow('Имя и фамилия?'));
    const last = await begin();
    expect(said(last)).not.toBe(published);
    expect(await last.authoring.getFlow('lead')).toMatchObject({ fileDiffers: false });
    expect(await last.authoring.revisionsOf('lead')).toHaveLength(3);
  });

  it('is not undone by an older copy of the folder on another machine', async () => {
    await put(flow('Как вас зовут?'));
    const copy = await mkdtemp(join(tmpdir(), 'kartoteka-copy-'));
    await put(flow('Как вас зовут?'), 'lead.yaml', copy);
    const here = await begin();
    await here.authoring.publish(await edit(here, flow('Ваше имя?')));
    const there = await begin(copy);
    expect(said(there)).toBe(said(here));
    expect(await there.authoring.getFlow('lead')).toMatchObject({ fileDiffers: true });
    await put(flow('Имя и фамилия?'), 'lead.yaml', copy);
    expect(said(await begin(copy))).not.toBe(said(here));
    await rm(copy, { recursive: true });
  });

  it('is taken back by putting the old file back', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const first = said(side);
    await side.authoring.publish(await edit(side, flow('Ваше имя?')));
    await put(flow('Как вас зовут?'));
    expect(said(await begin())).toBe(first);
  });
});

it('a text is put into a folder in one piece, and a folder that is not there refuses it', async () => {
  expect(await writeFlowFile(folder, 'lead.yaml', 'text')).toBe(true);
  expect(await readdir(folder)).toEqual(['lead.yaml']);
  expect(await writeFlowFile(join(folder, 'missing'), 'lead.yaml', 'text')).toBe(false);
});

describe('rolling back', () => {
  it('lets an older text run again, as a publication of its own, and leaves the draft alone', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const first = said(side) ?? '';
    await side.authoring.publish(await edit(side, flow('Ваше имя?')));
    await edit(side, flow('Черновик'));
    const back = await side.authoring.rollBack({ flow: 'lead', revision: first, over: said(side), by: pavel, language: 'ru' });
    expect(back).toMatchObject({ kind: 'published', revision: first, number: 3, file: 'written' });
    expect(await side.authoring.revisionsOf('lead')).toMatchObject([
      { number: 3, revision: first, runs: true, how: 'rollBack', by: pavel },
      { number: 2, runs: false },
      { number: 1, revision: first, runs: false },
    ]);
    expect(await readFile(join(folder, 'lead.yaml'), 'utf8')).toBe(flow('Как вас зовут?'));
    expect(await side.authoring.getDraft('lead')).toMatchObject({ yaml: flow('Черновик'), differs: true, outdated: true });
    expect(notes.at(-1)).toMatchObject({ what: 'flowRolledBack', by: pavel });
  });

  it('to a revision of another flow is refused', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const wrong = side.authoring.rollBack({ flow: 'lead', revision: 'none', over: said(side), by: olga, language: 'ru' });
    await expect(wrong).rejects.toMatchObject({ code: 'flows.no_revision' });
  });
});

describe('drafts', () => {
  it('tell who saved meanwhile instead of writing over it', async () => {
    await put(flow('Как вас зовут?'));
    const { authoring } = await begin();
    const saved = await Promise.all(
      [olga, pavel].map(by => authoring.saveDraft({ flow: 'lead', yaml: flow(by.name), version: 0, by })),
    );
    const [won, lost] = [saved.find(({ kind }) => kind === 'saved'), saved.find(({ kind }) => kind === 'conflict')];
    expect(lost?.kind === 'conflict' && lost.theirs).toEqual(won?.kind === 'saved' && won.draft);
  });

  it('that were taken back are no drafts any more', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    const { version } = await edit(side, flow('Ваше имя?'));
    expect(await side.authoring.dropDraft({ flow: 'lead', version, by: olga })).toMatchObject({
      kind: 'saved',
      draft: { differs: false, yaml: flow('Как вас зовут?') },
    });
    expect((await side.authoring.listFlows())[0]).not.toHaveProperty('draft');
  });

  it('without changes of their own follow the file', async () => {
    await put(flow('Как вас зовут?'));
    const side = await begin();
    await edit(side, flow('Как вас зовут?'));
    await put(flow('Ваше имя?'));
    await side.flows.rereadFiles(clock.now());
    expect(await side.authoring.getDraft('lead')).toMatchObject({ yaml: flow('Ваше имя?'), differs: false, outdated: false });
  });
});

describe('a flow made in the panel', () => {
  it('is a draft that can be published as it is, and then has a file', async () => {
    const side = await begin();
    const draft = await side.authoring.createFlow({ id: 'visit-1', title: 'Запись: "визит"', language: 'ru', by: olga });
    expect(draft).toMatchObject({ version: 1, differs: true });
    expect(side.flows.library.all).toEqual([]);
    expect(await (await begin()).authoring.listFlows()).toMatchObject([{ id: 'visit-1', draft: { by: olga } }]);
    const published = await side.authoring.publish({ flow: 'visit-1', version: 1, over: undefined, by: olga, language: 'ru' });
    expect(published).toMatchObject({ kind: 'published', number: 1 });
    expect(await readdir(folder)).toEqual(['visit-1.yaml']);
    expect((await begin()).flows.library.byId('visit-1')?.title).toBe('Запись: "визит"');
  });

  it('needs an id of its own', async () => {
    await put(flow('Как вас зовут?'));
    const { authoring } = await begin();
    const create = (id: string) => authoring.createFlow({ id, title: 'Ещё', language: 'en', by: olga });
    await expect(create('lead')).rejects.toMatchObject({ code: 'flows.id_taken' });
    await expect(create('../lead')).rejects.toMatchObject({ code: 'flows.bad_id' });
  });
});

describe('a file that is imported', () => {
  it('becomes a draft of a new flow, also when it is wrong', async () => {
    const { authoring } = await begin();
    const imported = await authoring.importFlow({ yaml: 'id: quiz\ntitle: "Тест\nsteps: [', by: olga, language: 'ru' });
    expect(imported).toMatchObject({ kind: 'imported', flow: 'quiz', draft: { yaml: 'id: quiz\ntitle: "Тест\nsteps: [' } });
    expect((await authoring.importFlow({ yaml: 'steps: []', by: olga, language: 'ru' })).kind).toBe('wrong');
  });

  it('replaces the draft of a flow that is there only when its version is named', async () => {
    await put(flow('Как вас зовут?'));
    const { authoring } = await begin();
    const yaml = flow('Ваше имя?');
    expect(await authoring.importFlow({ yaml, by: olga, language: 'ru' })).toEqual({
      kind: 'exists',
      flow: 'lead',
      title: 'Заявка',
      version: 0,
    });
    expect(await authoring.importFlow({ yaml, replace: 0, by: olga, language: 'ru' })).toMatchObject({ kind: 'imported' });
    expect(await authoring.exportFlow({ flow: 'lead', draft: true })).toEqual({ name: 'lead.yaml', yaml });
    expect(await authoring.exportFlow({ flow: 'lead' })).toEqual({ name: 'lead.yaml', yaml: flow('Как вас зовут?') });
  });
});
