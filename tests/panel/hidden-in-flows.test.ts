import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createField } from '../../src/contacts/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const anton = visitor(() => panel.url);
const htmx = { 'hx-request': 'true' };
let key = '';

beforeAll(async () => {
  await ensureOwner(owner, new Date());
  await olga.signIn(owner);
  await addStaff({ email: 'anton@example.org', role: 'marketer' });
  await anton.signIn({ ...owner, email: 'anton@example.org' });
  ({ key } = await createField({ title: 'Диагноз', type: 'text', hiddenFrom: ['marketer'] }));
  await olga.post('/flows', { title: 'Приём', id: 'visit', language: 'ru' }, htmx);
});

const answer = z.object({ version: z.number().default(0), problems: z.unknown().optional() });

const ask = async (who: typeof olga, path: string, body: unknown) =>
  answer.parse(JSON.parse((await who.json(`/flows/visit/${path}`, body)).page));

const flow = (steps: string) => `id: visit\ntitle: Приём\nlanguage: ru\nsteps:\n${steps}`;

/** Writes a draft and presses Publish without looking. */
async function publish(who: typeof olga, yaml: string): Promise<string> {
  const draft = answer.parse(JSON.parse((await who.get('/flows/visit/draft')).page));
  const { version } = await ask(who, 'draft', { yaml, version: draft.version });
  const dialog = await who.get('/flows/visit/publish', htmx);
  const over = /name="over" value="(\w+)"/.exec(dialog.page)?.[1] ?? '';
  return (await who.post('/flows/visit/publish', { version: String(version), over }, htmx)).page;
}

it.each([
  ['a text', (name: string) => `  - { id: a, say: "Ваш диагноз: {{ contact . fields . ${name} | default: '-' }}" }`],
  ['an expression', (name: string) => `  - { id: a, set: { answers.x: "length(contact.fields.${name})" } }\n  - end`],
  [
    'a rule',
    (name: string) => `  - { id: a, when: [{ if: { field: contact.fields.${name}, op: exists }, next: end }, { next: end }] }`,
  ],
  ['what is saved', (name: string) => `  - { id: a, set: { contact.fields.${name}: "1" } }`],
  ['letters written otherwise', (name: string) => `  - { id: a, say: "Да {{contact.\\x66ields.${name} | default: '-'}}" }`],
])('who may not see a field has no flow tell it: %s', async (_what, steps) => {
  const yaml = flow(steps(key));
  const told = async (who: typeof olga) => JSON.stringify((await ask(who, 'check', { yaml })).problems);
  expect(await told(anton)).toContain(`Поле ${key} скрыто от вашей роли`);
  expect(await told(olga)).not.toContain('скрыто');
  const forced = await publish(anton, yaml);
  expect(forced).toContain('data-published="no"');
  expect(forced).toContain('скрыто от вашей роли');
});

it('what others have named there before stays, with other words around it, and nowhere else', async () => {
  const slot = `{{contact.fields.${key} | default: '-'}}`;
  expect(await publish(olga, flow(`  - { id: a, say: "Диагноз ${slot}" }`))).toContain('Опубликовано');
  const moved = `  - { id: first, say: "Здравствуйте" }\n  - { id: a, say: "Ваш диагноз: ${slot}" }`;
  expect(await publish(anton, flow(moved))).toContain('Опубликовано');
  const told = `${moved}\n  - { id: tell, do: [{ notify: managers, text: "${slot}" }] }`;
  expect(await publish(anton, flow(told))).toContain('скрыто от вашей роли');
});
