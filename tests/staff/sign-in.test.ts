import { describe, expect, it } from 'vitest';
import {
  changePassword,
  createOwner,
  ensureOwner,
  makeFirstVisitCode,
  may,
  needsOwner,
  signIn,
  staffNames,
} from '../../src/staff/index.ts';
import { type Right, type Role, rightsOf } from '../../src/staff/roles.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-05-12T09:00:00Z');
const first = { email: 'Olga@Example.org', password: 'seven-green-cups' };

describe('the first account', () => {
  it('is not made without the code of the log', async () => {
    await makeFirstVisitCode(now);
    const attempt = createOwner({ ...first, name: 'Ольга', code: 'guess' }, now);
    await expect(attempt).rejects.toMatchObject({ code: 'staff.wrong_code' });
    expect(await needsOwner()).toBe(true);
  });

  it('is made once even when two visitors have the code', async () => {
    const code = await makeFirstVisitCode(now);
    const attempts = await Promise.allSettled([
      createOwner({ ...first, name: 'Ольга', code }, now),
      createOwner({ ...first, email: 'ivan@example.org', name: 'Иван', code }, now),
    ]);
    expect(attempts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await staffNames()).size).toBe(1);
  });

  it('of the environment changes nothing once there is one', async () => {
    await ensureOwner({ email: 'other@example.org', password: 'another-password' }, now);
    expect((await staffNames()).size).toBe(1);
    expect(await signIn({ email: 'other@example.org', password: 'another-password' }, { now })).toBeUndefined();
  });
});

describe('a new password', () => {
  it('needs the present one and a decent length', async () => {
    const [[id = '', name = '']] = [...(await staffNames())].slice(0, 1) as [[string, string]];
    const email = name === 'Иван' ? 'ivan@example.org' : first.email;
    await expect(changePassword(id, { present: 'wrong', next: 'long enough' }, now)).rejects.toMatchObject({
      code: 'staff.wrong_password',
    });
    await expect(changePassword(id, { present: first.password, next: 'short' }, now)).rejects.toMatchObject({
      code: 'staff.weak_password',
    });
    await changePassword(id, { present: first.password, next: 'eight-blue-plates' }, now);
    expect(await signIn({ email, password: first.password }, { now })).toBeUndefined();
    expect(await signIn({ email, password: 'eight-blue-plates' }, { now })).toMatchObject({ id, role: 'owner' });
  });
});

it('a viewer may not write, a manager may, only the owner administers', () => {
  const mayAs = (role: Role, right: Right) => may({ rights: rightsOf(role) }, right);
  expect([mayAs('viewer', 'write'), mayAs('manager', 'write'), mayAs('marketer', 'administer')]).toEqual([false, true, false]);
  expect(mayAs('owner', 'administer')).toBe(true);
});
