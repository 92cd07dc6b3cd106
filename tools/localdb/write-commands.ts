import { BSON } from 'bson';
import type { Command } from './bson-peek.ts';
import { describeDuplicate, indexOfConstraint } from './duplicate-key.ts';
import { mongoErrorOf, mongoErrorOfPacked } from './error-codes.ts';
import { failure, reply } from './replies.ts';
import { asBytes, bytes, only, type Sql, SqlError } from './sql.ts';

const duplicateKey = 11000;
const writeErrors = Buffer.from('writeErrors');

/** insert, update and delete; `sequence` holds the writes that came beside the command. */
export async function write(
  sql: Sql,
  verb: 'insert' | 'update' | 'delete',
  command: Command,
  sequence: Uint8Array | null,
): Promise<Uint8Array> {
  const call = `SELECT ${asBytes('p_result')} FROM documentdb_api.${verb}($1::text, $2, $3)`;
  const answer = bytes(only(await sql.query(call, [command.db, command.body, sequence]))[0]);
  if (!answer.includes(writeErrors)) return answer;

  const decoded = BSON.deserialize(answer);
  if (!Array.isArray(decoded.writeErrors)) return answer;
  const writes = writesOf(verb, command, sequence);
  const errors = decoded.writeErrors.map((error: BSON.Document) =>
    inMongoWords(sql, command, error, writes[Number(error.index)]),
  );
  return reply({ ...decoded, writeErrors: await Promise.all(errors) });
}

async function inMongoWords(
  sql: Sql,
  { db, target }: Command,
  error: BSON.Document,
  attempted: BSON.Document | undefined,
): Promise<BSON.Document> {
  const { code } = mongoErrorOfPacked(Number(error.code));
  const name = code === duplicateKey ? /Index '(.*)'$/.exec(String(error.errmsg))?.[1] : undefined;
  if (name === undefined) return { ...error, code };
  const duplicate = await describeDuplicate(sql, { db, collection: target, name }, attempted ? valuesIn(attempted) : []);
  return { ...error, code, ...duplicate };
}

/** findAndModify fails as a whole, with PostgreSQL's own error. */
export async function findAndModify(sql: Sql, { db, body, decoded }: Command): Promise<Uint8Array> {
  try {
    return bytes(
      only(await sql.query(`SELECT ${asBytes('p_result')} FROM documentdb_api.find_and_modify($1::text, $2)`, [db, body]))[0],
    );
  } catch (error) {
    const index = error instanceof SqlError ? indexOfConstraint(error.constraint) : undefined;
    if (!(error instanceof SqlError) || !index) return failure(error);
    const { query, update } = decoded();
    const duplicate = await describeDuplicate(sql, index, valuesIn({ q: query, u: update }));
    return reply({ ok: 0, errmsg: error.message, ...mongoErrorOf(error.sqlState), ...duplicate });
  }
}

function writesOf(verb: string, { decoded }: Command, sequence: Uint8Array | null): BSON.Document[] {
  if (sequence) return split(sequence).map(document => BSON.deserialize(document));
  const field = { insert: 'documents', update: 'updates', delete: 'deletes' }[verb] ?? '';
  const writes: unknown = decoded()[field];
  return Array.isArray(writes) ? writes : [];
}

function split(sequence: Uint8Array): Uint8Array[] {
  const view = new DataView(sequence.buffer, sequence.byteOffset, sequence.byteLength);
  const documents: Uint8Array[] = [];
  for (let at = 0; at < sequence.length; at += view.getInt32(at, true))
    documents.push(sequence.subarray(at, at + view.getInt32(at, true)));
  return documents;
}

/** Where the value of a key may stand: in the document put in, in what an update sets, or in what it asked for. */
function valuesIn(attempted: BSON.Document): BSON.Document[] {
  const { q: query, u: update } = attempted;
  if (typeof query !== 'object') return [attempted];
  return [
    { ...query, ...update?.$setOnInsert, ...update?.$set },
    { ...query, ...update },
  ];
}
