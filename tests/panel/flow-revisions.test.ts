import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureOwner } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { type Corridor, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';
import { owner, startPanel } from '../support/start-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
let corridor: Corridor;
let panel: { url: string; close(): Promise<void> };
const olga = visitor(() => panel.url);
const viktor = visitor(() => panel.url);

const older = `id: visit
title: Запись
start: { default: true }
steps:
  - { id: name, ask: text, text: "Как вас зовут?" }
  - { id: when, ask: text, text: "Когда удобно?" }
  - { say: "Спасибо!" }
`;
const newer = older.replace('id: name', 'id: who').replace('Спасибо', 'Благодарим');
const dialogues = `- name: записывается
  talk: |
    > привет
    < Как вас зовут?
    > Анна
    < Когда удобно?
    > завтра
    < Спасибо!
`;

beforeAll(async () => {
  corridor = await startCorridor();
  await corridor.put('visit.yaml', older);
  await corridor.flows.rereadFiles(new Date());
  await corridor.does('anna', { kind: 'start' });
  await corridor.does('vera', { kind: 'start' });
  await corridor.says('vera', 'Вера');
  panel = await startPanel({ authoring: corridor.authoring });
  await ensureOwner(owner, new Date());
  await addStaff({ email: 'viktor@example.org', role: 'viewer' });
  await olga.signIn(owner);
  await viktor.signIn({ ...owner, email: 'viktor@example.org' });
});
afterAll(async () => {
  await panel.close();
  await corridor.stop();
});

const publish = async (yaml: string) => {
  await corridor.put('visit.yaml', yaml);
  await corridor.flows.rereadFiles(new Date());
};

describe('the page of revisions', () => {
  it('shows what ran when, who is in the middle of it, and what changed', async () => {
    await publish(newer);
    const { page } = await olga.get('/flows/visit/revisions');
    expect(page).toMatch(/№ 2[\s\S]*работает[\s\S]*№ 1/);
    expect(page).toMatch(/2 человека[\s\S]*Перевести людей/);
    const { page: one } = await olga.get('/flows/visit/revisions/2');
    expect(one).toContain('Что изменилось по сравнению с предыдущей');
    expect(one).toMatch(/<mark>[^<]*Благодарим/);
    expect((await olga.get('/flows/visit/revisions/9')).status).toBe(404);
    expect((await olga.get('/flows/none/revisions')).status).toBe(404);
  });

  it('gives a revision as a file', async () => {
    const file = await olga.get('/flows/visit/revisions/1/file');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename=visit.yaml');
    expect(file.page).toBe(older);
  });

  it('shows a dry run that changes nothing, then moves people and says what became of each', async () => {
    const { page: first } = await olga.get('/flows/visit/revisions/1/move');
    expect(first).toContain('этого шага больше нет');
    expect(first).toContain('1 останется на прежней версии');
    const { page: part } = await olga.get('/flows/visit/revisions/1/move?to.name=step%3Awho', { 'hx-request': 'true' });
    expect(part).not.toContain('<html');
    expect(part).toContain('1 продолжит с другого шага и услышит его один раз');
    expect(part).toContain('1 останется на том же шаге и ничего не услышит');
    expect(part).toContain('Перевести 2 человек');
    expect(await corridor.heard('anna')).toHaveLength(1);
    const to = /name="to" value="([0-9a-f]+)"/.exec(part)?.[1] ?? '';
    expect((await olga.post('/flows/visit/revisions/1/move', { to, 'to.name': 'step:who' })).status).toBe(303);
    expect((await olga.get('/flows/visit/revisions')).page).toMatch(/готовится|идёт/);
    await corridor.mover.work();
    const { page } = await olga.get('/flows/visit/revisions');
    expect(page).toContain('закончен');
    expect(page).toMatch(/на том же шаге: <b>1<\/b>/);
    const list = /href="(\/flows\/visit\/moves\/[^"?]+)\?state&#x3D;asked"/.exec(page)?.[1] ?? '';
    expect((await olga.get(`${list}?state=asked`)).page).toContain('Анна');
  });

  it('runs an older revision again, and says when somebody was faster', async () => {
    const { page } = await olga.get('/flows/visit/revisions/1?with=running');
    const over = /name="over" value="([0-9a-f]+)"/.exec(page)?.[1] ?? '';
    const done = await olga.post('/flows/visit/revisions/1/run', { over });
    expect(done.headers.get('location')).toBe('/flows/visit/revisions?done=3');
    expect((await olga.get('/flows/visit/revisions?done=3')).page).toContain('Работает версия № 3');
    expect(await readFile(join(corridor.folder, 'visit.yaml'), 'utf8')).toBe(older);
    const late = await olga.post('/flows/visit/revisions/2/run', { over });
    expect(late.status).toBe(409);
  });

  it('lets viewers look and nothing else', async () => {
    const { page } = await viktor.get('/flows/visit/revisions');
    expect(page).not.toContain('/move"');
    expect((await viktor.get('/flows/visit/revisions/2')).page).not.toContain('Вернуть эту версию');
    expect((await viktor.post('/flows/visit/revisions/2/run', { over: '' })).status).toBe(403);
    expect((await viktor.post('/flows/visit/revisions/2/move', { to: '' })).status).toBe(403);
    expect((await viktor.post('/flows/visit/dialogues', { yaml: '', version: '0' })).status).toBe(403);
  });
});

describe('the page of dialogues', () => {
  it('says how to write the first one', async () => {
    expect((await olga.get('/flows/visit/dialogues')).page).toContain('Диалогов пока нет');
  });

  it('holds them, with what was really said and how much of the flow they come by', async () => {
    await corridor.put('visit.dialogues.yaml', dialogues);
    const { page } = await olga.get('/flows/visit/dialogues');
    expect(page).toContain('1 диалог сошёлся');
    expect(page).toContain('Пройдено 100 % шагов (3 из 3)');
    expect(page).toContain('Когда удобно?');
  });

  it('keeps a draft, shows the first difference at its line, and writes the file when asked to', async () => {
    const wrong = dialogues.replace('< Когда удобно?', '< Во сколько?');
    const { page } = await olga.post('/flows/visit/dialogues', { yaml: wrong, version: '0', what: 'hold' });
    expect(page).toContain('Не сошёлся 1 из 1');
    expect(page).toContain('строка 6');
    expect(page).toContain('ещё не записано в visit.dialogues.yaml');
    expect(await readFile(join(corridor.folder, 'visit.dialogues.yaml'), 'utf8')).toBe(dialogues);
    const late = await olga.post('/flows/visit/dialogues', { yaml: 'мой текст', version: '0', what: 'hold' });
    expect(late.status).toBe(409);
    expect(late.page).toContain('>мой текст</textarea>');
    const more = `${dialogues}# ещё\n`;
    const written = await olga.post('/flows/visit/dialogues', { yaml: more, version: '1', what: 'publish' });
    expect(written.page).toContain('Записано в файл visit.dialogues.yaml');
    expect(await readFile(join(corridor.folder, 'visit.dialogues.yaml'), 'utf8')).toBe(more);
    expect(written.page).not.toContain('ещё не записано');
  });

  it('does not write over a file that was changed meanwhile, and drops what is not wanted', async () => {
    const at = /name="version" value="(\d+)"/;
    const version = at.exec((await olga.get('/flows/visit/dialogues')).page)?.[1] ?? '';
    const saved = await olga.post('/flows/visit/dialogues', { yaml: `${dialogues}# моё\n`, version, what: 'hold' });
    await writeFile(join(corridor.folder, 'visit.dialogues.yaml'), `${dialogues}# чужое\n`);
    expect((await olga.get('/flows/visit/dialogues')).page).toContain('Файл изменили после того');
    const next = at.exec(saved.page)?.[1] ?? '';
    const dropped = await olga.post('/flows/visit/dialogues', { yaml: '', version: next, what: 'drop' });
    expect(dropped.page).toContain('# чужое');
  });

  it('holds them with the draft of the flow, or tells what is wrong with it', async () => {
    const { version } = await corridor.authoring.getDraft('visit');
    const by = { id: 'olga', name: 'Ольга' };
    await corridor.authoring.saveDraft({ flow: 'visit', yaml: older.replace('Спасибо', 'До встречи'), version, by });
    expect((await olga.get('/flows/visit/dialogues')).page).toContain('Не сошёлся 1 из 1');
    expect((await olga.get('/flows/visit/dialogues?with=running')).page).toContain('1 диалог сошёлся');
    await corridor.authoring.saveDraft({ flow: 'visit', yaml: 'steps: 1', version: version + 1, by });
    expect((await olga.get('/flows/visit/dialogues')).page).toContain('Проверить не получилось');
  });

  it('takes a long text', async () => {
    const version = /name="version" value="(\d+)"/.exec((await olga.get('/flows/visit/dialogues')).page)?.[1] ?? '';
    const long = `${dialogues}${'# длинное примечание\n'.repeat(4000)}`;
    expect((await olga.post('/flows/visit/dialogues', { yaml: long, version, what: 'hold', with: 'running' })).status).toBe(200);
  });
});
