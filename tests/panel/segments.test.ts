import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDraft, getBroadcast, saveDraft } from '../../src/broadcasts/index.ts';
import { createContact, writeContact } from '../../src/contacts/index.ts';
import { addToList, getSegment, refreshTraits, saveSegment } from '../../src/segments/index.ts';
import { createRole, ensureOwner } from '../../src/staff/index.ts';
import { tickOf } from '../broadcasts/support.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { owner, usePanel } from '../support/panel.ts';
import { theOwner } from '../support/the-owner.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const clock = new ManualClock('2026-03-02T09:00:00Z');
const panel = usePanel({ clock });
const marketer = visitor(() => panel.url);
const means = { now: clock.now(), timeZone: 'Europe/Moscow' };
const by = { by: 's', now: clock.now() };
let people: string[];

beforeAll(async () => {
  await ensureOwner(owner, clock.now());
  await marketer.signIn(owner);
  people = await Promise.all([person('Анна Примерова', 'Казань'), person('Борис Образцов', 'Тверь'), person('Вера', 'Казань')]);
});

async function person(name: string, city: string): Promise<string> {
  const author = { kind: 'staff', id: 's', name: 'Ольга' } as const;
  const { id } = await createContact({ name, city }, { by: author, key: name, now: clock.now() });
  await refreshTraits([id], means);
  return id;
}

/** What the builder sends of rows that all have to hold. */
const rows = (...all: { field: string; op: string; value?: string }[]) => ({
  'rule.is.r': 'all',
  ...Object.fromEntries(
    all.flatMap(({ field, op, value }, i) => [
      [`rule.field.r-${i}`, field],
      [`rule.op.r-${i}`, op],
      ...(value === undefined ? [] : [[`rule.value.r-${i}`, value]]),
    ]),
  ),
});
const inKazan = rows({ field: 'contact.city', op: 'eq', value: 'Казань' });

describe('the page of a segment', () => {
  it('keeps what the builder says, and shows it again with how many there are', async () => {
    await marketer.get('/segments/new');
    const made = await marketer.post('/segments/new', { kind: 'rule', name: 'Из Казани', ...inKazan });
    expect(made.status).toBe(303);
    const [path = ''] = made.headers.get('location')?.split('?') ?? [];
    const segment = await getSegment(path.replace('/segments/', ''));
    expect(segment).toMatchObject({ name: 'Из Казани', rule: { all: [{ field: 'contact.city', op: 'eq', value: 'Казань' }] } });
    const { page } = await marketer.get(path);
    expect(page).toMatch(/<option value="contact\.city" selected/);
    expect(page).toContain('value="Казань"');
    expect((await marketer.get(`${path}/size`)).page).toMatch(/2\s+человека/);
    expect((await marketer.get('/segments')).page).toContain('Из Казани');
  });

  it('says at each row what is wrong with it, and keeps what was typed', async () => {
    const wrong = rows(
      { field: 'contact.city', op: 'eq', value: '' },
      { field: 'orders.sum', op: 'gte', value: 'много' },
      { field: 'contact.createdAt', op: 'newerThan', value: 'x' },
      { field: 'fields.gone', op: 'eq', value: '1' },
      { field: '', op: '' },
    );
    const { status, page } = await marketer.post('/segments/new', { kind: 'rule', name: 'Неверный', ...wrong });
    expect(status).toBe(422);
    const errors = [...page.matchAll(/id="rule-r-(\d)-problem" role="alert">([^<]+)</g)].map(([, row, text]) => [row, text]);
    expect(errors.map(([row]) => row)).toEqual(['0', '1', '2', '3', '4']);
    expect(new Set(errors.map(([, text]) => text)).size).toBeGreaterThan(3);
    expect(page).toContain('value="Неверный"');
    expect(page).toContain('value="много"');
    expect((await marketer.get('/segments')).page).not.toContain('Неверный');
  });

  it('asks for a name, for another one than there is, and for what nobody else has changed meanwhile', async () => {
    const { id, version } = await saveSegment({ name: 'Занято', kind: 'rule', rule: one('Тверь'), ...by });
    const said = async (path: string, form: Record<string, string>) => {
      const { status, page } = await marketer.post(path, { kind: 'rule', ...inKazan, ...form });
      return { status, problem: /id="segment-name-problem" role="alert">([^<]+)</.exec(page)?.[1] };
    };
    expect(await said('/segments/new', { name: ' ' })).toEqual({ status: 422, problem: expect.any(String) });
    expect(await said('/segments/new', { name: 'ЗАНЯТО' })).toEqual({ status: 422, problem: expect.any(String) });
    await saveSegment({ id, version, name: 'Занято', kind: 'rule', rule: one('Клин'), ...by });
    expect((await said(`/segments/${id}`, { name: 'Занято', version: String(version) })).status).toBe(409);
    expect((await getSegment(id))?.rule).toEqual(one('Клин'));
  });

  it('is not taken away while a mailing uses it, and says which', async () => {
    const { id } = await saveSegment({ name: 'Нужен', kind: 'rule', rule: one('Тверь'), ...by });
    const draft = await createDraft({ name: 'Весна', ...by });
    await saveDraft(draft.id, { audience: { ...draft.audience, include: [id] } }, { version: draft.version, ...by });
    // Mailings say so themselves while they are seen to.
    const tick = tickOf([], clock);
    const refused = await marketer.post(`/segments/${id}/remove`);
    expect(refused.headers.get('location')).toBe(`/segments/${id}?refused`);
    expect((await marketer.get(`/segments/${id}?refused`)).page).toContain(`/broadcasts/${draft.id}`);
    const { version } = await getBroadcast(draft.id);
    await saveDraft(draft.id, { audience: draft.audience }, { version, ...by });
    expect((await marketer.post(`/segments/${id}/remove`)).headers.get('location')).toBe('/segments?removed');
    expect((await marketer.get(`/segments/${id}`)).status).toBe(404);
    await tick.stop();
  });

  it('of a list takes people on and off', async () => {
    const { id } = await saveSegment({ name: 'Гости', kind: 'list', ...by });
    const [anna = ''] = people;
    const found = await marketer.get(`/segments/${id}/find?find=${encodeURIComponent('Примерова')}`);
    expect(found.page).toContain(anna);
    await marketer.post(`/segments/${id}/members`, { ids: anna });
    expect((await marketer.get(`/segments/${id}`)).page).toContain('Анна Примерова');
    await marketer.post(`/segments/${id}/members/remove`, { ids: anna });
    expect((await marketer.get(`/segments/${id}`)).page).not.toContain('Анна Примерова');
  });
});

const one = (city: string) => ({ field: 'contact.city', op: 'eq' as const, value: city });

describe('the builder', () => {
  const ask = (part: string, form: Record<string, string>) =>
    marketer.post(`/segments/rule${part}`, { builder: 'rule', ...form }, { 'hx-request': 'true' });

  it('adds a row, a group and takes one away, keeping what was typed', async () => {
    const added = await ask('', { ...inKazan, 'rule.do': 'add:r' });
    expect(added.page).toContain('name="rule.field.r-1"');
    expect(added.page).toContain('value="Казань"');
    expect((await ask('', { ...inKazan, 'rule.do': 'addGroup:r' })).page).toContain('name="rule.is.r-1"');
    expect((await ask('', { ...inKazan, 'rule.do': 'remove:r-0' })).page).not.toContain('name="rule.field.r-0"');
  });

  it('counts whom the rule fits, shows some of them, and waits for what is not finished', async () => {
    expect((await ask('/count', inKazan)).page).toMatch(/2\s+человека/);
    const { page } = await ask('/sample', inKazan);
    expect(page).toContain('Анна Примерова');
    expect(page).not.toContain('Борис');
    const unfinished = await ask('/count', rows({ field: 'contact.city', op: 'eq', value: '' }));
    expect(unfinished.page).not.toMatch(/человек[а]?\b.*2/);
    // What is only not finished is not told off at its row.
    expect(unfinished.page).not.toContain('role="alert"');
  });

  it('finds mailings beyond those that it offers, and keeps, names and counts an old one', async () => {
    const mailing = (name: string, i: number, more: object = {}) => ({
      ...{ _id: `mailing-${i}`, name, parent: '', state: 'finished', schedule: { kind: 'now' } },
      createdAt: new Date(clock.now().getTime() - i * 60_000),
      ...more,
    });
    const old = mailing('Дайджест прошлых лет', 5000, { schedule: { kind: 'repeat' } });
    await mongoose.connection
      .collection<{ _id: string }>('broadcasts')
      .insertMany([
        ...Array.from({ length: 1100 }, (_, i) => mailing(`Новости ${i}`, i)),
        old,
        mailing('Дайджест прошлых лет', 4999, { _id: 'mailing-5000-202001020304', parent: old._id }),
      ]);
    const chosen = rows({ field: 'mailings.received', op: 'hasAny', value: 'mailing-7' });
    const { page } = await ask('', chosen);
    expect(page).toContain('name="rule.seek.r-0"');
    expect(page).toContain('value="mailing-0"');
    expect(page).not.toContain('value="mailing-5000"');
    const seek = async (text: string) =>
      (await ask('/mailings', { ...chosen, place: 'r-0', 'rule.seek.r-0': text })).page.match(/value="[^"]+"( checked)?/g);
    expect(await seek('дайджест')).toEqual([
      'value="mailing-7" checked',
      'value="mailing-5000"',
      'value="mailing-5000-202001020304"',
    ]);
    expect(await seek('нет такой')).toEqual(['value="mailing-7" checked']);
    const made = await marketer.post('/segments/new', {
      ...{ kind: 'rule', name: 'Получили старое' },
      ...rows({ field: 'mailings.received', op: 'hasAny', value: 'mailing-5000' }),
    });
    expect(made.status).toBe(303);
    const kept = await marketer.get((made.headers.get('location') ?? '').split('?')[0] ?? '');
    expect(kept.page).toMatch(/value="mailing-5000" checked[^>]*> <span>Дайджест прошлых лет</);
    expect((await marketer.get('/segments')).page).toContain('Дайджест прошлых лет');
    const gone = {
      kind: 'rule',
      name: 'Нет такой',
      ...rows({ field: 'mailings.received', op: 'hasAny', value: 'mailing-9999' }),
    };
    expect((await marketer.post('/segments/new', gone)).status).toBe(422);
  });

  it('says why somebody is in, and why not', async () => {
    const [anna = '', boris = ''] = people;
    const why = async (who: string) => (await ask('/why', { ...inKazan, 'rule.who': who })).page;
    expect(await why(anna)).toContain('Анна Примерова');
    expect(await why(anna)).not.toBe(await why(boris));
    expect(await why(boris)).toContain('Тверь');
  });
});

describe('who may see segments', () => {
  it('are those who send mailings', async () => {
    const { id } = await saveSegment({ name: 'Чужой', kind: 'list', ...by });
    await addToList(id, people, { by: 's', ...means });
    await addStaff({ email: 'viewer@example.com', role: 'viewer' });
    const viewer = visitor(() => panel.url);
    await viewer.signIn({ email: 'viewer@example.com', password: owner.password });
    for (const path of ['/segments', '/segments/new', `/segments/${id}`, `/segments/${id}/size`])
      expect((await viewer.get(path)).status, path).toBe(403);
    for (const path of ['/segments/new', `/segments/${id}/remove`, '/segments/rule/sample'])
      expect((await viewer.post(path, { builder: 'rule', ...inKazan })).status, path).toBe(403);
    expect(await getSegment(id)).toBeDefined();
  });

  it('see of its people only those whose cards they may see', async () => {
    const role = await createRole(
      { name: 'Свои', rights: ['mail'], needsSecondFactor: false },
      { by: await theOwner(), now: clock.now() },
    );
    const [anna = ''] = people;
    await writeContact(anna, {
      ...{ key: 'given', by: { kind: 'staff', id: 's', name: 's' }, now: clock.now() },
      change: contact => ({ ...contact, owner: 'somebody-else' }),
    });
    await addStaff({ email: 'own@example.com', role: role.id });
    const own = visitor(() => panel.url);
    await own.signIn({ email: 'own@example.com', password: owner.password });
    const { page } = await own.post('/segments/rule/sample', { builder: 'rule', ...inKazan });
    expect(page).not.toContain('Анна Примерова');
    expect(page).toContain('Вера');
  });
});
