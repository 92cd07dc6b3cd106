import { beforeAll, describe, expect, it } from 'vitest';
import {
  changeContact,
  changesOf,
  findOrCreateContact,
  getContact,
  listContacts,
  patchContact,
  similarContacts,
} from '../../src/contacts/index.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const now = new Date('2026-03-02T09:00:00Z');
const masha = { kind: 'staff', id: 's1', name: 'Маша Образцова' } as const;
let nextChat = 5000;

async function createContact(changes: Parameters<typeof buildIncoming>[0] = {}) {
  nextChat += 1;
  const { contact } = await findOrCreateContact(buildIncoming({ chat: String(nextChat), ...changes }), now);
  return contact;
}

describe('a contact', () => {
  it('is made once, however many ask at once', async () => {
    const incoming = buildIncoming({ chat: '4000' });
    const made = await Promise.all(Array.from({ length: 50 }, () => findOrCreateContact(incoming, now)));
    expect(new Set(made.map(({ contact }) => contact.id)).size).toBe(1);
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  it('knows where it came from and how to reach it', async () => {
    const contact = await createContact({ link: 'promo-vk-ads' });
    expect(contact).toMatchObject({
      name: 'Анна Примерова',
      identities: [{ messenger: 'telegram', username: 'anna_example', reachability: { state: 'reachable' } }],
      source: { first: { link: 'promo-vk-ads', messenger: 'telegram' } },
    });
  });

  it('remembers who changed what, and what stood there before', async () => {
    const { id } = await createContact();
    await changeContact(id, { name: 'Анна Тестова', phone: '8 (999) 123-45-67', tags: ['vip'] }, { by: masha, now });
    const written = await changesOf(id, { limit: 10 });
    expect(written).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ field: 'name', old: 'Анна Примерова', new: 'Анна Тестова', by: masha }),
        expect.objectContaining({ field: 'phones', old: [], new: ['+79991234567'] }),
        expect.objectContaining({ field: 'tags', old: [], new: ['vip'] }),
      ]),
    );
  });

  it('refuses values that are none, and writes nothing then', async () => {
    const { id } = await createContact();
    await expect(changeContact(id, { phone: '12', name: 'Икс' }, { by: masha, now })).rejects.toMatchObject({
      code: 'contacts.bad_phone',
    });
    await expect(changeContact(id, { email: 'nobody' }, { by: masha, now })).rejects.toMatchObject({
      code: 'contacts.bad_email',
    });
    for (const email of [
      'anna@mail,ru',
      'anna @mail.ru',
      'anna@@mail.ru',
      'anna@mail.ru.',
      'Анна <anna@mail.ru>',
      'mailto:anna@mail.ru',
    ])
      await expect(changeContact(id, { email }, { by: masha, now })).rejects.toMatchObject({
        code: 'contacts.maybe_email',
        facts: { problems: { email: { facts: { maybe: 'anna@mail.ru' } } } },
      });
    await expect(changeContact(id, { birthday: '31.02.1990' }, { by: masha, now })).rejects.toMatchObject({
      code: 'contacts.no_such_day',
    });
    expect((await getContact(id))?.name).toBe('Анна Примерова');
  });

  it('keeps a birthday without its year', async () => {
    const { id } = await createContact();
    expect((await changeContact(id, { birthday: '29.02' }, { by: masha, now })).birthday).toBe('--02-29');
    expect((await changeContact(id, { birthday: '7.4.1990' }, { by: masha, now })).birthday).toBe('1990-04-07');
  });

  it('lets an empty text take a value away', async () => {
    const { id } = await createContact();
    await changeContact(id, { city: 'Тверь' }, { by: masha, now });
    await changeContact(id, { city: '' }, { by: masha, now });
    expect(await getContact(id)).not.toHaveProperty('city');
  });

  it('is written once for each key', async () => {
    const { id } = await createContact();
    const write = { key: 'telegram:7000:x:1', by: { kind: 'flow', flow: 'lead' } as const, now };
    for (let i = 0; i < 3; i++) await patchContact(id, { score: 10, addTags: ['a'] }, write);
    expect(await getContact(id)).toMatchObject({ score: 10, tags: ['a'] });
    expect((await changesOf(id, { limit: 20 })).filter(change => change.field === 'score')).toHaveLength(1);
  });

  it('loses no write when many come at once', async () => {
    const { id } = await createContact();
    await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        patchContact(id, { score: 1, addTags: [`t${i}`] }, { key: `k${i}`, by: { kind: 'flow', flow: 'lead' }, now }),
      ),
    );
    const contact = await getContact(id);
    expect(contact?.score).toBe(6);
    expect(contact?.tags).toHaveLength(6);
  });

  it('keeps what was written between a reading and the write that relies on it', async () => {
    const read = await createContact();
    await changeContact(read.id, { city: 'Казань' }, { by: masha, now });
    await patchContact(read.id, { set: { company: 'Пример' }, score: 5 }, { key: 'late', by: masha, now, read });
    await patchContact(read.id, { score: 5 }, { key: 'late', by: masha, now, read });
    expect(await getContact(read.id)).toMatchObject({ city: 'Казань', company: 'Пример', score: 5 });
    const cities = (await changesOf(read.id, { limit: 10 })).filter(({ field }) => field === 'city');
    expect(cities).toHaveLength(1);
  });

  it('is only suggested as a duplicate of another with the same phone', async () => {
    const [one, two] = [await createContact(), await createContact({ messenger: 'vk' })];
    for (const { id } of [one, two])
      await patchContact(id, { set: { phone: '+79990000001' } }, { key: `phone:${id}`, by: masha, now });
    const card = await getContact(one.id);
    if (!card) throw new Error('the card is gone');
    const found = await similarContacts(card);
    expect(found).toMatchObject([{ evidence: [{ kind: 'phone' }], contact: { id: two.id } }]);
  });
});

describe('the list of contacts', () => {
  beforeAll(async () => {
    const { id } = await createContact({
      from: { id: '9001', firstName: 'Пётр', lastName: 'Образцов', username: 'petr_sample' },
    });
    await changeContact(id, { phone: '+7 999 765-43-21', email: 'petr@example.org', tags: ['ванная'] }, { by: masha, now });
  });

  it.each([
    'петр',
    'ПЁТР',
    'образ',
    'петр образцов',
    '4321',
    '765-43',
    '8 (999) 765-43-21',
    '+79997654321',
    'petr@exa',
    'example.org',
    'petr_s',
    'ванн',
  ])('finds by "%s"', async query => {
    const { contacts, total } = await listContacts({ query, page: 1, perPage: 20 });
    expect(contacts.map(contact => contact.name)).toEqual(['Пётр Образцов']);
    expect(total).toBe(1);
  });

  it.each(['петр анна', '0000', '.*'])('does not find by "%s"', async query => {
    expect((await listContacts({ query, page: 1, perPage: 20 })).contacts.map(contact => contact.name)).not.toContain(
      'Пётр Образцов',
    );
  });

  it('goes by pages', async () => {
    const first = await listContacts({ page: 1, perPage: 3 });
    const second = await listContacts({ page: 2, perPage: 3 });
    expect(first.contacts).toHaveLength(3);
    expect(first.total).toBeGreaterThan(5);
    expect(second.contacts.map(contact => contact.id)).not.toEqual(
      expect.arrayContaining(first.contacts.map(contact => contact.id)),
    );
  });
});
