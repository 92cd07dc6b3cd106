import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { audit } from './audit.ts';
import { currentRoles, forgetRoles, type RoleDocument, type RoleSheet, storedRoles } from './role-store.ts';
import { isBuiltIn, mayGive, type Right } from './roles.ts';
import { type Staff, StaffModel } from './staff.model.ts';

interface By {
  by: Staff;
  now: Date;
}

/** What the owner decides of a role. Name and rights are those of roles made here; the others keep theirs. */
export interface RoleWishes {
  name: string;
  rights: Right[];
  needsSecondFactor: boolean;
}

/** The roles, those of every installation first. */
export async function listRoles(): Promise<RoleSheet[]> {
  return [...(await currentRoles()).values()];
}

/** A role of one's own. Throws `staff.role_taken` when one is called so, `staff.role_forbidden` for rights one does not have. */
export async function createRole(wishes: RoleWishes, { by, now }: By): Promise<RoleSheet> {
  await refuseFor(by, wishes);
  const id = newId();
  await storedRoles.insertOne({ _id: id, ...wishes, changedAt: now });
  forgetRoles();
  await audit({
    at: now,
    what: 'roleCreated',
    staff: by.id,
    email: by.email,
    facts: { role: wishes.name, rights: wishes.rights.join() },
  });
  return { id, ...wishes };
}

/**
 * Changes a role; whoever has it is allowed the new rights within two seconds, on every process. Throws as `createRole`, and
 * `staff.role_not_found`.
 */
export async function changeRoleSheet(id: string, wishes: RoleWishes, { by, now }: By): Promise<void> {
  const present = (await currentRoles()).get(id);
  if (!present) throw new AppError('staff.role_not_found', 'This role does not exist any more.', { id });
  refuseRights(by, present.rights);
  const builtIn = isBuiltIn(id);
  if (!builtIn) await refuseFor(by, wishes, id);
  const set: Partial<RoleDocument> = { needsSecondFactor: wishes.needsSecondFactor, changedAt: now };
  await storedRoles.updateOne(
    { _id: id },
    { $set: builtIn ? set : { ...set, name: wishes.name, rights: wishes.rights } },
    { upsert: builtIn },
  );
  forgetRoles();
  const facts = builtIn ? { role: id } : { role: wishes.name, rights: wishes.rights.join() };
  await audit({
    at: now,
    what: 'roleChanged',
    staff: by.id,
    email: by.email,
    facts: { ...facts, secondFactor: wishes.needsSecondFactor },
  });
}

/** Takes a role away that nobody has. Throws `staff.role_in_use`, `staff.role_not_found`. */
export async function removeRole(id: string, { by, now }: By): Promise<void> {
  const present = (await currentRoles()).get(id);
  if (!present || isBuiltIn(id)) throw new AppError('staff.role_not_found', 'This role does not exist any more.', { id });
  refuseRights(by, present.rights);
  const count = await StaffModel.countDocuments({ role: id });
  if (count > 0) throw new AppError('staff.role_in_use', 'Somebody still has this role. Give them another one first.', { count });
  await storedRoles.deleteOne({ _id: id });
  forgetRoles();
  await audit({ at: now, what: 'roleRemoved', staff: by.id, email: by.email, facts: { role: present.name ?? id } });
}

async function refuseFor(by: Staff, { name, rights }: RoleWishes, self?: string): Promise<void> {
  refuseRights(by, rights);
  const taken = [...(await currentRoles()).values()].some(
    sheet => sheet.id !== self && sheet.name?.toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw new AppError('staff.role_taken', 'There is a role of this name already.', { name });
}

/** Nobody lifts themselves by giving what they do not have. */
function refuseRights(by: Staff, rights: readonly Right[]): void {
  if (!mayGive(by, rights)) throw new AppError('staff.role_forbidden', 'You cannot give rights that you do not have.');
}
