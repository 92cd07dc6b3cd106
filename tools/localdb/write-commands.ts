import { BSON } from 'bson';
import { bytes, only } from './cursors.ts';
import { mongoErrorOfPacked } from './error-codes.ts';
import { reply } from './replies.ts';
import type { Sql } from './sql.ts';

export async function write(
  sql: Sql,
  verb: 'insert' | 'update' | 'delete',
  call: { db: string; body: Uint8Array; sequence: Uint8Array | null },
): Promise<Uint8Array> {
  const [result] = only(
    await sql.query(`SELECT documentdb_core.bson_to_bytea(p_result) FROM documentdb_api.${verb}($1::text, $2, $3)`, [
      call.db,
      call.body,
      call.sequence,
    ]),
  );
  const answer = bytes(result);
  return answer.includes('writeErrors') ? withMongoErrors(BSON.deserialize(answer)) : answer;
}

function withMongoErrors(answer: BSON.Document): Uint8Array {
  if (!Array.isArray(answer.writeErrors)) return reply(answer);
  return reply({
    ...answer,
    writeErrors: answer.writeErrors.map((error: BSON.Document) => ({
      ...error,
      code: mongoErrorOfPacked(Number(error.code)).code,
    })),
  });
}
