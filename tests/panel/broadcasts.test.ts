import { beforeAll, describe, expect, it } from 'vitest';
import { broadcasts } from '../../src/broadcasts/broadcast-model.ts';
import { createDraft, getBroadcast, saveDraft, sentChangeOf } from '../../src/broadcasts/index.ts';
import { planDeliveries } from '../../src/deliveries/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { messengerIn, owner, usePanel } from '../support/panel.ts';
import { samplePicture } from '../support/sample-files.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
/** A Monday, noon in Moscow. */
const clock = new ManualClock('2026-11-23T09:00:00Z');
const ready = { state: 'ready', name: '@bot' } as const;
const panel = usePanel({ clock, messengers: [messengerIn('telegram', ready), messengerIn('vk', ready)] });
const olga = visitor(() => panel.url);
const ivan = visitor(() => panel.url);
const htmx = { 'hx-request': 'true' };
const now = clock.now();

beforeAll(async () => {
  await ensureOwner(owner, now);
  await addStaff({ email: 'ivan@example.org', role: 'manager' });
  await olga.signIn(owner);
  await ivan.signIn({ ...owner, email: 'ivan@example.org' });
});

const make = (name: string) => createDraft({ name, by: 'x', now });
/** The whole form as its page sends it when nothing was touched. */
const plain = (name: string, version: number) => ({
  version: String(version),
  name,
  purpose: 'advertising',
  messenger: 'telegram',
  'schedule.kind': 'now',
  'stop.errors': '10',
  'stop.blocks': '5',
});

describe('the list of mailings', () => {
  it('teaches whoever has none, and is nothing for those who may not send', async () => {
    expect((await olga.get('/broadcasts')).page).toContain('Первая рассылка');
    expect((await ivan.get('/broadcasts')).status).toBe(403);
    expect((await ivan.get('/inbox')).page).not.toContain('href="/broadcasts"');
  });

  it('asks a new one for its name, keeps what was typed, and makes a draft', async () => {
    const wrong = await olga.post('/broadcasts', { name: ' ', purpose: 'service' });
    expect(wrong.status).toBe(422);
    expect(wrong.page).toMatch(/value="service" checked/);
    const made = await olga.post('/broadcasts', { name: 'Зима', purpose: 'service' });
    const id = made.headers.get('location')?.split('/').at(-1) ?? '';
    expect(await getBroadcast(id)).toMatchObject({ name: 'Зима', advertising: false, state: 'draft' });
  });

  it('is narrowed by words and by state', async () => {
    await make('Весна (100%)');
    const found = await olga.get('/broadcasts?q=весна (', htmx);
    expect(found.page).toContain('Весна (100%)');
    expect(found.page).not.toContain('Зима');
    expect((await olga.get('/broadcasts?state=running', htmx)).page).toContain('Таких рассылок нет');
  });
});

describe('a draft', () => {
  it('is kept as one types, with everything that can be set', async () => {
    const { id, version } = await make('Лето');
    const form: [string, string][] = [
      ...Object.entries(plain('Лето 2', version)),
      ['messenger', 'vk'],
      ['content.all.text.ru', 'Здравствуйте!\r\nМы открылись.'],
      ['content.all.text.en', 'Hello!'],
      ['content.vk.own', 'yes'],
      ['content.vk.text.ru', 'Привет из VK'],
      ...button('all', { ru: 'Сайт', kind: 'link', url: ' https://example.org ' }),
      ...button('all', { ru: 'Да', kind: 'reply', place: 'same' }),
      ...button('all', {}),
      ['include', 'segment-1'],
      ['pace', '2,5'],
      ['parts.on', 'yes'],
      ['parts.size', '500'],
      ['parts.pause', '30'],
      ['control.on', 'yes'],
      ['control', '10 %'],
      ['utm.campaign', 'leto'],
    ];
    const answer = await olga.post(
      `/broadcasts/${id}`,
      without(form, 'schedule.kind')
        .concat([['schedule.kind', 'repeat']])
        .concat(weekly),
      htmx,
    );
    expect(answer.status).toBe(200);
    expect(answer.page).toContain(`value="${version + 1}"`);
    expect(answer.page).toContain('Сохранено в 12:00');
    expect(answer.page).toContain('вторник, 24 ноября');
    expect(await getBroadcast(id)).toMatchObject({
      name: 'Лето 2',
      audience: { include: ['segment-1'], exclude: [], messengers: ['telegram', 'vk'] },
      content: {
        texts: { ru: 'Здравствуйте!\nМы открылись.', en: 'Hello!' },
        buttons: [
          [
            { label: { ru: 'Сайт' }, action: { kind: 'link', url: 'https://example.org' } },
            { label: { ru: 'Да' }, action: { kind: 'reply' } },
          ],
        ],
        variants: { vk: { texts: { ru: 'Привет из VK' }, files: [], buttons: [] } },
      },
      schedule: { kind: 'repeat', every: 'week', days: [2, 4], time: '10:00', from: '2026-11-23' },
      pace: 2.5,
      parts: { size: 500, pauseMinutes: 30 },
      control: 10,
      utm: { campaign: 'leto' },
    });
  });

  it('says beside each field what cannot be read, and keeps the rest', async () => {
    const { id, version } = await make('Осень');
    const wrong = { 'schedule.kind': 'at', 'schedule.at': 'завтра', pace: 'быстро', name: '' };
    const answer = await olga.post(`/broadcasts/${id}`, { ...plain('', version), ...wrong, 'utm.source': 'tg' }, htmx);
    expect(beside(answer.page, 'name')).toBe('Назовите рассылку.');
    expect(beside(answer.page, 'schedule-at')).toBe('Выберите день и время.');
    expect(beside(answer.page, 'pace')).toBe('Здесь должно быть число.');
    expect(await getBroadcast(id)).toMatchObject({ name: 'Осень', schedule: { kind: 'now' }, utm: { source: 'tg' } });
    const past = { 'schedule.kind': 'at', 'schedule.at': '2026-11-01T10:00' };
    const late = await olga.post(`/broadcasts/${id}`, { ...plain('Осень', version + 1), ...past }, htmx);
    expect(beside(late.page, 'schedule-at')).toContain('уже прошло');
  });

  it('does not change when its page is saved untouched', async () => {
    const { id, version } = await make('Тишина');
    const first = await olga.post(`/broadcasts/${id}`, plain('Тишина', version), htmx);
    const saved = Number(/id="draft-version" value="(\d+)"/.exec(first.page)?.[1]);
    await olga.post(`/broadcasts/${id}`, plain('Тишина', saved), htmx);
    expect((await getBroadcast(id)).version).toBe(saved);
  });

  it('tells of a colleague who was quicker, and lets one save over it', async () => {
    const { id, version } = await make('Двое');
    await saveDraft(id, { name: 'Её правка' }, { version, by: 'colleague', now });
    const late = await olga.post(`/broadcasts/${id}`, plain('Моя правка', version), htmx);
    expect(late.page).toContain('Ваши правки не сохранены');
    expect((await getBroadcast(id)).name).toBe('Её правка');
    await olga.post(`/broadcasts/${id}`, plain('Моя правка', version + 1), htmx);
    expect((await getBroadcast(id)).name).toBe('Моя правка');
  });

  it('gets a second wording, made of the first, and loses it again', async () => {
    const { id, version } = await make('Пара');
    const form = { ...plain('Пара', version), 'content.all.text.ru': 'Раз' };
    expect((await olga.post(`/broadcasts/${id}/variants`, form)).status).toBe(303);
    const both = await getBroadcast(id);
    expect(both.test?.variants).toMatchObject([{ id: 'b', content: { texts: { ru: 'Раз' } } }]);
    const page = await olga.get(`/broadcasts/${id}`);
    expect(page.page).toContain('name="variant.b.all.text.ru"');
    const more = {
      ...plain('Пара', both.version),
      'content.all.text.ru': 'Раз',
      'test.variant': 'b',
      'variant.b.all.text.ru': 'Два',
    };
    await olga.post(`/broadcasts/${id}`, more, htmx);
    const { version: last, test } = await getBroadcast(id);
    expect(test?.variants[0]?.content.texts).toEqual({ ru: 'Два' });
    await olga.post(`/broadcasts/${id}/variants/b/remove`, { ...more, version: String(last) });
    expect((await getBroadcast(id)).test).toBeUndefined();
  });

  it('is not rehearsed while nothing is said in it, and not let go before', async () => {
    const { id, version } = await make('Пусто');
    const answer = await olga.post(`/broadcasts/${id}/rehearse`, plain('Пусто', version), htmx);
    expect(answer.page).toContain('Здесь нет ни текста, ни файла.');
    const { version: present } = await getBroadcast(id);
    const go = await olga.post(`/broadcasts/${id}/schedule`, { version: String(present) });
    expect([go.status, go.page.includes('Проведите репетицию ещё раз')]).toEqual([422, true]);
  });

  it('is copied and deleted', async () => {
    const { id } = await make('Раз в год');
    const copy = await olga.post(`/broadcasts/${id}/copy`);
    const other = copy.headers.get('location')?.split('/').at(-1) ?? '';
    expect((await getBroadcast(other)).name).toBe('Раз в год — копия');
    await olga.post(`/broadcasts/${id}/remove`);
    expect((await olga.get(`/broadcasts/${id}`)).status).toBe(404);
  });
});

describe('a mailing that was let go', () => {
  it('says which condition its people fit, and when those who wait are written to', async () => {
    const { id } = await make('Вернуть молчащих');
    const rule = {
      all: [
        { field: 'messages.lastIn', op: 'olderThan' as const, value: '3d' },
        { field: 'contact.city', op: 'eq' as const, value: 'Казань' },
      ],
    };
    const audience = { include: [], exclude: [], messengers: ['telegram' as const], rule };
    const begun = { state: 'running' as const, startedAt: now, plannedAt: now, audience };
    await broadcasts.updateOne({ _id: id }, { $set: begun });
    const to = { conversation: 'telegram:7000:9', account: 'telegram:7000', messenger: 'telegram' } as const;
    const waits = { state: 'planned', reason: 'liveConversation', attempts: 0, plannedAt: now, changedAt: now } as const;
    const due = new Date(now.getTime() + 60 * 60_000);
    const source = { kind: 'broadcast', id } as const;
    await planDeliveries([
      { id: `${id}:c9`, contact: 'c9', priority: 'broadcast', advertising: true, source, due, ...to, ...waits },
    ]);
    const { page } = await olga.get(`/broadcasts/${id}`);
    expect(page).toMatch(/раньше, чем 3 дня назад и .*Казань/);
    expect(page).toContain('Идёт разговор, продолжим сегодня 13:00');
  });
});

describe('what a trial has sent', () => {
  it('is given other words, one wording at a time', async () => {
    const { id } = await make('Проба');
    const said = (ru: string) => ({ texts: { ru }, files: [], buttons: [], variants: {} });
    const test = { variants: [{ id: 'b', content: said('Два') }], share: 20, by: 'clicks' as const, hours: 4 };
    const begun = { state: 'finished' as const, startedAt: now, plannedAt: now, finishedAt: now, content: said('Раз'), test };
    await broadcasts.updateOne(
      { _id: id },
      { $set: { ...begun, audience: { include: [], exclude: [], messengers: ['telegram'] } } },
    );
    const sent = { state: 'sent', sentAt: now, due: now, attempts: 1, plannedAt: now, changedAt: now } as const;
    const to = { conversation: 'telegram:7000:1', account: 'telegram:7000', messenger: 'telegram' } as const;
    const source = { kind: 'broadcast', id, variant: 'b' } as const;
    await planDeliveries([{ id: `${id}:c1`, contact: 'c1', priority: 'broadcast', advertising: true, source, ...to, ...sent }]);

    const first = (await olga.get(`/broadcasts/${id}/correct`)).page;
    expect(first).toMatch(/aria-current="page">Вариант A/);
    expect((await olga.get(`/broadcasts/${id}/correct?variant=b`)).page).toMatch(
      /<textarea[^>]*name="content.all.text.ru"[^>]*>Два/,
    );
    const form = { purpose: 'advertising', variant: 'b', 'content.all.text.ru': '' };
    const wrong = await olga.post(`/broadcasts/${id}/sent/edit`, form);
    expect([wrong.status, wrong.page.includes('name="variant" value="b"')]).toEqual([422, true]);
    const changed = await olga.post(`/broadcasts/${id}/sent/edit`, { ...form, 'content.all.text.ru': 'Две' });
    expect(changed.status).toBe(303);
    const after = await getBroadcast(id);
    expect([after.content.texts.ru, after.test?.variants[0]?.content.texts.ru]).toEqual(['Раз', 'Две']);
    expect(await sentChangeOf(id)).toMatchObject({ what: 'edit', variant: 'b', total: 1 });
  });
});

describe('the editor of a content', () => {
  it('shows it as it arrives in a messenger, also while it is wrong', async () => {
    const text = { 'content.all.text.ru': 'Привет, {{contact.firstName}}! *Скидка* <b>', purpose: 'advertising' };
    const where = { 'preview.content.messenger': 'telegram', 'preview.content.language': 'ru' };
    const shown = await olga.post('/content/preview?prefix=content', { ...text, ...where }, htmx);
    expect(shown.page).toContain('Привет, Вера! ');
    expect(shown.page).toContain('<b>Скидка</b>');
    expect(shown.page).toContain('&lt;b&gt;');
    expect(shown.page).toContain('Отписаться');
    const half = await olga.post(
      '/content/preview?prefix=content',
      { 'content.all.text.ru': 'Привет, {{contact.', ...where },
      htmx,
    );
    expect(half.status).toBe(200);
  });

  it('takes files of one’s own, and nobody else’s by their ids', async () => {
    const form = new FormData();
    form.append('files', new Blob([new Uint8Array(samplePicture())], { type: 'image/png' }), 'осень.png');
    const answer = await olga.upload('/content/files?name=content.all', form);
    const file = /name="content\.all\.file" value="(\w+)"/.exec(answer.page)?.[1] ?? '';
    const { id, version } = await make('С картинкой');
    await olga.post(`/broadcasts/${id}`, { ...plain('С картинкой', version), 'content.all.file': file }, htmx);
    expect((await getBroadcast(id)).content.files).toMatchObject([{ id: file, kind: 'photo', name: 'осень.png' }]);
    const theirs = await olga.post(
      `/broadcasts/${id}`,
      { ...plain('С картинкой', version + 1), 'content.all.file': 'guessed' },
      htmx,
    );
    expect(theirs.status).toBe(404);
  });
});

const weekly: [string, string][] = [
  ['schedule.every', 'week'],
  ['schedule.days', '4'],
  ['schedule.days', '2'],
  ['schedule.repeatTime', '10:00'],
  ['schedule.from', '2026-11-23'],
];
const without = (form: [string, string][], name: string) => form.filter(([each]) => each !== name);
const beside = (page: string, field: string) => new RegExp(`id="wrong-${field}"[^>]*>([^<]*)<`).exec(page)?.[1];

function button(body: string, given: { ru?: string; kind?: string; url?: string; place?: string }): [string, string][] {
  const { ru = '', kind = 'link', url = '', place = 'new' } = given;
  const values = { ru, en: '', kind, url, flow: '', place };
  return Object.entries(values).map(([key, value]) => [`content.${body}.button.${key}`, value]);
}
