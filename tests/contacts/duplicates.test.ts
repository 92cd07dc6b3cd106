import { describe, expect, it } from 'vitest';
import {
  type Contact,
  countSuggested,
  dismissPair,
  findDuplicates,
  findOrCreateContact,
  getContact,
  keysOf,
  patchContact,
  type StandardField,
  similarContacts,
  suggestedPairs,
} from '../../src/contacts/index.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();

const now = new Date('2026-03-02T09:00:00Z');
const masha = { kind: 'staff', id: 's1', name: 'Маша Образцова' } as const;
const everybody = { viewer: { id: 's1', seeAll: true }, page: 1, perPage: 20 };
let next = 7000;

async function card(set: Partial<Record<StandardField, string>>, owner?: string): Promise<Contact> {
  next += 1;
  const incoming = buildIncoming({ chat: String(next), from: { id: String(next) } });
  const { contact } = await findOrCreateContact(incoming, now);
  return patchContact(contact.id, { set, ...(owner && { owner }) }, { key: `set:${next}`, by: masha, now });
}

const change = (id: string, set: Partial<Record<StandardField, string>>) => {
  next += 1;
  return patchContact(id, { set }, { key: `change:${next}`, by: masha, now });
};

async function suggestedWith(id: string) {
  await findDuplicates();
  return (await suggestedPairs(everybody)).pairs.filter(pair => pair.cards.includes(id));
}

describe('what a card shares with others', () => {
  const bare = { phones: [], emails: [], identities: [] };

  it('takes a name in any order, with ё as е and without the patronymic', () => {
    const keys = (name: string) => keysOf({ ...bare, name, city: 'г. Орёл' });
    expect(keys('Семён Примеров')).toEqual(['city:примеров семен:орел']);
    for (const same of ['ПРИМЕРОВ Семен', 'Примеров Семён Петрович', 'семён  примеров'])
      expect(keys(same)).toEqual(keys('Семён Примеров'));
  });

  it('is nothing where only a first name is known', () => {
    expect(keysOf({ ...bare, name: 'Анна', city: 'Казань', birthday: '1990-05-12' })).toEqual([]);
  });

  it('is nothing in the trash', () => {
    expect(keysOf({ ...bare, phones: ['+79990000001'], deletedAt: now })).toEqual([]);
  });
});

describe('pairs that may be one person', () => {
  it('are found by a phone and by an e-mail once the card is compared', async () => {
    const one = await card({ phone: '+79991110001', email: 'anna@example.org', name: 'Анна' });
    const two = await card({ phone: '+79991110001', name: 'Аня' });
    expect((await similarContacts(one)).map(({ contact }) => contact.id)).toEqual([two.id]);
    expect(await suggestedWith(one.id)).toMatchObject([{ evidence: [{ kind: 'phone', value: '+79991110001' }], strength: 10 }]);
    await change(two.id, { email: 'anna@example.org' });
    expect(await suggestedWith(one.id)).toMatchObject([{ evidence: [{ kind: 'email' }, { kind: 'phone' }], strength: 20 }]);
  });

  it('are found by a name with the birthday, unless the years differ', async () => {
    const one = await card({ firstName: 'Олег', lastName: 'Образцов', birthday: '1990-05-12' });
    await card({ name: 'Образцов Олег', birthday: '1985-05-12' });
    const same = await card({ name: 'образцов олег', birthday: '--05-12' });
    expect((await similarContacts(one)).map(({ contact }) => contact.id)).toEqual([same.id]);
  });

  it('are found by the number that a person has in a messenger over all of its accounts', async () => {
    const from = { id: '990011', firstName: 'Ия' };
    const [one, two] = await Promise.all(
      ['1', '2'].map(async account => {
        const address = { messenger: 'telegram' as const, account, chat: '990011' };
        return (await findOrCreateContact({ ...buildIncoming({ from }), address }, now)).contact;
      }),
    );
    if (!one || !two) throw new Error('no cards');
    expect((await similarContacts(one)).map(({ contact }) => contact.id)).toEqual([two.id]);
  });

  it('take no namesakes of a large town for one person', async () => {
    const cards = [];
    for (let i = 0; i < 13; i++) cards.push(await card({ name: 'Иван Толпин', city: 'Москва' }));
    const [first] = cards;
    expect(first && (await similarContacts(first))).toEqual([]);
  });

  it('are gone when what they shared is gone', async () => {
    const one = await card({ phone: '+79991110003' });
    const two = await card({ phone: '+79991110003' });
    expect(await suggestedWith(one.id)).toHaveLength(1);
    await change(two.id, { phone: '' });
    expect(await suggestedWith(one.id)).toEqual([]);
  });

  it('are not suggested again once they are two people, until they share something new', async () => {
    const one = await card({ phone: '+79991110004' });
    const two = await card({ phone: '+79991110004' });
    expect(await suggestedWith(one.id)).toHaveLength(1);
    await dismissPair(two.id, one.id, { by: masha, now });
    await change(one.id, { city: 'Тверь', name: 'Иной Человек' });
    expect(await suggestedWith(one.id)).toEqual([]);
    for (const { id } of [one, two]) await change(id, { email: 'same@example.org' });
    expect(await suggestedWith(one.id)).toMatchObject([{ evidence: [{ kind: 'email' }, { kind: 'phone' }] }]);
  });

  it('of cards that belong to others are hidden from who sees only their own', async () => {
    const one = await card({ phone: '+79991110005' }, 'somebody');
    await card({ phone: '+79991110005' });
    await findDuplicates();
    const seen = async (id: string) =>
      (await suggestedPairs({ ...everybody, viewer: { id, seeAll: false } })).pairs.some(({ cards }) => cards.includes(one.id));
    expect([await seen('somebody'), await seen('other')]).toEqual([true, false]);
    expect(await countSuggested()).toBeGreaterThan(0);
  });

  it('are looked for only as far as others let it, and the rest is left for the next time', async () => {
    await findDuplicates();
    for (let i = 0; i < 25; i++) await card({ phone: `+79991120${100 + i}` });
    expect(await findDuplicates({ mayGoOn: () => false })).toBe(10);
    expect(await findDuplicates()).toBe(15);
  });

  it('wait for nobody twice: a card that was compared is not compared again', async () => {
    const { id } = await card({ phone: '+79991110006' });
    expect(await findDuplicates()).toBeGreaterThan(0);
    expect(await findDuplicates()).toBe(0);
    expect(await getContact(id)).not.toHaveProperty('keysAt');
  });
});
