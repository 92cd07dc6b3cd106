import { expect, it } from 'vitest';
import { ensureOwner, limitTries, lockedStaff, signIn, unlock } from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';
import { theOwner } from '../support/the-owner.ts';

useDatabase();
const minute = 60_000;
const at = (minutes: number) => new Date(Date.parse('2026-05-12T09:00:00Z') + minutes * minute);
const fails = (key: string, minutes: number) => limitTries([{ key, most: 3 }], at(minutes), async () => undefined);
const locked = { code: 'staff.too_many' };

it('so many failures lock a key until the first of them is a quarter of an hour old, and it is told when', async () => {
  for (const minutes of [0, 1, 2]) expect(await fails('one', minutes)).toBeUndefined();
  await expect(fails('one', 3)).rejects.toMatchObject({ ...locked, facts: { until: at(15), minutes: 12 } });
  await expect(fails('one', 14), 'trying on does not prolong it').rejects.toMatchObject({ facts: { until: at(15) } });
  expect(await fails('two', 3), 'another key').toBeUndefined();
  expect(await fails('one', 15.1)).toBeUndefined();
});

it('a success forgets the failures, a thrown error counts as one', async () => {
  await fails('three', 0);
  await fails('three', 0);
  expect(await limitTries([{ key: 'three', most: 3 }], at(1), async () => 'in')).toBe('in');
  const breaks = () => limitTries([{ key: 'three', most: 3 }], at(2), async () => Promise.reject(new Error('wrong')));
  for (let i = 0; i < 3; i++) await expect(breaks()).rejects.toThrow('wrong');
  await expect(breaks()).rejects.toMatchObject(locked);
});

it('many at once try no more often than one after the other', async () => {
  let made = 0;
  const attempt = () =>
    limitTries([{ key: 'many', most: 3 }], at(0), async () => {
      made++;
      return undefined;
    });
  await Promise.allSettled(Array.from({ length: 20 }, attempt));
  expect(made).toBeLessThanOrEqual(3);
});

it('signing in is locked alike for an account and for an address that has none, and unlocked by the owner', async () => {
  await ensureOwner({ email: 'olga@example.org', password: 'seven-green-cups' }, at(0));
  const olga = await theOwner();
  for (const email of ['olga@example.org', 'nobody@example.org']) {
    for (let i = 0; i < 10; i++) expect(await signIn({ email, password: `guess number ${i}` }, { now: at(0) })).toBeUndefined();
    await expect(signIn({ email, password: 'seven-green-cups' }, { now: at(1) }), email).rejects.toMatchObject(locked);
  }
  expect([...(await lockedStaff([olga], at(1))).keys()]).toEqual([olga.id]);
  await unlock(olga.id, { by: olga, now: at(1) });
  expect(await signIn({ email: olga.email, password: 'seven-green-cups' }, { now: at(1) })).toMatchObject({ id: olga.id });
});
