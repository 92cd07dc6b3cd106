import { audit } from './audit.ts';
import { checkPassword } from './passwords.ts';
import { type Staff, StaffModel, toStaff } from './staff.model.ts';

export interface Credentials {
  email: string;
  password: string;
}

/**
 * The person these credentials belong to, or nothing. Takes the same time whether or not the account exists.
 * Both outcomes are in the audit.
 */
export async function signIn(
  credentials: Credentials,
  { now, address }: { now: Date; address?: string },
): Promise<Staff | undefined> {
  const email = normalizeEmail(credentials.email);
  const found = await StaffModel.findOne({ email }).lean();
  const right = await checkPassword(credentials.password, found?.passwordHash);
  const trace = { at: now, email, ...(address && { address }) };
  if (!found || !right) {
    await audit({ ...trace, what: 'signInRefused' });
    return undefined;
  }
  await audit({ ...trace, what: 'signedIn', staff: found._id });
  return toStaff(found);
}

/** One spelling for one address: the part before @ is compared without case as every mail provider does. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();
