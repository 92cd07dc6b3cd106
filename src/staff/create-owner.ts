import { nanoid } from 'nanoid';
import { AppError } from '../lib/app-error.ts';
import { audit } from './audit.ts';
import { forgetNames } from './change-profile.ts';
import { spendFirstVisitCode } from './first-visit.ts';
import { hashPassword } from './passwords.ts';
import { normalizeEmail } from './sign-in.ts';
import { type Staff, StaffModel, toStaff } from './staff.model.ts';

interface Owner {
  email: string;
  password: string;
  name: string;
}

/** Whether nobody has an account yet. */
export async function needsOwner(): Promise<boolean> {
  return (await StaffModel.exists({})) === null;
}

/**
 * The first account, made in the browser. Throws `staff.wrong_code` unless the code is the one of the log, `staff.not_first` when
 * somebody was quicker, and what `hashPassword` throws.
 */
export async function createOwner(owner: Owner & { code: string }, now: Date): Promise<Staff> {
  const { code, ...account } = owner;
  if (!(await needsOwner())) throw new AppError('staff.not_first', 'The first account exists already. Sign in.');
  const passwordHash = await hashPassword(account.password, account);
  if (!(await spendFirstVisitCode(code))) {
    throw new AppError('staff.wrong_code', 'This is not the code of the log. Restarting the program makes a new one.');
  }
  return insertOwner({ ...account, passwordHash }, now);
}

/** The first account as the environment names it. Does nothing once anybody has an account: a changed variable changes no password. */
export async function ensureOwner(owner: Omit<Owner, 'name'> & { name?: string }, now: Date): Promise<void> {
  if (!(await needsOwner())) return;
  const passwordHash = await hashPassword(owner.password, owner);
  const name = owner.name ?? owner.email.split('@')[0] ?? owner.email;
  try {
    await insertOwner({ email: owner.email, name, passwordHash }, now);
  } catch (error) {
    // Another process of the same program was quicker.
    if (await needsOwner()) throw error;
  }
}

async function insertOwner(owner: { email: string; name: string; passwordHash: string }, now: Date): Promise<Staff> {
  const email = normalizeEmail(owner.email);
  const document = await StaffModel.create({
    ...owner,
    _id: nanoid(),
    email,
    role: 'owner',
    createdAt: now,
    passwordChangedAt: now,
  });
  forgetNames();
  await audit({ at: now, what: 'ownerCreated', staff: document._id, email });
  return toStaff(document.toObject());
}
