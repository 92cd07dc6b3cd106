import { type Collection, type Document, MongoServerError } from 'mongodb';
import mongoose from 'mongoose';
import { AppError } from '../lib/app-error.ts';
import { joinUpdates, type UpdateStatement } from './joint-update.ts';
import { isTransient } from './transient.ts';

/** All that is needed of a collection, whatever its documents are. */
type NamedCollection = Pick<Collection, 'collectionName'>;

interface Reply {
  /** Documents matched or inserted. */
  n: number;
  writeErrors?: { index: number; code: number; errmsg: string }[];
  writeConcernError?: Document;
}

/**
 * Inserts documents by one command, all that can be, and answers which places of the list met a key that is there already. The driver's
 * own bulk writes measure every document before they send it, which is most of their cost; so all together must stay below the 48 MB of
 * one message.
 */
export async function insertCommand(collection: NamedCollection, documents: Document[]): Promise<number[]> {
  const { writeErrors = [] } = await send({ insert: collection.collectionName, documents, ordered: false });
  const other = writeErrors.find(({ code }) => code !== duplicateKey);
  if (other) throw new MongoServerError(other);
  return writeErrors.map(({ index }) => index);
}

/**
 * Updates documents by one command, in their order, up to the first that fails unless `ordered` is false; answers how many matched. The same
 * limit. Throws the first error there is. Those that can be are one statement (`joinUpdates`).
 */
export async function updateCommand(
  collection: NamedCollection,
  updates: UpdateStatement[],
  { ordered = true }: { ordered?: boolean } = {},
): Promise<number> {
  const joint = joinUpdates(updates);
  try {
    return await update(collection, joint, ordered);
  } catch (error) {
    // One that cannot be written takes a joint statement with it: the others go by themselves.
    if (joint === updates || isTransient(error)) throw error;
    return update(collection, updates, ordered);
  }
}

async function update({ collectionName }: NamedCollection, updates: UpdateStatement[], ordered: boolean): Promise<number> {
  const { n, writeErrors = [] } = await send({ update: collectionName, updates, ordered });
  if (writeErrors[0]) throw new MongoServerError(writeErrors[0]);
  return n;
}

/** MongoDB's code of a unique key that is there already. */
export const duplicateKey = 11000;

async function send(command: Document): Promise<Reply> {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  // A command takes nothing over from the connection's address by itself.
  const { w, wtimeoutMS: wtimeout, journal: j } = db.writeConcern ?? {};
  const concern = Object.fromEntries(Object.entries({ w, wtimeout, j }).filter(([, value]) => value !== undefined));
  const reply = (await db.command({
    ...command,
    ...(Object.keys(concern).length > 0 && { writeConcern: concern }),
  })) as Document & Reply;
  if (reply.writeConcernError) throw new MongoServerError(reply.writeConcernError);
  return reply;
}
