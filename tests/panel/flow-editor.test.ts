import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ensureOwner } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const anton = visitor(() => panel.url);
const vera = visitor(() => panel.url);
const htmx = { 'hx-request': 'true' };

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  await addStaff({ email: 'anton@example.org', role: 'marketer' });
  await addStaff({ email: 'vera@example.org', role: 'manager' });
  await olga.signIn(owner);
  await anton.signIn({ ...owner, email: 'anton@example.org' });
  await vera.signIn({ ...owner, email: 'vera@example.org' });
});

/** Asks as the editor's script does. */
async function ask(who: typeof olga, path: string, body: unknown) {
  const { status, page: text } = await who.json(path, body);
  return { status, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

const bootOf = (page: string) =>
  JSON.parse(
    (/data-boot="([^"]*)"/.exec(page)?.[1] ?? '')
      .replaceAll('&quot;', '"')
      .replaceAll('&#x27;', "'")
      .replaceAll('&#x3D;', '=')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&#x60;', '`')
      .replaceAll('&amp;', '&'),
  );

it('a new flow is made of a title and opens in the editor', async () => {
  const made = await olga.post('/flows', { title: 'Запись к врачу', id: '', language: 'ru' }, htmx);
  expect(made.headers.get('hx-redirect')).toBe('/flows/zapis-k-vrachu/edit');
  const { page } = await olga.get('/flows/zapis-k-vrachu/edit');
  expect(bootOf(page)).toMatchObject({ flow: 'zapis-k-vrachu', mayWrite: true, draft: { differs: true } });
  expect((await olga.get('/flows')).page).toContain('Запись к врачу');
  const again = await olga.post('/flows', { title: 'Запись к врачу', id: '' }, htmx);
  expect(again.page).toContain('Сценарий с именем zapis-k-vrachu уже есть');
  expect((await olga.post('/flows', { title: 'Х', id: 'Не латиница' }, htmx)).page).toContain('строчных латинских букв');
});

it('only the editor lets in styles, and only those that know the secret of the answer', async () => {
  const edit = await olga.get('/flows/zapis-k-vrachu/edit');
  const { nonce } = bootOf(edit.page);
  expect(nonce).toMatch(/^[\w+/=]{20,}$/);
  expect(edit.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
  expect(edit.headers.get('content-security-policy')).not.toContain('unsafe');
  expect(bootOf((await olga.get('/flows/zapis-k-vrachu/edit')).page).nonce).not.toBe(nonce);
  expect((await olga.get('/flows')).headers.get('content-security-policy')).not.toContain('nonce');
});

it('the script of the editor is one file with everything in it, kept for ever', async () => {
  const { page } = await olga.get('/flows/zapis-k-vrachu/edit');
  const path = (/src="(\/assets\/flow-editor\.js[^"]+)"/.exec(page)?.[1] ?? '').replace('&#x3D;', '=');
  const [script, again] = await Promise.all([olga.get(path), olga.get(path)]);
  expect(script.headers.get('content-type')).toContain('text/javascript');
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(script.page).not.toMatch(/^import /m);
  expect(again.page).toBe(script.page);
  expect((await olga.get('/assets/flow-editor/main.js')).status).toBe(404);
});

it('a text is checked with the place of each mistake, and drawn as far as it can be', async () => {
  const yaml =
    'id: zapis-k-vrachu\ntitle: Запись\nsteps:\n  - { id: hello, say: Привет, next: nowhere }\n  - { id: name, ask: text, text: Имя? }\n';
  const { json } = await ask(olga, '/flows/zapis-k-vrachu/check', { yaml });
  expect(json.problems).toEqual([
    expect.objectContaining({ line: 4, place: 'строка 4', message: expect.stringContaining('nowhere') }),
  ]);
  expect(json.problems[0].column).toBe('  - { id: hello, say: Привет, next'.length - 3);
  expect(json.diagram).toContain('node-wrong');
  expect(json.steps).toEqual([
    { id: 'hello', line: 4, endLine: 4 },
    { id: 'name', line: 5, endLine: 5 },
  ]);
  expect(json.answers).toEqual(['name']);
  const broken = await ask(olga, '/flows/zapis-k-vrachu/check', { yaml: 'steps: [' });
  expect(broken.json.problems.length).toBeGreaterThan(0);
  expect(broken.json.diagram).toBeUndefined();
});

it('a draft is kept over the version that its author saw; who comes second is shown what was saved', async () => {
  const { draft } = bootOf((await olga.get('/flows/zapis-k-vrachu/edit')).page);
  const mine = await ask(olga, '/flows/zapis-k-vrachu/draft', { yaml: `${draft.yaml}# Ольга\n`, version: draft.version });
  expect(mine).toMatchObject({ status: 200, json: { version: draft.version + 1, by: 'Ольга' } });
  const theirs = await ask(anton, '/flows/zapis-k-vrachu/draft', { yaml: `${draft.yaml}# Антон\n`, version: draft.version });
  expect(theirs).toMatchObject({ status: 409, json: { version: draft.version + 1, yaml: `${draft.yaml}# Ольга\n` } });
});

it('whoever may not write looks and tries, and changes nothing', async () => {
  const { page } = await vera.get('/flows/zapis-k-vrachu/edit');
  expect(bootOf(page).mayWrite).toBe(false);
  expect(page).not.toContain('id="publish"');
  const { yaml, version } = bootOf(page).draft;
  expect((await ask(vera, '/flows/zapis-k-vrachu/check', { yaml })).status).toBe(200);
  for (const [path, body] of [
    ['draft', { yaml, version }],
    ['draft/drop', { version }],
  ] as const)
    expect((await ask(vera, `/flows/zapis-k-vrachu/${path}`, body)).status).toBe(403);
  for (const [path, form] of [
    ['/flows/zapis-k-vrachu/publish', { version: String(version), over: '' }],
    ['/flows', { title: 'Чужой' }],
    ['/flows/import', {}],
  ] as const)
    expect((await vera.post(path, form)).status).toBe(403);
  expect((await vera.get('/flows')).page).not.toContain('id="new-flow"');
});

it('is talked to as a customer would, with nothing kept', async () => {
  const { draft } = bootOf((await olga.get('/flows/zapis-k-vrachu/edit')).page);
  const conversation = { messenger: 'telegram', language: 'ru', at: new Date().toISOString() };
  const said = await ask(olga, '/flows/zapis-k-vrachu/simulate', {
    ...conversation,
    yaml: draft.yaml,
    happened: [{ kind: 'start' }, { kind: 'text', text: '<b>Анна</b>' }],
  });
  expect(said.text).toContain('Как к вам обращаться?');
  expect(said.text).toContain('&lt;b&gt;Анна&lt;/b&gt;');
  const wrong = await ask(olga, '/flows/zapis-k-vrachu/simulate', { ...conversation, yaml: 'steps: 5', happened: [] });
  expect(wrong.text).toContain('Сначала исправьте ошибки');
  const odd = { ...conversation, yaml: draft.yaml, happened: [{ kind: 'pass', ms: 10 ** 15 }] };
  expect((await ask(olga, '/flows/zapis-k-vrachu/simulate', odd)).status).toBe(400);
});

it('is published after its difference was seen; one that is wrong is not', async () => {
  const { draft } = bootOf((await anton.get('/flows/zapis-k-vrachu/edit')).page);
  const bad = await ask(anton, '/flows/zapis-k-vrachu/draft', { yaml: `${draft.yaml}wrong: 1\n`, version: draft.version });
  const refusal = await anton.get('/flows/zapis-k-vrachu/publish', htmx);
  expect(refusal.page).toContain('Опубликовать нельзя');
  expect(refusal.page).toMatch(/<button class="btn btn-primary" disabled>/);
  const forced = await anton.post('/flows/zapis-k-vrachu/publish', { version: String(bad.json.version), over: '' }, htmx);
  expect(forced.page).toContain('data-published="no"');
  const good = await ask(anton, '/flows/zapis-k-vrachu/draft', { yaml: draft.yaml, version: bad.json.version });
  const first = await anton.get('/flows/zapis-k-vrachu/publish', htmx);
  expect(first.page).toContain('публикуется впервые');
  const done = await anton.post('/flows/zapis-k-vrachu/publish', { version: String(good.json.version), over: '' }, htmx);
  expect(done.page).toContain('Опубликовано: версия 1');
  expect((await anton.get('/flows')).page).toMatch(/Запись к врачу[\s\S]*Работает/);
});

it('the difference marks the words that were altered, and who published meanwhile is told', async () => {
  const { draft } = bootOf((await olga.get('/flows/zapis-k-vrachu/edit')).page);
  const saved = await ask(olga, '/flows/zapis-k-vrachu/draft', {
    yaml: draft.yaml.replace('Как к вам обращаться?', 'Как вас называть?'),
    version: draft.version,
  });
  const { page } = await olga.get('/flows/zapis-k-vrachu/publish', htmx);
  expect(page).toMatch(/diff-line-removed.*<mark>[^<]*обращаться[^<]*<\/mark>/);
  expect(page).toMatch(/diff-line-added.*<mark>[^<]*называть[^<]*<\/mark>/);
  const stale = await olga.post(
    '/flows/zapis-k-vrachu/publish',
    { version: String(saved.json.version), over: 'something else' },
    htmx,
  );
  expect(stale.page).toContain('Тем временем что-то изменилось');
  const over = /name="over" value="(\w+)"/.exec(page)?.[1] ?? '';
  const done = await olga.post('/flows/zapis-k-vrachu/publish', { version: String(saved.json.version), over }, htmx);
  expect(done.page).toContain('Опубликовано: версия 2');
});

it('a file comes in as a draft, and over another draft only when that was agreed to', async () => {
  const yaml = await readFile(join(import.meta.dirname, '../../flows/feedback.yaml'), 'utf8');
  const form = (text: string, replace?: string) => {
    const body = new FormData();
    body.set('file', new Blob([text]), 'flow.yaml');
    if (replace !== undefined) body.set('replace', replace);
    return body;
  };
  expect((await olga.upload('/flows/import', form(yaml))).headers.get('location')).toBe('/flows/feedback/edit');
  const there = await olga.upload('/flows/import', form(yaml));
  expect(there.page).toContain('Заменить его черновик');
  const version = /name="replace" value="(\d+)"/.exec(there.page)?.[1] ?? '';
  expect((await olga.upload('/flows/import', form(yaml, version))).headers.get('location')).toBe('/flows/feedback/edit');
  expect((await olga.upload('/flows/import', form('просто текст'))).page).toContain('Это не файл сценария');
  expect((await olga.upload('/flows/import', new FormData())).page).toContain('Выберите файл');
});

it('a flow that is not there is not found', async () => {
  for (const path of ['/flows/nothing/edit', '/flows/nothing/draft', '/flows/nothing/publish'])
    expect((await olga.get(path)).status).toBe(404);
  expect((await ask(olga, '/flows/nothing/check', { yaml: '' })).status).toBe(404);
});
