import { BSON } from 'bson';
import { CommandError, mongoErrorOf } from './error-codes.ts';
import { SqlError } from './sql.ts';
import { maxMessageBytes } from './wire-protocol.ts';

export const reply = (document: BSON.Document): Uint8Array => BSON.serialize(document);
export const ok = (fields: BSON.Document = {}): Uint8Array => reply({ ...fields, ok: 1 });

/** `ok: 0` in MongoDB's words. */
export function failure(error: unknown): Uint8Array {
  const sqlState = error instanceof CommandError || error instanceof SqlError ? error.sqlState : '';
  return reply({ ok: 0, errmsg: error instanceof Error ? error.message : String(error), ...mongoErrorOf(sqlState) });
}

const maxBsonObjectSize = 16 * 1024 * 1024;

/** A standalone server of wire version 21 (MongoDB 7.0): https://www.mongodb.com/docs/manual/reference/command/hello/ */
export const hello = ok({
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize,
  maxMessageSizeBytes: maxMessageBytes,
  maxWriteBatchSize: 25_000,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
});

export const serverVersion = '7.0.0';
export const buildInfo = ok({
  version: serverVersion,
  versionArray: [7, 0, 0, 0],
  gitVersion: 'documentdb',
  modules: [],
  bits: 64,
  maxBsonObjectSize,
});
