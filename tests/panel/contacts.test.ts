import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { changeContact, changesOf, createField, getContact, writeContact } from '../../src/contacts/index.ts';
import { ensureOwner } from '../../src/staff/index.ts';
import { forgetRoles } from '../../src/staff/role-store.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';
import { owner, usePanel } from '../support/panel.ts';
import { seedConversation, seedPanel } from '../support/seed-panel.ts';
import { visitor } from '../support/visitor.ts';

useDatabase();
const panel = usePanel();
const olga = visitor(() => panel.url);
const htmx = { 'hx-request': 'true' };
let anna = '';

describe('before anybody wrote', () => {
  it('the list says how a card appears', async () => {
    await ensureOwner(owner, new Date());
    await olga.signIn(owner);
    expect((await olga.get('/contacts')).page).toContain('Карточка появится сама');
  });
});

describe('the list of contacts', () => {
  beforeAll(async () => {
    ({ annaContact: anna } = await seedPanel({ staff: 'nobody', now: new Date() }));
  });

  it('shows phones, tags, messengers with reachability and the source', async () => {
    const { page } = await olga.get('/contacts');
    expect(page).toContain('+7 999 000-00-01');
    expect(page).toContain('квартира под ключ');
    expect(page).toMatch(/Telegram: остановил\(а\) бота с (сегодня|вчера)/);
    expect(page).toContain('promo-vk-ads');
    expect(page).toContain('15 контактов');
  });

  it('finds by words as one types, and keeps the rest of the page', async () => {
    const { page } = await olga.get('/contacts?q=ветр', { ...htmx, 'hx-target': 'contacts' });
    expect(page).toContain('Анна Ветрова');
    expect(page).not.toContain('Игорь');
    expect(page).not.toContain('<html');
    expect((await olga.get('/contacts?q=zzz', { ...htmx, 'hx-target': 'contacts' })).page).toContain('Никого не нашлось');
    expect((await olga.get('/contacts?q=ветр')).page).toContain('value="ветр"');
  });

  it('narrows to a tag', async () => {
    const { page } = await olga.get(`/contacts?tag=${encodeURIComponent('срочно')}`);
    expect(page).toContain('Анна Ветрова');
    expect(page).not.toContain('Игорь Самойлов');
  });

  it('is exported as it is narrowed', async () => {
    await writeContact(anna, {
      key: 'a deal',
      by: { kind: 'automation', id: 'deals', name: 'deals' },
      now: new Date(),
      change: card => ({ ...card, openDeals: 1 }),
    });
    for (const narrowed of ['deals=yes', `tag=${encodeURIComponent('срочно')}`, 'q=ветр']) {
      const { page } = await olga.get(`/contacts/export/file?${narrowed}&format=csv&columns=name`);
      expect(page.trim().split('\r\n').slice(1), narrowed).toEqual(['"Анна Ветрова"']);
    }
  });

  it('opens a card beside it, also by its address', async () => {
    const part = await olga.get(`/contacts/${anna}`, htmx);
    expect(part.page).not.toContain('<html');
    expect(part.page).toContain('is-aside');
    const whole = await olga.get(`/contacts?open=${anna}`);
    expect(whole.page).toContain('is-aside');
  });
});

describe('the card', () => {
  it('has everything about the person on one page', async () => {
    const { page } = await olga.get(`/contacts/${anna}`);
    for (const words of [
      '+7 999 000-00-01',
      'anna@example.org',
      '12 мая 1991 г.',
      'Площадь, м²',
      '42,5',
      '@anna_vetrova',
      'promo-vk-ads',
      'Персональные данные',
      'версия текста 2026-03',
      'Согласен на обработку имени',
      'Что нужно сделать?',
      'передан человеку',
      'Вот так сейчас, плитку хотим снять полностью',
      'loading="lazy"',
      '<audio',
      'План квартиры.pdf',
      'изменено',
      'А можно человека?',
      'Бот позвал человека: sales',
      'openstreetmap.org',
      'Открыть диалог',
      'карточка создана',
    ]) {
      expect(page).toContain(words);
    }
  });

  it('suggests cards with the same phone, without joining them', async () => {
    const twin = await seedConversation(
      {
        address: { messenger: 'vk', account: '1', chat: '9001' },
        person: { id: '9001', firstName: 'Аня' },
        card: { set: { phone: '+79990000001' } },
        lines: [{ from: 'customer', ago: 1, text: 'это я, Анна' }],
      },
      new Date(),
    );
    const { page } = await olga.get(`/contacts/${anna}`);
    expect(page).toContain('Возможно, это тот же человек');
    expect(page).toContain(`/contacts/${twin.contact}`);
    expect(page).toContain('тот же телефон');
  });

  it('that does not exist is a page that says so', async () => {
    const response = await olga.get('/contacts/nobody');
    expect(response.status).toBe(404);
    expect(response.page).toContain('Контакта нет');
  });
});

describe('an edit in place', () => {
  it('writes the field and tells who changed what', async () => {
    await olga.get(`/contacts/${anna}`);
    const form = await olga.get(`/contacts/${anna}/fields/city?edit`, htmx);
    expect(form.page).toContain('value="Казань"');
    const saved = await olga.post(`/contacts/${anna}/fields/city`, { value: 'Самара' }, htmx);
    expect(saved.page).toContain('Самара');
    expect((await getContact(anna))?.city).toBe('Самара');
    const [change] = await changesOf(anna, { limit: 1 });
    expect(change).toMatchObject({ field: 'city', old: 'Казань', new: 'Самара', by: { kind: 'staff', name: 'Ольга' } });
    expect((await olga.get(`/contacts/${anna}`)).page.replace(/\s+/g, ' ')).toContain('<del>Казань</del> → <ins>Самара</ins>');
  });

  it('reads a phone as people write it and says beside the field why it was not taken', async () => {
    const wrong = await olga.post(`/contacts/${anna}/fields/phone`, { value: 'позвоните мне' }, htmx);
    expect(wrong.status).toBe(422);
    expect(wrong.page).toContain('Это не похоже на телефон');
    expect(wrong.page).toContain('value="позвоните мне"');
    const right = await olga.post(`/contacts/${anna}/fields/phone`, { value: '8 (999) 123-45-67' }, htmx);
    expect(right.page).toContain('+7 999 123-45-67');
    expect(right.page).toContain('ещё +7 999 000-00-01');
  });

  it('shows a zone, an address and an amount as people write them', async () => {
    await createField({ title: 'Сайт', type: 'link' });
    await createField({ title: 'Чек', type: 'money' });
    for (const [field, typed, shown] of [
      ['timeZone', 'UTC+5', 'UTC+5'],
      ['fields.sayt', 'http://пример.рф/путь', 'http://пример.рф/путь'],
      ['fields.sayt', 'https://example.org/%E2%80%AEgpj.exe', 'https://example.org/%E2%80%AEgpj.exe'],
      ['fields.chek', '1200,5 ₽', '1\u00a0200,50'],
      ['fields.chek', '1200', '1\u00a0200<'],
    ] as const) {
      const saved = await olga.post(`/contacts/${anna}/fields/${field}`, { value: typed }, htmx);
      expect(saved.page, typed).toContain(shown);
    }
    expect((await olga.get(`/contacts/${anna}/fields/timeZone?edit`, htmx)).page).toContain('value="UTC+5"');
    await olga.post(`/contacts/${anna}/fields/timeZone`, { value: '' }, htmx);
  });

  it('adds and removes tags, also with characters of markup', async () => {
    const odd = '"><b>о\'дин';
    const added = await olga.post(`/contacts/${anna}/tags`, { add: odd }, htmx);
    expect(added.page).not.toContain('<b>');
    expect((await getContact(anna))?.tags).toContain(odd);
    await olga.post(`/contacts/${anna}/tags`, { remove: odd }, htmx);
    expect((await getContact(anna))?.tags).not.toContain(odd);
  });

  it('is refused to who may only look', async () => {
    await addStaff({ email: 'guest@example.org', role: 'viewer' });
    const guest = visitor(() => panel.url);
    await guest.signIn({ ...owner, email: 'guest@example.org' });
    expect((await guest.get(`/contacts/${anna}`)).page).not.toContain('field-edit');
    expect((await guest.post(`/contacts/${anna}/fields/city`, { value: 'Уфа' }, htmx)).status).toBe(403);
    expect((await guest.post(`/contacts/${anna}/tags`, { add: 'x' }, htmx)).status).toBe(403);
  });
});

describe('somebody who sees only their own, without phones', () => {
  const guest = visitor(() => panel.url);
  let id = '';

  beforeAll(async () => {
    await mongoose.connection.collection<{ _id: string }>('roles').insertOne({
      _id: 'trainee',
      ...{ name: 'Стажёр', rights: ['write'], needsSecondFactor: false, changedAt: new Date() },
    });
    forgetRoles();
    id = await addStaff({ email: 'trainee@example.org', role: 'trainee' });
    await guest.signIn({ ...owner, email: 'trainee@example.org' });
    await olga.get(`/contacts/${anna}`);
  });

  it('does not see what belongs to another, in the list and by its address', async () => {
    await olga.post(`/contacts/${anna}/fields/owner`, { value: 'staff-guest@example.org' }, htmx);
    expect((await guest.get('/contacts')).page).not.toContain('Анна Ветрова');
    expect((await guest.get(`/contacts/${anna}`)).status).toBe(404);
    expect((await guest.get('/tasks/contacts?find=ветр', htmx)).page).not.toContain('Анна Ветрова');
    expect((await guest.post(`/contacts/${anna}/fields/city`, { value: 'Уфа' }, htmx)).status).toBe(404);
    expect((await guest.post('/contacts/bulk', { ids: anna, what: 'tag', tag: 'чужое' }, htmx)).status).toBe(200);
    expect((await getContact(anna))?.tags).not.toContain('чужое');
  });

  it('sees their own with phones and e-mails masked everywhere', async () => {
    await olga.post(`/contacts/${anna}/fields/owner`, { value: id }, htmx);
    for (const { page } of [await guest.get('/contacts'), await guest.get(`/contacts/${anna}`)]) {
      expect(page).toContain('Анна Ветрова');
      expect(page).toContain('+7 999 •••-••-67');
      expect(page).not.toContain('123-45-67');
      expect(page).not.toContain('+79991234567');
      expect(page).not.toContain('anna@example.org');
    }
    expect((await guest.get(`/contacts/${anna}/fields/phone?edit`, htmx)).status).toBe(403);
    expect((await guest.get('/contacts/new')).status).toBe(403);
    expect((await guest.post('/contacts/bulk', { ids: anna, what: 'trash' }, htmx)).status).toBe(403);
  });

  it('neither sees nor changes a field that is hidden from their role', async () => {
    await createField({ title: 'Тайное', type: 'text', hiddenFrom: ['trainee'] });
    await changeContact(
      anna,
      { custom: { taynoe: 'не для всех' } },
      { by: { kind: 'staff', id: 's', name: 'Ольга' }, now: new Date() },
    );
    expect((await olga.get(`/contacts/${anna}`)).page).toContain('не для всех');
    expect((await guest.get(`/contacts/${anna}`)).page).not.toContain('не для всех');
    expect((await guest.post(`/contacts/${anna}/fields/fields.taynoe`, { value: 'x' }, htmx)).status).toBe(403);
  });
});
