import { AppError } from '../lib/app-error.ts';
import { audit } from './audit.ts';
import { checkPassword } from './passwords.ts';
import { type Staff, StaffModel, toStaff } from './staff.model.ts';
import { type Limit, limitTries } from './tries.ts';

export interface Credentials {
  email: string;
  password: string;
}

export interface Attempt {
  now: Date;
  address?: string;
  /** The network that the address stands for: guessing from one place is slowed down as a whole. */
  place?: string;
}

/** An account: so many wrong passwords within a quarter of an hour, from wherever. */
export const passwordLimit = (email: string): Limit => ({ key: `email:${normalizeEmail(email)}`, most: 10 });
/** A place: a firm behind one address has more than one person who mistypes. */
const placeLimit = (place: string): Limit => ({ key: `place:${place}`, most: 20 });

/**
 * The person these credentials belong to, or nothing. Takes the same time, and is locked after as many failures, whether or not the account
 * exists. Whoever has a second factor is not signed in before `checkSecondFactor`. What came of it is in the audit. Throws `staff.too_many`,
 * and `staff.switched_off` to who knows the password.
 */
export async function signIn(credentials: Credentials, { now, address, place }: Attempt): Promise<Staff | undefined> {
  const email = normalizeEmail(credentials.email);
  const trace = { at: now, email, ...(address && { address }) };
  const limits = [passwordLimit(email), ...(place ? [placeLimit(place)] : [])];
  const found = await noteLocks(trace, () =>
    limitTries(limits, now, async () => {
      const document = await StaffModel.findOne({ email }).lean();
      const right = await checkPassword(credentials.password, document?.passwordHash);
      return document && right ? document : undefined;
    }),
  );
  if (!found) {
    await audit({ ...trace, what: 'signInRefused' });
    return undefined;
  }
  if (found.off) {
    await audit({ ...trace, what: 'signInRefused', staff: found._id, facts: { why: 'off' } });
    throw new AppError('staff.switched_off', 'This account is switched off. Ask the owner.');
  }
  if (!found.secondFactor) await audit({ ...trace, what: 'signedIn', staff: found._id });
  return toStaff(found);
}

/** A lock is in the audit once a minute, however often somebody goes on trying. */
export async function noteLocks<T>(
  trace: { at: Date; email: string; address?: string; staff?: string },
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof AppError && error.code === 'staff.too_many') {
      await audit({ ...trace, what: 'signInLocked' }, `locked:${trace.email}:${Math.floor(trace.at.getTime() / 60_000)}`);
    }
    throw error;
  }
}

/** One spelling for one address: the part before @ is compared without case as every mail provider does. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();
