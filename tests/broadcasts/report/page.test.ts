import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { broadcasts } from '../../../src/broadcasts/broadcast-model.ts';
import { type Broadcast, createDraft } from '../../../src/broadcasts/index.ts';
import { writeContact } from '../../../src/contacts/index.ts';
import { createKey, type Scope } from '../../../src/keys/index.ts';
import { refreshTraits } from '../../../src/segments/index.ts';
import { createRole, ensureOwner } from '../../../src/staff/index.ts';
import { addStaff } from '../../support/add-staff.ts';
import { apiClient } from '../../support/api-client.ts';
import { useDatabase } from '../../support/database.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { owner, usePanel } from '../../support/panel.ts';
import { theOwner } from '../../support/the-owner.ts';
import { visitor } from '../../support/visitor.ts';
import { at, seedReport } from './seed-report.ts';

useDatabase();
const clock = new ManualClock(at(5 * 3_600_000).toISOString());
const panel = usePanel({ clock });
let path: string;
let broadcast: Broadcast;
let contacts: Map<string, string>;

const signedIn = async (email = owner.email, headers: Record<string, string> = {}) => {
  const someone = visitor(() => panel.url, headers);
  await someone.signIn({ email, password: owner.password });
  return someone;
};

/** Every number that is a link, with where it leads. */
function numbersIn(page: string): { href: string; number: number }[] {
  return [...page.matchAll(/<a (?:class="[^"]*" )?href="([^"]*\/report\/people[^"]*)">([\d\s\u00a0\u202f]+)<\/a>/g)].map(
    ([, href = '', words = '']) => ({
      href: href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
      number: Number(words.replace(/\D/g, '')),
    }),
  );
}

beforeAll(async () => {
  await ensureOwner(owner, clock.now());
  const seeded = await seedReport({ cards: true });
  contacts = seeded.contacts;
  broadcast = seeded.broadcast;
  path = `/broadcasts/${seeded.broadcast.id}/report`;
});

describe('the page of a report', () => {
  it('opens a list as long as each number says', async () => {
    const manager = await signedIn();
    const { page, status } = await manager.get(path);
    expect(status).toBe(200);
    const numbers = numbersIn(page);
    expect(numbers.length).toBeGreaterThan(30);
    const opened = await Promise.all(
      numbers.map(async ({ href }) => Number(/data-total="(\d+)"/.exec((await manager.get(href)).page)?.[1])),
    );
    expect(numbers.map(({ href }, i) => `${href} ${opened[i]}`)).toEqual(numbers.map(({ href, number }) => `${href} ${number}`));
  });

  it('tells of wordings, the control group, deals and how all is counted', async () => {
    const { page } = await (await signedIn()).get(path);
    expect(page).toContain('лучше варианта A');
    expect(page).toContain('слишком мало людей');
    expect(page).toMatch(/1[\s\u00a0]500[\s\u00a0]₽/);
    expect(page).toContain('Нет согласия на рекламу');
    expect(page).toContain('за 7 дней после него');
  });

  it('shows the goal beside the deals where the control group can reach it, each number with its list', async () => {
    const goal = { field: 'contact.hasPhone', op: 'is', value: true };
    await refreshTraits([...contacts.values()], { now: clock.now(), timeZone: 'Europe/Moscow' });
    const test = { ...broadcast.test, by: 'goal', goal };
    await broadcasts.updateOne({ _id: broadcast.id }, { $set: { test }, $inc: { version: 1 } } as object);
    const manager = await signedIn();
    try {
      const { page } = await manager.get(path);
      const goals = numbersIn(page).filter(({ href }) => href.includes('what=goal.'));
      expect(goals.map(({ number }) => number)).toEqual([126, 5]);
      for (const { href, number } of goals) expect((await manager.get(href)).page).toContain(`data-total="${number}"`);
      expect((await manager.get(`${path}.csv`)).page).toContain('"да"');
    } finally {
      await broadcasts.updateOne({ _id: broadcast.id }, { $set: { test: broadcast.test }, $inc: { version: 1 } } as object);
    }
  });

  it('is there in English and as a part of itself', async () => {
    const manager = await signedIn();
    const { page } = await manager.get(path, { 'hx-request': 'true' });
    expect(page.trimStart()).toMatch(/^<div class="report" id="report"/);
    const reader = visitor(() => panel.url, { 'accept-language': 'en' });
    await mongoose.connection.collection('staff').updateOne({ email: owner.email }, { $set: { 'preferences.language': 'en' } });
    await reader.signIn(owner);
    expect((await reader.get(path)).page).toContain('What became of everybody');
    await mongoose.connection.collection('staff').updateOne({ email: owner.email }, { $set: { 'preferences.language': 'ru' } });
  });

  it('says what to do before anything was sent', async () => {
    const { id } = await createDraft({ name: 'Новая', by: 's', now: clock.now() });
    const { page, status } = await (await signedIn()).get(`/broadcasts/${id}/report`);
    expect(status).toBe(200);
    expect(page).toContain('Отчёта ещё нет');
    expect((await (await signedIn()).get('/broadcasts/nobody/report')).status).toBe(404);
  });

  it('lists openings and deals one by one', async () => {
    const manager = await signedIn();
    const { page: openings } = await manager.get(`${path}/openings`);
    expect(openings.match(/<tr>/g)).toHaveLength(5);
    const { page: deals } = await manager.get(`${path}/deals?state=won`);
    expect(deals).toContain('Окна на дачу');
    expect(deals.match(/href="\/deals\//g)).toHaveLength(1);
    expect((await manager.get(`${path}/deals?state=lost`)).page).toContain('Здесь пусто');
  });

  it('is for those who send mailings', async () => {
    await addStaff({ email: 'viewer@example.org', role: 'viewer' });
    const viewer = await signedIn('viewer@example.org');
    for (const part of ['', '/people', '/openings', '/deals', '.csv'])
      expect((await viewer.get(path + part)).status, part).toBe(403);
  });

  it('hides names and phones from who may not see them, and leaves nobody out of the count', async () => {
    const chief = await theOwner();
    const role = await createRole(
      { name: 'Рассыльщик', rights: ['mail', 'export'], needsSecondFactor: false },
      { by: chief, now: clock.now() },
    );
    await addStaff({ email: 'sender@example.org', role: role.id });
    const id = contacts.get('c000') ?? '';
    await writeContact(id, {
      key: 'given',
      by: { kind: 'staff', id: 's', name: 's' },
      now: clock.now(),
      change: contact => ({ ...contact, owner: 'somebody-else' }),
    });
    const sender = await signedIn('sender@example.org');
    const { page } = await sender.get(`${path}/people?what=control`);
    expect(page).toContain('data-total="5"');
    expect(page).toContain('Клиент другого сотрудника');
    expect(page).not.toContain(id);
    expect(page).toMatch(/\+7 999 •••-••-\d\d/);
    expect(page).not.toMatch(/999\) ?\d{3}/);
  });
});

describe('the report by the API', () => {
  const asked = async (part: string, scopes: Scope[] = ['broadcasts:read']) => {
    const by = await theOwner();
    const { secret } = await createKey({ name: 'Сайт', scopes }, { by, now: clock.now() });
    return apiClient(
      () => panel.url,
      () => secret,
    ).get(path + part);
  };

  it('has the same numbers, and a list as long behind them', async () => {
    const { status, body } = await asked('');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      audience: 143,
      outcomes: { sent: 120, control: 5, waiting: 8 },
      trial: {
        by: 'clicks',
        arms: [
          { variant: 'a', sent: 60 },
          { variant: 'b', difference: { isClear: true } },
        ],
      },
      control: { control: { count: 1, of: 5 }, difference: { isTooFew: true } },
      deals: { deals: 3, won: 1, money: [{ currency: 'RUB', sum: 1500 }] },
    });
    const ids = new Set<string>();
    let next: unknown = '';
    while (typeof next === 'string') {
      const page = await asked(`/people?what=did.clicked&limit=20${next && `&cursor=${next}`}`);
      for (const { id } of page.body.data as { id: string }[]) ids.add(id);
      next = page.body.next;
    }
    expect(ids.size).toBe((body.results as { clicked: number }).clicked);
    const { body: won } = await asked('/people?what=won.meant');
    expect(won.data).toMatchObject([{ outcome: 'sent', variant: 'b', deals: [{ state: 'won', amount: 1500, currency: 'RUB' }] }]);
  });

  it('refuses what there is not, and whoever may not', async () => {
    expect((await asked('/people?what=everything')).status).toBe(422);
    expect((await asked('', ['contacts:read'])).status).toBe(403);
  });
});

describe('the file of a report', () => {
  it('has a line for everybody with what became of them', async () => {
    const manager = await signedIn();
    const answer = await manager.get(`${path}.csv`);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = answer.page.trim().split('\r\n');
    expect(lines).toHaveLength(144);
    expect(lines[0]).toContain('"Клиент";"Карточка";"Телефон"');
    const anna = lines.find(line => line.includes(`"${contacts.get('a000')}"`));
    expect(anna).toContain('"Отправлено"');
    expect(anna).toContain('"2026-03-02 12:00"');
    expect(anna).toMatch(/"2";"";"";""$/);
    expect(lines.find(line => line.includes(`"${contacts.get('b000')}"`))).toMatch(/"1";"1";"1500";"RUB"$/);
    expect(lines.filter(line => line.includes('"Контрольная группа"'))).toHaveLength(5);
  });

  it('holds no formulas', async () => {
    const id = contacts.get('a001') ?? '';
    await writeContact(id, {
      key: 'formula',
      by: { kind: 'staff', id: 's', name: 's' },
      now: clock.now(),
      change: contact => ({ ...contact, name: '=1+1' }),
    });
    const { page } = await (await signedIn()).get(`${path}.csv`);
    expect(page).toContain(`"'=1+1"`);
  });
});
