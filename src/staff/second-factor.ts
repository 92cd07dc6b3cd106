import { customAlphabet } from 'nanoid';
import { Secret, TOTP } from 'otpauth';
import { AppError } from '../lib/app-error.ts';
import { audit } from './audit.ts';
import { type Attempt, noteLocks } from './sign-in.ts';
import { type SecondFactor, type Staff, type StaffDocument, StaffModel, toStaff } from './staff.model.ts';
import { type Limit, limitTries } from './tries.ts';

/** What of the installation's vault is needed here. */
export interface Safe {
  seal(name: string, text: string): string;
  open(name: string, sealed: string): string | undefined;
  mark(text: string): string;
}

/** What authenticator apps expect (RFC 6238): SHA-1, six digits, half a minute. */
const stepMs = 30_000;
/** A clock may be half a minute off to either side, and typing takes its time. */
const window = 1;
const recoveryCount = 10;
/** Letters and digits that nobody confuses when reading them off a paper. */
const recoveryCode = customAlphabet('abcdefghjkmnpqrstuvwxyz23456789', 10);

/** A code has six digits: so many tries in a quarter of an hour leave a guesser no chance. */
export const codeLimit = (staff: string): Limit => ({ key: `code:${staff}`, most: 5 });

/** A new secret to be put into an authenticator, as its address and as text. Nothing is asked for before `confirmSecondFactor`. */
export async function offerSecondFactor(staff: Staff, safe: Safe): Promise<{ address: string; secret: string }> {
  const secret = new Secret({ size: 20 });
  await StaffModel.updateOne({ _id: staff.id }, { $set: { secondFactorNew: safe.seal(nameOf(staff.id), secret.base32) } });
  return shown(staff, secret);
}

/** The secret that was offered and not confirmed yet. */
export async function offeredSecondFactor(staff: Staff, safe: Safe): Promise<{ address: string; secret: string } | undefined> {
  const found = await StaffModel.findById(staff.id, { secondFactorNew: 1 }).lean();
  const text = found?.secondFactorNew && safe.open(nameOf(staff.id), found.secondFactorNew);
  return text ? shown(staff, Secret.fromBase32(text)) : undefined;
}

/**
 * From now on a code is asked for: the first one proves that the authenticator has the secret. Answers the recovery codes, which are
 * readable this once. Throws `staff.wrong_code_now`, `staff.too_many`, `staff.no_offer`.
 */
export async function confirmSecondFactor(
  staff: Staff,
  code: string,
  { safe, now }: { safe: Safe; now: Date },
): Promise<string[]> {
  const found = await StaffModel.findById(staff.id).lean();
  const secret = found?.secondFactorNew && safe.open(nameOf(staff.id), found.secondFactorNew);
  if (!found || !secret) throw new AppError('staff.no_offer', 'Begin anew: there is no secret to confirm.');
  const step = await limitTries([codeLimit(staff.id)], now, async () => stepOf(secret, code, now));
  if (step === undefined) throw new AppError('staff.wrong_code_now', 'The code does not fit. Wait for the next one.');
  const codes = newCodes();
  const secondFactor: SecondFactor = {
    secret: found.secondFactorNew ?? '',
    since: now,
    lastStep: step,
    recovery: codes.map(one => markOf(staff.id, one, safe)),
  };
  await StaffModel.updateOne({ _id: staff.id }, { $set: { secondFactor }, $unset: { secondFactorNew: '' } });
  await audit({ at: now, what: 'secondFactorOn', staff: staff.id, email: staff.email });
  return codes;
}

/**
 * Whether a code is right, of the authenticator or one of the recovery codes; each is taken once. Answers the person, who is signed in
 * with that, or nothing. Throws `staff.too_many`.
 */
export async function checkSecondFactor(
  id: string,
  code: string,
  { safe, now, address }: { safe: Safe } & Attempt,
): Promise<Staff | undefined> {
  const found = await StaffModel.findById(id).lean();
  if (!found?.secondFactor || found.off) return undefined;
  const trace = { at: now, staff: id, email: found.email, ...(address && { address }) };
  const by = await noteLocks(trace, () => limitTries([codeLimit(id)], now, () => take(found, code, { safe, now })));
  await audit(by ? { ...trace, what: 'signedIn', facts: { by } } : { ...trace, what: 'signInRefused', facts: { why: 'code' } });
  return by && toStaff(found);
}

/** New recovery codes in the place of those that are left. Throws `staff.wrong_code_now`, `staff.too_many`. */
export async function renewRecoveryCodes(
  staff: Staff,
  code: string,
  { safe, now }: { safe: Safe; now: Date },
): Promise<string[]> {
  await provePresence(staff, code, { safe, now });
  const codes = newCodes();
  const marks = codes.map(one => markOf(staff.id, one, safe));
  await StaffModel.updateOne({ _id: staff.id, secondFactor: { $exists: true } }, { $set: { 'secondFactor.recovery': marks } });
  await audit({ at: now, what: 'recoveryCodesMade', staff: staff.id, email: staff.email });
  return codes;
}

/** From now on the password is enough. Throws `staff.wrong_code_now`, `staff.too_many`. */
export async function dropSecondFactor(staff: Staff, code: string, { safe, now }: { safe: Safe; now: Date }): Promise<void> {
  await provePresence(staff, code, { safe, now });
  await removeSecondFactor(staff.id, { by: staff, now });
}

/** The same for somebody who has lost their phone; whoever may do this is for the caller to know. */
export async function removeSecondFactor(id: string, { by, now }: { by: Staff; now: Date }): Promise<void> {
  await StaffModel.updateOne({ _id: id }, { $unset: { secondFactor: '', secondFactorNew: '' } });
  await audit({ at: now, what: 'secondFactorOff', staff: by.id, email: by.email, ...(by.id !== id && { subject: id }) });
}

/** How many recovery codes are left. */
export async function recoveryCodesLeft(id: string): Promise<number> {
  const found = await StaffModel.findById(id, { 'secondFactor.recovery': 1 }).lean();
  return found?.secondFactor?.recovery.length ?? 0;
}

async function provePresence(staff: Staff, code: string, { safe, now }: { safe: Safe; now: Date }): Promise<void> {
  const found = await StaffModel.findById(staff.id).lean();
  const by = found && (await limitTries([codeLimit(staff.id)], now, () => take(found, code, { safe, now })));
  if (!by) throw new AppError('staff.wrong_code_now', 'The code does not fit. Wait for the next one.');
}

/** Takes a code so that nobody can take it again: the guard decides between two who bring the same. */
async function take(
  { _id, secondFactor }: StaffDocument,
  typed: string,
  { safe, now }: { safe: Safe; now: Date },
): Promise<'code' | 'recovery' | undefined> {
  const secret = secondFactor && safe.open(nameOf(_id), secondFactor.secret);
  const step = secret && stepOf(secret, typed, now);
  if (step) {
    const { matchedCount } = await StaffModel.updateOne(
      { _id, 'secondFactor.lastStep': { $lt: step } },
      { $set: { 'secondFactor.lastStep': step } },
    );
    return matchedCount === 1 ? 'code' : undefined;
  }
  const mark = markOf(_id, typed, safe);
  const { modifiedCount } = await StaffModel.updateOne(
    { _id, 'secondFactor.recovery': mark },
    { $pull: { 'secondFactor.recovery': mark } },
  );
  return modifiedCount === 1 ? 'recovery' : undefined;
}

/** The step of time that a code belongs to, or nothing when it belongs to none near now. */
function stepOf(secret: string, typed: string, now: Date): number | undefined {
  const token = typed.replace(/\D/g, '');
  if (token.length !== 6 || /\p{L}/u.test(typed)) return undefined;
  const delta = new TOTP({ secret }).validate({ token, timestamp: now.getTime(), window });
  return delta === null ? undefined : Math.floor(now.getTime() / stepMs) + delta;
}

function shown(staff: Staff, secret: Secret): { address: string; secret: string } {
  const totp = new TOTP({ issuer: 'Kartoteka', label: staff.email, secret });
  return { address: totp.toString(), secret: secret.base32.replace(/.{4}(?=.)/g, '$& ') };
}

const newCodes = (): string[] => Array.from({ length: recoveryCount }, () => recoveryCode().replace(/^.{5}/, '$&-'));
const nameOf = (id: string): string => `second factor of ${id}`;
const markOf = (id: string, code: string, safe: Safe): string =>
  safe.mark(`recovery code of ${id}: ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`);
