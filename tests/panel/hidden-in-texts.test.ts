import { Readable } from 'node:stream';
import { beforeAll, expect, it } from 'vitest';
import { type AutomationInput, allSteps, getAutomation, saveAutomation } from '../../src/automations/index.ts';
import { createDraft, getBroadcast, saveDraft } from '../../src/broadcasts/index.ts';
import { createContact, createField } from '../../src/contacts/index.ts';
import { startImport } from '../../src/imports/index.ts';
import { imports } from '../../src/imports/store/import-model.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { messengerIn, owner, usePanel } from '../support/panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const clock = new ManualClock('2026-03-02T09:00:00Z');
const panel = usePanel({ clock, messengers: [messengerIn('telegram', { state: 'ready', name: '@bot' })] });
const olga = visitor(() => panel.url);
const marketer = visitor(() => panel.url);
const htmx = { 'hx-request': 'true' };
const now = clock.now();
let key = '';
let anna = '';

beforeAll(async () => {
  await ensureOwner(owner, now);
  await olga.signIn(owner);
  await addStaff({ email: 'marketer@example.org', role: 'marketer' });
  await marketer.signIn({ email: 'marketer@example.org', password: owner.password });
  ({ key } = await createField({ title: 'Диагноз', type: 'text', hiddenFrom: ['marketer'] }));
  const author = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  anna = (await createContact({ name: 'Анна', custom: { [key]: 'Гайморит' } }, { by: author, key: 'anna', now })).id;
});

const preview = (who: typeof olga, text: string) =>
  who.post(
    '/content/preview?prefix=content',
    { 'content.all.text.ru': text, 'preview.content.contact': anna, 'preview.content.messenger': 'telegram' },
    htmx,
  );

it('a preview covers what its reader may not see of the card, however it is named', async () => {
  for (const slot of [`{{contact.fields.${key}}}`, `{{ contact . fields . ${key} | default: "—" }}`]) {
    expect((await preview(olga, `Ваш диагноз: ${slot}`)).page).toContain('Гайморит');
    const shown = (await preview(marketer, `Ваш диагноз: ${slot}, {{contact.name}}`)).page;
    expect(shown).toContain('Ваш диагноз: •••, Анна');
    expect(shown).not.toContain('Гайморит');
  }
});

it('a mailing is not written with it by who may not see it; what others wrote stays', async () => {
  const { id, version } = await createDraft({ name: 'Осень', by: 'x', now });
  const form = (at: number, text: string) => ({
    version: String(at),
    name: 'Осень',
    purpose: 'service',
    messenger: 'telegram',
    'schedule.kind': 'now',
    'content.all.text.ru': text,
  });
  const secret = `Ваш диагноз: {{contact.fields.${key}}}`;
  const refused = await marketer.post(`/broadcasts/${id}`, form(version, secret), htmx);
  expect(refused.page).toContain('скрытое от вашей роли');
  const kept = await getBroadcast(id);
  expect(kept.content.texts).toEqual({});
  const texts = { ru: secret };
  const { version: next } = await saveDraft(id, { content: { ...kept.content, texts } }, { version: kept.version, by: 'x', now });
  const mended = await marketer.post(`/broadcasts/${id}`, form(next, `Здравствуйте! ${secret}`), htmx);
  expect(mended.page).not.toContain('скрытое от вашей роли');
  expect((await getBroadcast(id)).content.texts.ru).toBe(`Здравствуйте! ${secret}`);
});

it('a chain names it nowhere by a made-up form: step, wait, words for the staff, trigger', async () => {
  const input: AutomationInput = {
    name: 'Цепочка',
    trigger: { kind: 'contactCreated' },
    reentry: { kind: 'never' },
    steps: [],
  };
  const { id } = await saveAutomation(input, { by: 's', now });
  const named = `fields.${key}`;
  const slot = `{{{contact.${named}}}`;
  const asked: [kind: string, form: Record<string, string>][] = [
    ['field', { 'step.field': named, 'step.value': 'x' }],
    ['notify', { 'step.text': `Диагноз ${slot}` }],
    [
      'task',
      { 'step.title': `Диагноз {{contact.${named}|default:"нет"}}`, 'step.inMinutes': '5', 'step.inMinutes.unit': 'minutes' },
    ],
    ['wait.date', { 'step.wait.field': named, 'step.minutes': '0', 'step.direction': 'after' }],
    ['message', { 'step.messengers': 'telegram', 'content.all.text.ru': `Диагноз {{contact.${named}}}` }],
  ];
  for (const [kind, form] of asked) {
    const { page } = await marketer.post(`/automations/${id}/steps?kind=${kind}&at=.then.0`, form, htmx);
    expect([kind, page.includes('скрытое от вашей роли')]).toEqual([kind, true]);
    expect(allSteps((await getAutomation(id)).steps)).toEqual([]);
  }
  const begin = { 'begin.name': 'Цепочка', 'begin.reentry': 'never', 'trigger.kind': 'fieldChanged', 'trigger.field': named };
  expect((await marketer.post(`/automations/${id}/begin`, begin, htmx)).page).toContain('скрытое от вашей роли');
  expect((await getAutomation(id)).trigger).toEqual({ kind: 'contactCreated' });
  const [kind, form] = asked[0] ?? ['', {}];
  await olga.post(`/automations/${id}/steps?kind=${kind}&at=.then.0`, form, htmx);
  expect(allSteps((await getAutomation(id)).steps)).toHaveLength(1);
});

it('an import does not write it either', async () => {
  const by = { id: 'staff-marketer@example.org', name: 'Маркетолог', seeAll: true };
  const { id } = await startImport({ stream: Readable.from([Buffer.from('Имя;Диагноз\nАнна;Отит\n')]), name: 'a.csv', by, now });
  // As the reader of files leaves it.
  await imports.updateOne({ _id: id }, { $set: { state: 'mapping', headings: ['Диагноз'] } });
  const form = { targets: `fields.${key}`, match: 'contact', existing: 'update', missing: 'create' };
  const asked = await marketer.post(`/contacts/import/${id}/check`, form);
  expect([asked.status, asked.page.includes('скрытое от вашей роли')]).toEqual([422, true]);
});
