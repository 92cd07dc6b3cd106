import { beforeAll, expect, it } from 'vitest';
import { createContact, createField, getContact } from '../../src/contacts/index.ts';
import { replyValues } from '../../src/panel/reply-values.ts';
import { refreshTraits, saveSegment } from '../../src/segments/index.ts';
import { ensureOwner, getStaff } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const clock = new ManualClock('2026-03-02T09:00:00Z');
const panel = usePanel({ clock });
const olga = visitor(() => panel.url);
const marketer = visitor(() => panel.url);
const now = clock.now();
let path = '';
let anna = '';
let segment = '';

beforeAll(async () => {
  await ensureOwner(owner, now);
  await olga.signIn(owner);
  await addStaff({ email: 'marketer@example.org', role: 'marketer' });
  await marketer.signIn({ email: 'marketer@example.org', password: owner.password });
  const { key } = await createField({ title: 'Диагноз', type: 'list', choices: ['Гайморит'], hiddenFrom: ['marketer'] });
  path = `contact.fields.${key}`;
  const author = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  anna = (await createContact({ name: 'Анна', custom: { [key]: 'Гайморит' } }, { by: author, key: 'anna', now })).id;
  await refreshTraits([anna], { now, timeZone: 'Europe/Moscow' });
  segment = (await saveSegment({ name: 'Осенние', kind: 'rule', rule: { all: [condition()] }, by: 's', now })).id;
});

const condition = () => ({ field: path, op: 'in' as const, value: ['Гайморит'] });
const row = () => ({ 'rule.is.r': 'all', 'rule.field.r-0': path, 'rule.op.r-0': 'in', 'rule.value.r-0': 'Гайморит' });
const raw = () => ({ 'rule.is.r': 'all', 'rule.raw.r-0': JSON.stringify({ any: [condition()] }) });
const builder = (part: string, form: object, who = marketer) =>
  who.post(`/segments/rule${part}`, { builder: 'rule', ...form }, { 'hx-request': 'true' });

it('a field is offered to a rule only by whom it is not hidden from', async () => {
  const fresh = { 'rule.is.r': 'all', 'rule.do': 'add:r' };
  expect((await builder('', fresh, olga)).page).toContain('Диагноз');
  expect((await builder('', fresh)).page).not.toContain('Диагноз');
  for (const page of [`/segments/${segment}`, '/segments']) {
    expect((await olga.get(page)).page, page).toMatch(/Диагноз/);
    expect((await marketer.get(page)).page, page).not.toMatch(/Диагноз|Гайморит/);
  }
  expect((await marketer.get(`/segments/${segment}`)).page).toContain('скрыто от вашей роли');
});

it('nor does a made-up request ask for it', async () => {
  expect((await builder('/count', row(), olga)).page).toMatch(/1\s+человек/);
  for (const form of [row(), raw()]) {
    expect((await builder('/count', form)).page).not.toMatch(/\d\s+человек/);
    expect((await builder('/sample', form)).page).not.toContain(anna);
    expect((await builder('/why', { ...form, 'rule.who': anna })).page).not.toContain('Гайморит');
    const refused = await marketer.post('/segments/new', { kind: 'rule', name: 'Чужая тайна', ...form });
    expect(refused.status).toBe(422);
    expect((await marketer.get('/segments')).page).not.toContain('Чужая тайна');
  }
  expect((await builder('', { ...row(), 'rule.do': 'add:r' })).page).not.toContain('Гайморит');
});

it('a segment of others is explained without it', async () => {
  const named = { 'rule.is.r': 'all', 'rule.field.r-0': 'segment', 'rule.op.r-0': 'in', 'rule.value.r-0': segment };
  const why = async (who: typeof olga) => (await builder('/why', { ...named, 'rule.who': anna }, who)).page;
  expect(await why(olga)).toContain('Гайморит');
  expect(await why(marketer)).toContain('Осенние');
  expect(await why(marketer)).not.toMatch(/Гайморит|Диагноз/);
});

it('a canned reply leaves it to be filled in by hand', async () => {
  const viewer = { language: 'ru', theme: 'auto', timeZone: 'Europe/Moscow', region: 'RU', now } as const;
  const card = await getContact(anna);
  const seen = await getStaff('staff-marketer@example.org');
  if (!seen) throw new Error('Nobody.');
  expect((await replyValues({ ...viewer, staff: await theOwner() }, card))[path]).toBe('Гайморит');
  expect((await replyValues({ ...viewer, staff: seen }, card))[path]).toBeUndefined();
});
