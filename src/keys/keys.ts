import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { sameSecret } from '../lib/same-secret.ts';
import { audit, type Staff } from '../staff/index.ts';
import { type ApiKey, keys, toKey } from './key-model.ts';
import { type Scope, scopesWithin } from './scopes.ts';

interface Acting {
  by: { id: string; name: string; email: string };
  now: Date;
}

const prefix = 'kk_';
/** 256 random bits in base64url after the prefix; anything else is no key of ours and is not looked for. */
const shape = /^kk_[\w-]{43}$/;
/** A firm has a handful; more is somebody's loop. */
const mostKeys = 100;
/** How exactly it is known when a key was used last. */
const visitMs = 60_000;

/**
 * Makes a key, which may do no more than its maker. The secret is in the answer and nowhere else. AppError `keys.no_scopes`,
 * `keys.beyond_rights`, `keys.past`, `keys.too_many_keys`.
 */
export async function createKey(
  wishes: { name: string; scopes: Scope[]; until?: Date },
  { by, now }: Acting & { by: Pick<Staff, 'rights' | 'off'> },
): Promise<{ key: ApiKey; secret: string }> {
  if (wishes.scopes.length === 0) throw new AppError('keys.no_scopes', 'Choose what the key may do.');
  if (scopesWithin(by, wishes.scopes).length < wishes.scopes.length)
    throw new AppError('keys.beyond_rights', 'A key may do no more than you may yourself.');
  if (wishes.until && wishes.until <= now) throw new AppError('keys.past', 'Choose an end that is still to come.');
  if ((await keys.countDocuments({}, { limit: mostKeys })) >= mostKeys)
    throw new AppError('keys.too_many_keys', `There may be ${mostKeys} keys.`, { most: mostKeys });
  const secret = prefix + randomBytes(32).toString('base64url');
  const made = {
    _id: newId(),
    ...wishes,
    last4: secret.slice(-4),
    by: { id: by.id, name: by.name },
    at: now,
    hash: hashOf(secret),
  };
  await keys.insertOne(made);
  await audit({
    at: now,
    what: 'keyCreated',
    staff: by.id,
    email: by.email,
    facts: { key: made._id, name: made.name, scopes: made.scopes.join(' ') },
  });
  return { key: toKey(made), secret };
}

/** Every key that was ever made, the newest first. */
export async function listKeys(): Promise<ApiKey[]> {
  return (await keys.find().sort({ at: -1 }).toArray()).map(toKey);
}

/** Ends a key at once and for good. AppError `keys.not_found`; revoked already it stays so. */
export async function revokeKey(id: string, { by, now }: Acting): Promise<void> {
  const found = await keys.findOne({ _id: id });
  if (!found) throw new AppError('keys.not_found', 'There is no such key.', { key: id });
  const { modifiedCount } = await keys.updateOne(
    { _id: id, revoked: { $exists: false } },
    { $set: { revoked: { at: now, by: by.id } } },
  );
  if (modifiedCount === 0) return;
  await audit({ at: now, what: 'keyRevoked', staff: by.id, email: by.email, facts: { key: id, name: found.name } });
}

/** The key of a secret, unless it was revoked or has run out. Notes that it was used. */
export async function findKey(secret: string, now: Date): Promise<ApiKey | undefined> {
  if (!shape.test(secret)) return undefined;
  const hash = hashOf(secret);
  // The index is asked for a hash that nobody can steer; the comparison of what it found gives nothing away either.
  const found = await keys.findOne({ hash });
  if (!found || !sameSecret(hash, found.hash) || found.revoked || (found.until && found.until <= now)) return undefined;
  if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() > visitMs) noteUse(found._id, now);
  return toKey(found);
}

/** Beside the answer: a database that does not take it has failed the request anyway. */
function noteUse(id: string, now: Date): void {
  keys.updateOne({ _id: id }, { $set: { lastUsedAt: now } }).catch(() => undefined);
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
