import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  ensureOwner,
  invitations,
  invite,
  join,
  listStaff,
  offerReset,
  openSession,
  readLink,
  renewInvitation,
  resetPassword,
  revokeInvitation,
  type Staff,
  sessionsOf,
  signIn,
} from '../../src/staff/index.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-05-12T09:00:00Z');
const later = (hours: number) => new Date(now.getTime() + hours * 60 * 60 * 1000);
const ivan = { name: 'Иван', password: 'eight-blue-plates' };
let by: Staff;

beforeAll(async () => {
  await ensureOwner({ email: 'olga@example.org', password: 'seven-green-cups' }, now);
  by = (await listStaff())[0] as Staff;
});

describe('an invitation', () => {
  it('makes an account once, with the role it names', async () => {
    const token = await invite({ email: ' Ivan@Example.org', role: 'manager' }, { by, now });
    const both = await Promise.allSettled([join(token, ivan, later(1)), join(token, ivan, later(1))]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await signIn({ email: 'ivan@example.org', password: ivan.password }, { now })).toMatchObject({
      role: 'manager',
      name: 'Иван',
    });
    expect(await invitations()).toEqual([]);
    const again = invite({ email: 'ivan@example.org', role: 'manager' }, { by, now });
    await expect(again).rejects.toMatchObject({ code: 'staff.email_taken' });
  });

  it('runs out after 72 hours, can be renewed and taken back, and is kept as a hash', async () => {
    const first = await invite({ email: 'vera@example.org', role: 'viewer' }, { by, now });
    const [{ id } = { id: '' }] = await invitations();
    expect(JSON.stringify(await mongoose.connection.collection('staffLinks').find({}).toArray())).not.toContain(first);
    expect(await readLink('invitation', first, later(71))).toEqual({ email: 'vera@example.org' });
    expect(await readLink('invitation', first, later(73))).toBeUndefined();
    expect(await readLink('reset', first, later(1)), 'as another kind of link').toBeUndefined();

    const { token } = await renewInvitation(id, { by, now: later(73) });
    expect(await readLink('invitation', first, later(74)), 'the one before').toBeUndefined();
    expect(await readLink('invitation', token, later(74))).toBeDefined();
    await revokeInvitation(id, { by, now });
    await expect(join(token, ivan, later(74))).rejects.toMatchObject({ code: 'staff.link.gone' });
  });

  it('is spent only by a password that is good enough', async () => {
    const token = await invite({ email: 'maria.petrova@example.org', role: 'viewer' }, { by, now });
    const attempt = (password: string) => join(token, { name: 'Мария', password }, now);
    await expect(attempt('короткий')).rejects.toMatchObject({ code: 'staff.weak_password' });
    for (const common of [
      '1234567890',
      'Password123!',
      'qwertyuiop',
      'p@ssw0rd2026',
      'йцукенгшщз',
      'aaaaaaaaaaaa',
      'Kartoteka2026',
      'пароль123456',
    ])
      await expect(attempt(common), common).rejects.toMatchObject({ code: 'staff.common_password' });
    await expect(attempt('maria.petrova1')).rejects.toMatchObject({ code: 'staff.password_is_email' });
    expect(await attempt('три сонных кота у реки')).toMatchObject({ email: 'maria.petrova@example.org' });
  });
});

it('a link for a new password ends every session and works once', async () => {
  const subject = (await listStaff()).find(({ email }) => email === 'ivan@example.org') as Staff;
  await openSession(subject.id, { agent: 'a phone' }, now);
  const before = await offerReset(subject, { by, now });
  const token = await offerReset(subject, { by, now });
  await expect(resetPassword(before, 'nine-red-spoons', now)).rejects.toMatchObject({ code: 'staff.link.gone' });
  await resetPassword(token, 'nine-red-spoons', later(1));
  expect(await sessionsOf(subject.id, later(1))).toEqual([]);
  expect(await signIn({ email: subject.email, password: ivan.password }, { now })).toBeUndefined();
  expect(await signIn({ email: subject.email, password: 'nine-red-spoons' }, { now })).toMatchObject({ id: subject.id });
  await expect(resetPassword(token, 'ten-white-bowls', later(1))).rejects.toMatchObject({ code: 'staff.link.gone' });
});
