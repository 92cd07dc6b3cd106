import type { Command } from './bson-peek.ts';
import { bytes, type Cursors, only } from './cursors.ts';
import { CommandError } from './error-codes.ts';
import { explain } from './explain.ts';
import { buildInfo, hello, ok } from './replies.ts';
import type { Sql, Value } from './sql.ts';
import { write } from './write-commands.ts';

export type RunCommand = (command: Command, sequence: Uint8Array | null) => Promise<Uint8Array>;
type Handler = (command: Command, sequence: Uint8Array | null) => Uint8Array | Promise<Uint8Array>;

/** What the gateway answers: each of MongoDB's commands goes to the function of DocumentDB that knows it. */
export function createCommands(sql: Sql, cursors: Cursors): RunCommand {
  const single = async (call: string, values: Value[]) =>
    bytes(only(await sql.query(`SELECT documentdb_core.bson_to_bytea(${call})`, values))[0]);

  const handlers: Record<string, Handler> = {
    hello: () => hello,
    isMaster: () => hello,
    ismaster: () => hello,
    ping: () => ok(),
    endSessions: () => ok(),
    getParameter: () => ok(),
    buildInfo: () => buildInfo,
    buildinfo: () => buildInfo,

    find: ({ db, body, decoded }) => cursors.open('find_cursor_first_page', db, body, decoded().noCursorTimeout === true),
    aggregate: ({ db, body }) => cursors.open('aggregate_cursor_first_page', db, body),
    listCollections: ({ db, body }) => cursors.open('list_collections_cursor_first_page', db, body),
    listIndexes: ({ db, body }) => cursors.open('list_indexes_cursor_first_page', db, body),
    getMore: ({ db, body, target }) => cursors.more(db, body, String(target)),
    killCursors: ({ decoded }) => killCursors(cursors, decoded().cursors),

    insert: ({ db, body }, sequence) => write(sql, 'insert', { db, body, sequence }),
    update: ({ db, body }, sequence) => write(sql, 'update', { db, body, sequence }),
    delete: ({ db, body }, sequence) => write(sql, 'delete', { db, body, sequence }),
    findAndModify: async ({ db, body }) =>
      bytes(
        only(
          await sql.query('SELECT documentdb_core.bson_to_bytea(p_result) FROM documentdb_api.find_and_modify($1::text, $2)', [
            db,
            body,
          ]),
        )[0],
      ),
    count: ({ db, body }) => single('documentdb_api.count_query($1::text, $2)', [db, body]),
    distinct: ({ db, body }) => single('documentdb_api.distinct_query($1::text, $2)', [db, body]),
    explain: ({ db, decoded }) => explain(sql, db, decoded().explain),

    // The background variant answers before the index exists; this one builds it within the call.
    createIndexes: ({ db, body }) =>
      single('documentdb_api_internal.create_indexes_non_concurrently($1::text, $2, true)', [db, body]),
    dropIndexes: async ({ db, body }) => {
      await sql.query('CALL documentdb_api.drop_indexes($1::text, $2)', [db, body]);
      return ok();
    },
    create: ({ db, body }) => single('documentdb_api.create_collection_view($1::text, $2)', [db, body]),
    collMod: ({ db, body, target }) => single('documentdb_api.coll_mod($1::text, $2::text, $3)', [db, String(target), body]),
    drop: async ({ db, target }) => {
      await sql.query('SELECT documentdb_api.drop_collection($1::text, $2::text)', [db, String(target)]);
      return ok({ ns: `${db}.${target}` });
    },
    dropDatabase: async ({ db }) => {
      await sql.query('SELECT documentdb_api.drop_database($1::text)', [db]);
      return ok({ dropped: db });
    },
    renameCollection: ({ body }) => single('documentdb_api.rename_collection($1)', [body]),
    listDatabases: ({ body }) => single('documentdb_api.list_databases($1)', [body]),
    collStats: ({ db, target }) => single('documentdb_api.coll_stats($1::text, $2::text)', [db, String(target)]),
    dbStats: ({ db }) => single('documentdb_api.db_stats($1::text)', [db]),
  };

  return async (command, sequence) => {
    const handler = Object.hasOwn(handlers, command.verb) ? handlers[command.verb] : undefined;
    if (!handler) throw new CommandError('M00EY', `no such command: '${command.verb}'`);
    return handler(command, sequence);
  };
}

function killCursors(cursors: Cursors, ids: unknown): Uint8Array {
  const cursorsKilled: unknown[] = [];
  const cursorsNotFound: unknown[] = [];
  for (const id of Array.isArray(ids) ? ids : []) (cursors.close(String(id)) ? cursorsKilled : cursorsNotFound).push(id);
  return ok({ cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] });
}
