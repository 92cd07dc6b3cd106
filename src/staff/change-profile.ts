import { memoFor } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { audit } from './audit.ts';
import { checkPassword, hashPassword } from './passwords.ts';
import { endSessions } from './sessions.ts';
import { type Preferences, type Staff, StaffModel, toStaff } from './staff.model.ts';
import { limitTries } from './tries.ts';

const names = memoFor<ReadonlyMap<string, string>>(2000);

/** Changes what a person may change of themselves. Throws `staff.not_found`. */
export async function changeProfile(id: string, patch: { name?: string } & Partial<Preferences>): Promise<Staff> {
  const { name, ...preferences } = patch;
  const wishes = Object.fromEntries(Object.entries(preferences).map(([key, value]) => [`preferences.${key}`, value]));
  const changed = await StaffModel.findOneAndUpdate(
    { _id: id },
    { $set: { ...(name && { name }), ...wishes } },
    { returnDocument: 'after' },
  ).lean();
  if (!changed) throw notFound(id);
  forgetNames();
  return toStaff(changed);
}

/** Sets a new password and ends every session that began before. Throws `staff.wrong_password`, `staff.not_found`, `staff.too_many`, and what `hashPassword` throws. */
export async function changePassword(
  id: string,
  { present, next }: { present: string; next: string },
  now: Date,
): Promise<Staff> {
  const found = await StaffModel.findById(id).lean();
  if (!found) throw notFound(id);
  const right = await limitTries([{ key: `present:${id}`, most: 10 }], now, async () =>
    (await checkPassword(present, found.passwordHash)) ? true : undefined,
  );
  if (!right) throw new AppError('staff.wrong_password', 'The present password is wrong.');
  const passwordHash = await hashPassword(next, { email: found.email });
  await StaffModel.updateOne({ _id: id }, { $set: { passwordHash, passwordChangedAt: now } });
  await endSessions(id);
  await audit({ at: now, what: 'passwordChanged', staff: id, email: found.email });
  return toStaff({ ...found, passwordHash, passwordChangedAt: now });
}

/** The account with this id, or nothing. */
export async function getStaff(id: string): Promise<Staff | undefined> {
  const found = await StaffModel.findById(id).lean();
  return found ? toStaff(found) : undefined;
}

/** The names of everybody who has or had an account, by id. */
export function staffNames(): Promise<ReadonlyMap<string, string>> {
  return names.get('all', readNames);
}

/** Somebody has an account, or another name, since. */
export const forgetNames = (): void => names.forget();

async function readNames(): Promise<ReadonlyMap<string, string>> {
  const found = await StaffModel.find({}, { name: 1 }).lean<{ _id: string; name: string }[]>();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}

function notFound(id: string): AppError {
  return new AppError('staff.not_found', 'This account does not exist any more.', { id });
}
