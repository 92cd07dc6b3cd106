import { beforeAll, describe, expect, it } from 'vitest';
import {
  changeRoleSheet,
  createRole,
  ensureOwner,
  getStaff,
  giveRole,
  listStaff,
  may,
  removeRole,
  type Staff,
  signIn,
  switchOff,
  switchOn,
} from '../../src/staff/index.ts';
import { addStaff } from '../support/add-staff.ts';
import { useDatabase } from '../support/database.ts';

useDatabase();
const now = new Date('2026-05-12T09:00:00Z');
const first = { email: 'olga@example.org', password: 'seven-green-cups' };
let olga: Staff;
let ivan: string;

const read = async (id: string): Promise<Staff> => {
  const found = await getStaff(id);
  if (!found) throw new Error('nobody');
  return found;
};

beforeAll(async () => {
  await ensureOwner(first, now);
  olga = (await listStaff())[0] as Staff;
  ivan = await addStaff({ email: 'ivan@example.org', role: 'manager' });
});

describe('a role of one’s own', () => {
  it('allows what it is made of, and a change counts at once', async () => {
    const role = await createRole({ name: 'Стажёр', rights: ['write'], needsSecondFactor: false }, { by: olga, now });
    await giveRole(ivan, role.id, { by: olga, now });
    expect(await read(ivan)).toMatchObject({ role: role.id, roleName: 'Стажёр', rights: ['write'], owesSecondFactor: false });

    await changeRoleSheet(role.id, { name: 'Стажёр', rights: ['seeAll', 'write'], needsSecondFactor: true }, { by: olga, now });
    expect(await read(ivan)).toMatchObject({ rights: ['seeAll', 'write'], owesSecondFactor: true });
    await expect(removeRole(role.id, { by: olga, now })).rejects.toMatchObject({ code: 'staff.role_in_use' });

    await giveRole(ivan, 'manager', { by: olga, now });
    await removeRole(role.id, { by: olga, now });
    await expect(giveRole(ivan, role.id, { by: olga, now })).rejects.toMatchObject({ code: 'staff.role_not_found' });
  });

  it('has a name of its own, and the four keep their rights', async () => {
    await createRole({ name: 'Старшая', rights: [], needsSecondFactor: false }, { by: olga, now });
    const again = createRole({ name: 'старшая', rights: [], needsSecondFactor: false }, { by: olga, now });
    await expect(again).rejects.toMatchObject({ code: 'staff.role_taken' });
    await changeRoleSheet('viewer', { name: 'x', rights: ['administer'], needsSecondFactor: false }, { by: olga, now });
    const viewer = await addStaff({ email: 'vera@example.org', role: 'viewer' });
    expect(may(await read(viewer), 'administer')).toBe(false);
  });

  it('gives nobody more than they have themselves', async () => {
    const chief = await createRole(
      { name: 'Администратор', rights: ['administer', 'write'], needsSecondFactor: false },
      { by: olga, now },
    );
    await giveRole(ivan, chief.id, { by: olga, now });
    const by = await read(ivan);
    const forbidden = { code: 'staff.role_forbidden' };
    await expect(giveRole(ivan, 'owner', { by, now })).rejects.toMatchObject(forbidden);
    await expect(giveRole(olga.id, 'viewer', { by, now })).rejects.toMatchObject(forbidden);
    await expect(switchOff(olga.id, { by, now })).rejects.toMatchObject(forbidden);
    const more = { name: 'Ещё больше', rights: ['export' as const], needsSecondFactor: false };
    await expect(createRole(more, { by, now })).rejects.toMatchObject(forbidden);
    await expect(changeRoleSheet(chief.id, more, { by, now })).rejects.toMatchObject(forbidden);
  });
});

describe('the last owner', () => {
  it('is neither demoted nor switched off', async () => {
    const last = { code: 'staff.last_owner' };
    await expect(giveRole(olga.id, 'manager', { by: olga, now })).rejects.toMatchObject(last);
    await expect(switchOff(olga.id, { by: olga, now })).rejects.toMatchObject({ code: 'staff.own_account' });
    expect(await read(olga.id)).toMatchObject({ role: 'owner' });
  });

  it('stays when two owners demote each other at the same moment', async () => {
    const other = await addStaff({ email: 'petr@example.org', role: 'owner' });
    const petr = await read(other);
    await Promise.allSettled([giveRole(other, 'manager', { by: olga, now }), giveRole(olga.id, 'manager', { by: petr, now })]);
    const owners = (await listStaff()).filter(({ role }) => role === 'owner');
    expect(owners.length).toBeGreaterThan(0);
    await giveRole(olga.id, 'owner', { by: { ...olga }, now });
  });
});

it('an account that is switched off signs nobody in until it is switched on', async () => {
  const vera = 'staff-vera@example.org';
  await switchOff(vera, { by: olga, now });
  const credentials = { email: 'vera@example.org', password: first.password };
  await expect(signIn(credentials, { now })).rejects.toMatchObject({ code: 'staff.switched_off' });
  expect(await signIn({ ...credentials, password: 'something-else' }, { now })).toBeUndefined();
  await switchOn(vera, { by: olga, now });
  expect(await signIn(credentials, { now })).toMatchObject({ id: vera });
});
