import type { Command } from './bson-peek.ts';
import type { Cursors } from './cursors.ts';
import { CommandError } from './error-codes.ts';
import { explain } from './explain.ts';
import { buildInfo, hello, ok } from './replies.ts';
import { asBytes, bytes, only, type Sql, type Value } from './sql.ts';
import { findAndModify, write } from './write-commands.ts';

export type RunCommand = (command: Command, sequence: Uint8Array | null) => Promise<Uint8Array>;
type Handler = (command: Command, sequence: Uint8Array | null) => Uint8Array | Promise<Uint8Array>;

/** What the gateway answers: each of MongoDB's commands goes to the function of DocumentDB that knows it. */
export function createCommands(sql: Sql, cursors: Cursors): RunCommand {
  const single = async (call: string, values: Value[]) => bytes(only(await sql.query(`SELECT ${asBytes(call)}`, values))[0]);

  const handlers: Record<string, Handler> = {
    hello: () => hello,
    isMaster: () => hello,
    ismaster: () => hello,
    ping: () => ok(),
    endSessions: () => ok(),
    getParameter: () => ok(),
    buildInfo: () => buildInfo,
    buildinfo: () => buildInfo,

    find: ({ db, body }) => cursors.open('find_cursor_first_page', db, body),
    aggregate: ({ db, body }) => cursors.open('aggregate_cursor_first_page', db, body),
    listCollections: ({ db, body }) => cursors.open('list_collections_cursor_first_page', db, body),
    listIndexes: ({ db, body }) => cursors.open('list_indexes_cursor_first_page', db, body),
    getMore: ({ db, body, decoded }) => cursors.more(db, body, String(decoded().getMore)),
    killCursors: ({ decoded }) => killCursors(cursors, decoded().cursors),

    insert: (command, sequence) => write(sql, 'insert', command, sequence),
    update: (command, sequence) => write(sql, 'update', command, sequence),
    delete: (command, sequence) => write(sql, 'delete', command, sequence),
    findAndModify: command => findAndModify(sql, command),
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
    collMod: ({ db, body, target }) => single('documentdb_api.coll_mod($1::text, $2::text, $3)', [db, target, body]),
    drop: async ({ db, target }) => {
      await sql.query('SELECT documentdb_api.drop_collection($1::text, $2::text)', [db, target]);
      return ok({ ns: `${db}.${target}` });
    },
    dropDatabase: async ({ db }) => {
      await sql.query('SELECT documentdb_api.drop_database($1::text)', [db]);
      return ok({ dropped: db });
    },
    renameCollection: ({ body }) => single('documentdb_api.rename_collection($1)', [body]),
    listDatabases: ({ body }) => single('documentdb_api.list_databases($1)', [body]),
    collStats: ({ db, target }) => single('documentdb_api.coll_stats($1::text, $2::text)', [db, target]),
    dbStats: ({ db }) => single('documentdb_api.db_stats($1::text)', [db]),
  };

  return async (command, sequence) => {
    const handler = Object.hasOwn(handlers, command.verb) ? handlers[command.verb] : undefined;
    if (!handler) throw new CommandError('M00EY', `no such command: '${command.verb}'`);
    return handler(command, sequence);
  };
}

async function killCursors(cursors: Cursors, ids: unknown): Promise<Uint8Array> {
  const asked: unknown[] = Array.isArray(ids) ? ids : [];
  const closed = new Set(await cursors.close(asked.map(String)));
  const cursorsKilled = asked.filter(id => closed.has(String(id)));
  const cursorsNotFound = asked.filter(id => !closed.has(String(id)));
  return ok({ cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] });
}
