import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Scope } from './scopes.ts';

/** A key of another program: who made it, what it may do, until when. The secret itself is known to nobody but its holder. */
export interface ApiKey {
  id: string;
  name: string;
  scopes: Scope[];
  /** The end of the secret, to tell keys apart. */
  last4: string;
  /** Not good any more from then on. */
  until?: Date;
  by: { id: string; name: string };
  at: Date;
  lastUsedAt?: Date;
  revoked?: { at: Date; by: string };
}

export interface KeyDocument extends Omit<ApiKey, 'id'> {
  _id: string;
  /** SHA-256 of the secret, in hex. */
  hash: string;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<KeyDocument>(
  {
    _id: String,
    name: String,
    scopes: [String],
    last4: String,
    until: Date,
    by: Mixed,
    at: Date,
    lastUsedAt: Date,
    revoked: Mixed,
    hash: String,
  },
  { collection: 'apiKeys', versionKey: false },
);
schema.index({ hash: 1 }, { unique: true });

export const keys = rawCollection<KeyDocument>(mongoose.model('ApiKey', schema));

export function toKey({ _id, hash: _hash, ...rest }: KeyDocument): ApiKey {
  return { id: _id, ...rest };
}
