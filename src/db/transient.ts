import { MongoBulkWriteError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { MongooseError } from 'mongoose';
import { NoAnswer } from '../lib/ends-within.ts';

/** WriteConflict, LockTimeout, and what a server says that is stopping or no longer the primary (mongodb/mongo, error_codes.yml). */
const passingCodes = new Set([112, 24, 91, 189, 10107, 11600, 11602, 13435, 13436, 50, 6, 7, 89, 9001]);

/** DocumentDB's: one of two that waited for each other was sent away; two made the same collection at once. */
const passingWords = ['deadlock detected', 'Unable to create the specified collection'];

/** Whether the database was only away or busy: the same may go through in a moment. */
export function isTransient(error: unknown): boolean {
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError || error instanceof NoAnswer) return true;
  // A connection that broke under an `insertMany`: the driver wraps what happened and names no document.
  if (error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0) return true;
  // mongoose keeps what is asked for while there is no connection, for ten seconds.
  if (error instanceof MongooseError && error.message.includes('buffering timed out')) return true;
  if (!(error instanceof MongoServerError)) return false;
  return (
    (typeof error.code === 'number' && passingCodes.has(error.code)) || passingWords.some(words => error.message.includes(words))
  );
}
