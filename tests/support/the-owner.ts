import { listStaff, type Staff } from '../../src/staff/index.ts';

/** The first account. Not simply the first of the list: others may bear the same name. */
export async function theOwner(): Promise<Staff> {
  const owner = (await listStaff()).find(({ role }) => role === 'owner');
  if (!owner) throw new Error('Make the first account before');
  return owner;
}
