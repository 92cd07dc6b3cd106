import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentsOf, recordConsent } from '../../src/consents/index.ts';
import {
  type Contact,
  changeContact,
  changesOf,
  findDuplicates,
  findOrCreateContact,
  getContact,
  getMerge,
  livingContact,
  mergeContacts,
  mergesOf,
  patchContact,
  reachabilityOf,
  similarContacts,
  suggestedPairs,
  unmergeContacts,
  workMerges,
} from '../../src/contacts/index.ts';
import { conversationsOf } from '../../src/conversations/index.ts';
import { createDeal, dealsOf } from '../../src/deals/index.ts';
import { history } from '../../src/messages/index.ts';
import { createTask, tasksOf } from '../../src/tasks/index.ts';
import { buildIncoming } from '../support/build-incoming.ts';
import { type Corridor, conversationOf, startCorridor } from '../support/corridor.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-03-02T09:00:00Z');
const later = new Date('2026-03-02T10:00:00Z');
const masha = { id: 's1', name: 'Маша Образцова' };
const by = { kind: 'staff', ...masha } as const;
let corridor: Corridor;
let next = 3000;

beforeAll(async () => {
  corridor = await startCorridor();
  await corridor.put('hello.yaml', 'id: hello\nstart: { any: true }\nsteps:\n  hi:\n    say: Здравствуйте!\n');
});
afterAll(() => corridor?.stop());

/** Somebody who has written: a card with an identity and a conversation. */
async function customer(set: Parameters<typeof patchContact>[1]['set'] = {}): Promise<Contact & { person: string }> {
  next += 1;
  const person = String(next);
  await corridor.says(person, 'Здравствуйте');
  const { contact } = await findOrCreateContact(buildIncoming({ chat: person }), now);
  const card = await patchContact(contact.id, { set }, { key: `set:${person}`, by, now });
  return { ...card, person };
}

const cards = () => mongoose.connection.collection('contacts').countDocuments({});
const card = async (id: string): Promise<Contact> => {
  const found = await getContact(id);
  if (!found) throw new Error('the card is gone');
  return found;
};
/** What two cards are compared by: all but when they were written. */
const plain = ({ changedAt: _at, version: _version, lastActivityAt: _activity, ...rest }: Contact) => rest;

describe('a merge', () => {
  it('brings everything of both to one card, and the way back brings each to its own', async () => {
    const anna = await customer({ name: 'Анна', phone: '+79992220001', city: 'Казань' });
    const double = await customer({ name: 'Анна Примерова', phone: '+79992220002', city: 'Самара' });
    await patchContact(double.id, { custom: { Срок: 'май' }, addTags: ['vip'], score: 7 }, { key: 'more', by, now });
    await createDeal({ key: 'deal:1', contact: double.id, pipeline: 'sales', stage: 'new', title: 'Ремонт', now });
    await createTask({ key: 'task:1', contact: double.id, title: 'Позвонить', due: now, for: { kind: 'managers' }, now });
    await recordConsent({
      ...{ id: 'consent:1', contact: double.id, kind: 'advertising', given: true, version: '1', hash: 'h', text: 'да' },
      ...{ at: now, conversation: conversationOf(double.person) },
    });
    const before = await Promise.all([card(anna.id), card(double.id)]);

    const merge = await mergeContacts({ survivor: anna.id, loser: double.id, choices: { name: 'loser' }, by: masha }, { now });
    expect(await card(anna.id)).toMatchObject({
      name: 'Анна Примерова',
      phones: ['+79992220001', '+79992220002'],
      city: 'Казань',
      fields: { Срок: 'май' },
      tags: ['vip'],
      score: 7,
      identities: [{ id: anna.person }, { id: double.person }],
    });
    expect(await livingContact(double.id)).toMatchObject({ id: anna.id });
    expect(await conversationsOf(anna.id)).toHaveLength(2);
    expect((await history(conversationOf(double.person), { limit: 10 })).every(({ contact }) => contact === anna.id)).toBe(true);
    expect(await dealsOf(anna.id)).toHaveLength(1);
    expect(await tasksOf(anna.id, { limit: 5 })).toHaveLength(1);
    expect(await consentsOf(anna.id)).toHaveLength(1);
    expect((await changesOf(anna.id, { limit: 50 })).map(({ field, by: { kind } }) => `${kind} ${field}`)).toContain(
      'merge merged',
    );
    expect(await similarContacts(await card(anna.id))).toEqual([]);

    await unmergeContacts(merge.id, masha, { now: later });
    expect(plain(await card(anna.id))).toEqual(plain(before[0]));
    expect(plain(await card(double.id))).toEqual(plain(before[1]));
    expect(await dealsOf(double.id)).toHaveLength(1);
    expect(await tasksOf(double.id, { limit: 5 })).toHaveLength(1);
    expect(await consentsOf(double.id)).toHaveLength(1);
    expect(await conversationsOf(double.id)).toHaveLength(1);
    expect((await history(conversationOf(double.person), { limit: 10 })).every(({ contact }) => contact === double.id)).toBe(
      true,
    );
    await expect(unmergeContacts(merge.id, masha, { now })).rejects.toMatchObject({ code: 'merges.parted' });
  });

  it('leaves with the survivor what was changed since, and gives the other what came through its identity', async () => {
    const one = await customer({ name: 'Олег', city: 'Тверь', phone: '+79992220011' });
    const two = await customer({ phone: '+79992220011', birthday: '1990-05-12' });
    const { id } = await mergeContacts({ survivor: one.id, loser: two.id, by: masha }, { now });
    await changeContact(one.id, { city: 'Псков', tags: ['важный'] }, { by, now: later });
    await corridor.says(two.person, 'Это снова я');
    const said = { kind: 'advertising' as const, given: false, version: '1', hash: 'h', text: 'нет', at: later };
    await recordConsent({ id: `said:${id}`, contact: one.id, ...said, conversation: conversationOf(two.person) });
    await patchContact(
      one.id,
      { consents: { advertising: { given: false, hash: 'h', at: later } } },
      { key: `said:${id}`, by, now: later },
    );
    const { parted } = await unmergeContacts(id, masha, { now: later });
    expect(parted?.kept).toEqual(expect.arrayContaining(['city', 'tags']));
    expect(await card(one.id)).toMatchObject({ city: 'Псков', tags: ['важный'], consents: {}, identities: [{ id: one.person }] });
    expect(await card(two.id)).toMatchObject({ birthday: '1990-05-12', consents: { advertising: { given: false } } });
    const words = await history(conversationOf(two.person), { limit: 20 });
    expect(words.map(({ text }) => text)).toContain('Это снова я');
    expect(new Set(words.map(({ contact }) => contact))).toEqual(new Set([two.id]));
    expect(await consentsOf(two.id)).toHaveLength(1);
    await findDuplicates();
    const { pairs } = await suggestedPairs({ viewer: { id: 's1', seeAll: true }, page: 1, perPage: 50 });
    expect(pairs.filter(({ cards: pair }) => pair.includes(one.id))).toEqual([]);
  });

  it('loses no message that comes between any two steps, and makes no third card', async () => {
    const one = await customer({ name: 'Ия' });
    const two = await customer({ name: 'Ия вторая' });
    const amount = await cards();
    const said: string[] = [];
    const wrote = async (step: string) => {
      said.push(step);
      await corridor.says(two.person, step);
      expect(await reachabilityOf({ contact: one.id, identity: conversationOf(two.person) }), step).toBe('reachable');
      const { contact, isNew } = await findOrCreateContact(buildIncoming({ chat: two.person }), later);
      expect([contact.id === one.id || contact.id === two.id, isNew], step).toEqual([true, false]);
    };
    const merge = await mergeContacts({ survivor: one.id, loser: two.id, by: masha }, { now, checkpoint: wrote });
    expect(said.length).toBeGreaterThan(4);
    await workMerges({ now: later });
    expect((await getMerge(merge.id))?.state).toBe('done');
    const all = await history(conversationOf(two.person), { limit: 100 });
    expect(all.map(({ text }) => text)).toEqual(expect.arrayContaining(said));
    expect(new Set(all.map(({ contact }) => contact))).toEqual(new Set([one.id]));
    expect((await card(one.id)).identities).toHaveLength(2);

    const tomorrow = new Date('2026-03-03T09:00:00Z');
    await unmergeContacts(merge.id, masha, { now: later, checkpoint: step => wrote(`back: ${step}`) });
    await workMerges({ now: tomorrow });
    const back = await history(conversationOf(two.person), { limit: 100 });
    expect(back.map(({ text }) => text)).toEqual(expect.arrayContaining(said));
    expect(new Set(back.map(({ contact }) => contact))).toEqual(new Set([two.id]));
    expect([(await card(one.id)).identities.length, (await card(two.id)).identities.length]).toEqual([1, 1]);
    expect(await cards()).toBe(amount);
  });

  it('is finished by the next tick, whichever step its process died after', async () => {
    const steps = ['planned', 'given up', 'taken in', 'let go', 'moved'];
    const back = ['parting', 'returned', 'given back', 'taken', 'let go', 'moved back'];
    const dieAfter = (step: string) => async (reached: string) => {
      if (reached === step) throw new Error('the process died');
    };
    for (const [i, step] of back.entries()) {
      const one = await customer({ name: 'Первая', phone: `+7999222010${i}` });
      const two = await customer({ name: 'Вторая', phone: `+7999222020${i}`, city: 'Уфа' });
      const before = await Promise.all([card(one.id), card(two.id)]);
      const died = { now, checkpoint: dieAfter(steps[i] ?? 'planned') };
      await expect(mergeContacts({ survivor: one.id, loser: two.id, by: masha }, died)).rejects.toThrow('died');
      await expect(mergeContacts({ survivor: two.id, loser: one.id, by: masha }, { now })).rejects.toThrow();
      await workMerges({ now: later });
      const [merge] = await mergesOf(one.id);
      expect(await card(one.id)).toMatchObject({ city: 'Уфа', identities: [{ id: one.person }, { id: two.person }] });
      const dies = { now: later, checkpoint: dieAfter(step) };
      await expect(unmergeContacts(merge?.id ?? '', masha, dies)).rejects.toThrow('died');
      await workMerges({ now: new Date('2026-03-03T09:00:00Z') });
      expect([await card(one.id), await card(two.id)].map(plain), step).toEqual(before.map(plain));
    }
  });

  it('of three cards is taken back in any order', async () => {
    const [one, two, three] = [
      await customer({ city: 'Омск' }),
      await customer({ company: 'А' }),
      await customer({ address: 'Б' }),
    ];
    const before = await Promise.all([one, two, three].map(({ id }) => card(id)));
    const first = await mergeContacts({ survivor: one.id, loser: two.id, by: masha }, { now });
    const second = await mergeContacts({ survivor: one.id, loser: three.id, by: masha }, { now: new Date(now.getTime() + 1000) });
    await unmergeContacts(first.id, masha, { now: later });
    expect(await card(one.id)).toMatchObject({ city: 'Омск', address: 'Б' });
    await unmergeContacts(second.id, masha, { now: later });
    expect((await Promise.all([one, two, three].map(({ id }) => card(id)))).map(plain)).toEqual(before.map(plain));
  });

  it('into a card that became a part of another is taken back after the later one', async () => {
    const [one, two, three] = [await customer(), await customer(), await customer()];
    const first = await mergeContacts({ survivor: two.id, loser: one.id, by: masha }, { now });
    const second = await mergeContacts({ survivor: three.id, loser: two.id, by: masha }, { now });
    expect((await livingContact(one.id))?.id).toBe(three.id);
    await expect(unmergeContacts(first.id, masha, { now: later })).rejects.toMatchObject({ code: 'merges.later_first' });
    await unmergeContacts(second.id, masha, { now: later });
    await unmergeContacts(first.id, masha, { now: later });
    expect((await card(one.id)).identities.map(({ id }) => id)).toEqual([one.person]);
  });

  it('writes what somebody still holds the old card for to the survivor', async () => {
    const [one, two] = [await customer(), await customer()];
    const held = await card(two.id);
    await mergeContacts({ survivor: one.id, loser: two.id, by: masha }, { now });
    await patchContact(two.id, { set: { city: 'Чита' } }, { key: 'late', by, now: later, read: held });
    expect([(await card(one.id)).city, (await card(two.id)).city]).toEqual(['Чита', undefined]);
  });
});
