import { beforeAll, describe, expect, it } from 'vitest';
import { activityLadder } from '../../src/contacts/activity-ladder.ts';
import { type ContactDocument, contacts } from '../../src/contacts/contact-model.ts';
import { derivedOf } from '../../src/contacts/derived.ts';
import { type Contact, countedContacts, listContacts } from '../../src/contacts/index.ts';
import { useDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

useDatabase();
const amount = 6500;
const now = Date.parse('2026-03-02T09:00:00Z');
const perPage = 20;

/** The first was heard from last. One in two is hot, a third of all are in the trash, the oldest half has a tag. */
function card(n: number): ContactDocument {
  const at = new Date(now - n * 60_000);
  const fields: Omit<Contact, 'id'> = {
    ...{ name: `Анна ${n}`, phones: [], emails: [], fields: {}, tags: n < amount / 2 ? [] : ['давно'], score: 0, identities: [] },
    ...{ temperature: n % 2 ? 'cold' : 'hot', source: {}, consents: {}, createdAt: at, changedAt: at, lastActivityAt: at },
    ...(isGone(n) && { deletedAt: at }),
  };
  return { _id: `card${n}`, ...fields, ...derivedOf(fields), applied: [] };
}

const isGone = (n: number) => n % 3 === 2;

/** What stands on a page, by their numbers. */
function expected(page: number, fits: (n: number) => boolean): string[] {
  const all = Array.from({ length: amount }, (_, n) => n).filter(n => !isGone(n) && fits(n));
  return all.slice((page - 1) * perPage, page * perPage).map(n => `card${n}`);
}

describe('the list of a large base', () => {
  beforeAll(async () => {
    await contacts.createIndexes([{ key: { search: 1 } }, { key: { lastActivityAt: -1, _id: 1 } }]);
    for (let i = 0; i < amount; i += 2000)
      await contacts.insertMany(Array.from({ length: Math.min(2000, amount - i) }, (_, n) => card(i + n)));
    // PostgreSQL knows how many rows there are when it has made an index of them.
    await contacts.createIndex({ createdAt: 1 });
    await until('the base knows its size', async () => (await activityLadder()).rungs.length > 2, 30_000);
  }, 60_000);

  it.each([
    ['all', {}, () => true],
    ['hot ones', { temperature: 'hot' as const }, (n: number) => n % 2 === 0],
    ['those that were all heard from long ago', { tag: 'давно' }, (n: number) => n >= amount / 2],
    ['a few', { query: 'анна 777' }, (n: number) => String(n).startsWith('777')],
  ])('has the same pages as if %s were sorted at once', async (_name, filter, fits) => {
    const all = expected(1, fits).length < perPage ? [1] : [1, 2, 40, 100];
    for (const page of all) {
      const { contacts: found, total } = await listContacts({ ...filter, page, perPage });
      expect(found.map(({ id }) => id)).toEqual(expected(page, fits));
      expect(total).toBe(Math.min(countedContacts, everyone(fits)));
    }
  });

  it('ends where it ends', async () => {
    const last = Math.ceil(everyone(() => true) / perPage);
    expect((await listContacts({ page: last, perPage })).contacts.map(({ id }) => id)).toEqual(expected(last, () => true));
    expect((await listContacts({ page: last + 1, perPage })).contacts).toEqual([]);
  });
});

function everyone(fits: (n: number) => boolean): number {
  return Array.from({ length: amount }, (_, n) => n).filter(n => !isGone(n) && fits(n)).length;
}
