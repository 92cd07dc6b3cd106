import { AppError } from '../lib/app-error.ts';
import { audit } from './audit.ts';
import { getStaff } from './change-profile.ts';
import { currentRoles } from './role-store.ts';
import { mayGive } from './roles.ts';
import { codeLimit, removeSecondFactor } from './second-factor.ts';
import { endSessions } from './sessions.ts';
import { passwordLimit } from './sign-in.ts';
import { type Staff, type StaffDocument, StaffModel, toStaff } from './staff.model.ts';
import { forgetTries, lockedKeys } from './tries.ts';

interface By {
  by: Staff;
  now: Date;
}

/** Everybody who has an account, those switched off last. */
export async function listStaff(): Promise<Staff[]> {
  const found = await StaffModel.find({}).lean<StaffDocument[]>();
  const all = await Promise.all(found.map(toStaff));
  return all.toSorted(
    (one, other) => Number(Boolean(one.off)) - Number(Boolean(other.off)) || one.name.localeCompare(other.name),
  );
}

/** Whom work can be given to: every account that is not switched off. */
export async function activeStaff(): Promise<Staff[]> {
  return (await listStaff()).filter(({ off }) => !off);
}

/** Until when signing in is locked, by the ids of those for whom it is. */
export async function lockedStaff(people: Staff[], now: Date): Promise<Map<string, Date>> {
  const limits = people.flatMap(({ id, email }) => [passwordLimit(email), codeLimit(id)]);
  const locked = await lockedKeys(limits, now);
  return new Map(
    people.flatMap(({ id, email }) => {
      const until = locked.get(passwordLimit(email).key) ?? locked.get(codeLimit(id).key);
      return until ? [[id, until] as const] : [];
    }),
  );
}

/** Lets somebody try again at once. */
export async function unlock(id: string, { by, now }: By): Promise<void> {
  const subject = await subjectOf(id, by);
  await forgetTries([passwordLimit(subject.email).key, codeLimit(id).key]);
  await audit({ at: now, what: 'unlocked', staff: by.id, email: by.email, subject: id });
}

/**
 * Gives somebody another role; it counts from their next request on. Throws `staff.last_owner`, `staff.role_forbidden`,
 * `staff.role_not_found`, `staff.not_found`.
 */
export async function giveRole(id: string, role: string, { by, now }: By): Promise<void> {
  const subject = await subjectOf(id, by);
  const sheet = (await currentRoles()).get(role);
  if (!sheet) throw new AppError('staff.role_not_found', 'This role does not exist any more.', { role });
  if (!mayGive(by, sheet.rights)) throw forbidden();
  if (subject.role === role) return;
  await keepingAnOwner(
    () => StaffModel.updateOne({ _id: id, role: subject.role }, { $set: { role } }),
    () => StaffModel.updateOne({ _id: id, role }, { $set: { role: subject.role } }),
  );
  await audit({ at: now, what: 'roleGiven', staff: by.id, email: by.email, subject: id, facts: { before: subject.role, role } });
}

/**
 * Switches an account off: every session ends at once, nobody signs in any more, nothing that the person did is lost. Throws
 * `staff.last_owner`, `staff.own_account`, `staff.role_forbidden`, `staff.not_found`.
 */
export async function switchOff(id: string, { to, by, now }: By & { to?: string }): Promise<Staff> {
  const subject = await subjectOf(id, by);
  if (id === by.id) throw new AppError('staff.own_account', 'You cannot switch off your own account.');
  if (to !== undefined) await refuseSuccessor(id, to);
  const off = { at: now, ...(to !== undefined && { to }) };
  await keepingAnOwner(
    () => StaffModel.updateOne({ _id: id }, { $set: { off } }),
    () => StaffModel.updateOne({ _id: id }, { $unset: { off: '' } }),
  );
  await endSessions(id);
  await audit({ at: now, what: 'switchedOff', staff: by.id, email: by.email, subject: id });
  return { ...subject, off };
}

/** Lets somebody sign in again, with the password and the role from before. Throws `staff.role_forbidden`, `staff.not_found`. */
export async function switchOn(id: string, { by, now }: By): Promise<void> {
  await subjectOf(id, by);
  await StaffModel.updateOne({ _id: id }, { $unset: { off: '' } });
  await audit({ at: now, what: 'switchedOn', staff: by.id, email: by.email, subject: id });
}

/** Takes the one-time codes away from somebody who has lost their phone. Throws `staff.role_forbidden`, `staff.not_found`. */
export async function takeSecondFactor(id: string, { by, now }: By): Promise<void> {
  await subjectOf(id, by);
  await removeSecondFactor(id, { by, now });
}

/** Somebody whose account may be changed by this person: nobody reaches above their own rights. */
export async function subjectOf(id: string, by: Staff): Promise<Staff> {
  const subject = await getStaff(id);
  if (!subject) throw new AppError('staff.not_found', 'This account does not exist any more.', { id });
  if (!mayGive(by, subject.rights)) throw forbidden();
  return subject;
}

/** Throws `staff.bad_successor` unless this is somebody else, who works here. */
export async function refuseSuccessor(id: string, to: string): Promise<void> {
  const successor = to === id ? undefined : await getStaff(to);
  if (!successor || successor.off) throw new AppError('staff.bad_successor', 'Choose somebody who works here.');
}

/**
 * Makes a change unless it leaves the firm without an owner. Two owners who remove each other at the same moment are two documents, so the
 * change is made, looked at and taken back: both find nobody left and both stay.
 */
async function keepingAnOwner(change: () => Promise<unknown>, takeBack: () => Promise<unknown>): Promise<void> {
  await change();
  if (await StaffModel.exists({ role: 'owner', off: { $exists: false } })) return;
  await takeBack();
  throw new AppError('staff.last_owner', 'This is the last owner. Make somebody else an owner first.');
}

const forbidden = () => new AppError('staff.role_forbidden', 'You cannot give rights that you do not have.');
