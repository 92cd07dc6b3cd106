import { createHash, randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import { isDuplicateKey, rawCollection } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { audit } from './audit.ts';
import { forgetNames } from './change-profile.ts';
import { hashPassword } from './passwords.ts';
import { currentRoles } from './role-store.ts';
import { mayGive } from './roles.ts';
import { endSessions } from './sessions.ts';
import { normalizeEmail, passwordLimit } from './sign-in.ts';
import { type Staff, StaffModel, toStaff } from './staff.model.ts';
import { forgetTries } from './tries.ts';

interface LinkDocument {
  _id: string;
  kind: 'invitation' | 'reset';
  tokenHash: string;
  email: string;
  /** Of an invitation. */
  role?: string;
  /** Whose password is set anew. */
  staff?: string;
  by: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Somebody who was invited and has not come yet. */
export interface Invitation {
  id: string;
  email: string;
  role: string;
  createdAt: Date;
  expiresAt: Date;
}

interface By {
  by: Staff;
  now: Date;
}

const linkMs = 72 * 60 * 60 * 1000;
/** An invitation that has run out can still be renewed for a while. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

const schema = new mongoose.Schema<LinkDocument>(
  {
    _id: String,
    kind: String,
    tokenHash: String,
    email: String,
    role: String,
    staff: String,
    by: String,
    createdAt: Date,
    expiresAt: Date,
  },
  { collection: 'staffLinks', versionKey: false, autoIndex: false, autoCreate: false },
);
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ kind: 1, email: 1 }, { unique: true });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: keptMs / 1000 });
const links = rawCollection<LinkDocument>(mongoose.model('StaffLink', schema));

/**
 * Invites somebody; answers the secret of the link, which is known to nobody afterwards: only its hash is kept, for 72 hours. Throws
 * `staff.email_taken`, `staff.invited_already`, `staff.role_not_found`, `staff.role_forbidden`.
 */
export async function invite(wanted: { email: string; role: string }, { by, now }: By): Promise<string> {
  const email = normalizeEmail(wanted.email);
  await refuseRole(wanted.role, by);
  if (await StaffModel.exists({ email }))
    throw new AppError('staff.email_taken', 'This address has an account already.', { email });
  const token = newToken();
  try {
    await links.insertOne({ _id: newId(), kind: 'invitation', email, role: wanted.role, ...fresh(token, by, now) });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new AppError('staff.invited_already', 'This address is invited already. Renew the link in the list.', { email });
  }
  await audit({ at: now, what: 'invited', staff: by.id, email: by.email, facts: { invited: email, role: wanted.role } });
  return token;
}

/** A new link in the place of the one before. Throws `staff.link_not_found`, `staff.role_forbidden`. */
export async function renewInvitation(id: string, { by, now }: By): Promise<{ email: string; token: string }> {
  const found = await links.findOne({ _id: id, kind: 'invitation' });
  if (!found) throw linkNotFound();
  await refuseRole(found.role ?? '', by);
  const token = newToken();
  await links.updateOne({ _id: id }, { $set: fresh(token, by, now) });
  await audit({
    at: now,
    what: 'invited',
    staff: by.id,
    email: by.email,
    facts: { invited: found.email, role: found.role ?? '' },
  });
  return { email: found.email, token };
}

/** The link stops working. Somebody who is not invited any more is no fault. */
export async function revokeInvitation(id: string, { by, now }: By): Promise<void> {
  const gone = await links.findOneAndDelete({ _id: id, kind: 'invitation' });
  if (gone) await audit({ at: now, what: 'invitationRevoked', staff: by.id, email: by.email, facts: { invited: gone.email } });
}

/** Who was invited and has not come, the latest first; those whose link has run out as well, for a month. */
export async function invitations(): Promise<Invitation[]> {
  const found = await links.find({ kind: 'invitation' }).toArray();
  return found
    .map(({ _id, email, role = '', createdAt, expiresAt }) => ({ id: _id, email, role, createdAt, expiresAt }))
    .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
}

/** A link by which somebody sets a new password; the one before stops working. What is signed in stays so until it is used. */
export async function offerReset(subject: Staff, { by, now }: By): Promise<string> {
  if (!mayGive(by, subject.rights)) throw new AppError('staff.role_forbidden', 'You cannot give rights that you do not have.');
  const token = newToken();
  await links.updateOne(
    { kind: 'reset', email: subject.email },
    { $set: { staff: subject.id, ...fresh(token, by, now) }, $setOnInsert: { _id: newId() } },
    { upsert: true },
  );
  await audit({ at: now, what: 'passwordResetOffered', staff: by.id, email: by.email, subject: subject.id });
  return token;
}

/** What a link is for. Nothing when it was used, taken back or has run out. */
export async function readLink(kind: LinkDocument['kind'], token: string, now: Date): Promise<{ email: string } | undefined> {
  const found = await links.findOne({ tokenHash: hash(token), kind, expiresAt: { $gt: now } });
  return found ? { email: found.email } : undefined;
}

/**
 * Makes the account of somebody who was invited. The link works once. Throws `staff.link.gone`, `staff.email_taken`, and what `hashPassword`
 * throws.
 */
export async function join(token: string, person: { name: string; password: string }, now: Date): Promise<Staff> {
  const found = await links.findOne({ tokenHash: hash(token), kind: 'invitation', expiresAt: { $gt: now } });
  if (!found?.role) throw linkGone();
  const passwordHash = await hashPassword(person.password, { email: found.email });
  const spent = await links.deleteOne({ _id: found._id, tokenHash: found.tokenHash });
  if (spent.deletedCount === 0) throw linkGone();
  const document = await StaffModel.create({
    _id: newId(),
    email: found.email,
    name: person.name,
    role: found.role,
    passwordHash,
    createdAt: now,
    passwordChangedAt: now,
  });
  forgetNames();
  await audit({ at: now, what: 'joined', staff: document._id, email: found.email });
  return toStaff(document.toObject());
}

/** Sets a new password, ends every session and any lock. The link works once. Throws `staff.link.gone`, and what `hashPassword` throws. */
export async function resetPassword(token: string, password: string, now: Date): Promise<void> {
  const found = await links.findOne({ tokenHash: hash(token), kind: 'reset', expiresAt: { $gt: now } });
  if (!found?.staff) throw linkGone();
  const passwordHash = await hashPassword(password, { email: found.email });
  const spent = await links.deleteOne({ _id: found._id, tokenHash: found.tokenHash });
  if (spent.deletedCount === 0) throw linkGone();
  await StaffModel.updateOne({ _id: found.staff }, { $set: { passwordHash, passwordChangedAt: now } });
  await endSessions(found.staff);
  await forgetTries([passwordLimit(found.email).key]);
  await audit({ at: now, what: 'passwordChanged', staff: found.staff, email: found.email, facts: { by: 'link' } });
}

async function refuseRole(role: string, by: Staff): Promise<void> {
  const sheet = (await currentRoles()).get(role);
  if (!sheet) throw new AppError('staff.role_not_found', 'This role does not exist any more.', { role });
  if (!mayGive(by, sheet.rights)) throw new AppError('staff.role_forbidden', 'You cannot give rights that you do not have.');
}

function fresh(token: string, by: Staff, now: Date) {
  return { tokenHash: hash(token), by: by.id, createdAt: now, expiresAt: new Date(now.getTime() + linkMs) };
}

const newToken = (): string => randomBytes(24).toString('base64url');
const hash = (token: string): string => createHash('sha256').update(token).digest('hex');
const linkNotFound = () => new AppError('staff.link_not_found', 'This invitation does not exist any more.');
const linkGone = () => new AppError('staff.link.gone', 'The link was used, taken back or has run out. Ask for a new one.');
