import type { UpdateFilter } from 'mongodb';
import mongoose from 'mongoose';
import { persistently, rawCollection } from '../db/index.ts';
import { type Connectable, connectables, type Transport } from './connection.ts';

/** What a person entered in the panel. Whatever is secret is sealed. */
export interface AccountDocument {
  _id: Connectable;
  token?: string;
  /** The last characters of the token, by which its owner knows it again. */
  ending?: string;
  groupId?: string;
  secret?: string;
  confirmationCode?: string;
  transport?: Transport;
  changedAt: Date;
  /** The account of the staff. */
  changedBy: string;
}

const schema = new mongoose.Schema<AccountDocument>(
  {
    _id: String,
    token: String,
    ending: String,
    groupId: String,
    secret: String,
    confirmationCode: String,
    transport: String,
    changedAt: Date,
    changedBy: String,
  },
  { collection: 'accounts', versionKey: false },
);
const accounts = rawCollection<AccountDocument>(mongoose.model('Account', schema));

/** The sealed and the plain fields that make up a connection; those not named go. */
export type StoredConnection = Pick<AccountDocument, 'token' | 'ending' | 'groupId' | 'secret' | 'confirmationCode'>;

export async function readAccounts(): Promise<Map<Connectable, AccountDocument>> {
  const found = await accounts.find({ _id: { $in: [...connectables] } }).toArray();
  return new Map(found.map(document => [document._id, document]));
}

interface Change {
  by: string;
  now: Date;
}

/** Puts a connection in the place of the one before; the transport stays as it was chosen. */
export async function storeConnection(name: Connectable, connection: StoredConnection, { by, now }: Change): Promise<void> {
  const kept = Object.fromEntries(Object.entries(connection).filter(([, value]) => value !== undefined));
  const gone = connectionFields.filter(field => !(field in kept));
  const set = { ...kept, changedAt: now, changedBy: by };
  const unset = Object.fromEntries(gone.map(field => [field, '' as const]));
  await write(name, { $set: set, ...(gone.length > 0 ? { $unset: unset } : {}) });
}

export async function storeTransport(name: Connectable, transport: Transport, { by, now }: Change): Promise<void> {
  await write(name, { $set: { transport, changedAt: now, changedBy: by } });
}

/** Somebody stands before the page and waits: a database that is busy for a moment must not lose the token. */
async function write(name: Connectable, change: UpdateFilter<AccountDocument>): Promise<void> {
  await persistently(() => accounts.updateOne({ _id: name }, change, { upsert: true }));
}

const connectionFields: (keyof StoredConnection)[] = ['token', 'ending', 'groupId', 'secret', 'confirmationCode'];
