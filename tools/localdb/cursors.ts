import type { Clock } from '../../src/lib/clock.ts';
import { CommandError } from './error-codes.ts';
import { asBytes, bytes, only, type Sql } from './sql.ts';

/** As mongod's: https://www.mongodb.com/docs/manual/reference/parameters/#mongodb-parameter-param.cursorTimeoutMillis */
const idleLimitMs = 10 * 60_000;

/** Where DocumentDB goes on from; it keeps the rest of a sorted or grouped result in a file, so no cursor holds a PostgreSQL session. */
interface Cursor {
  continuation: Buffer;
  usedAt: number;
}

export type FirstPage =
  | 'find_cursor_first_page'
  | 'aggregate_cursor_first_page'
  | 'list_collections_cursor_first_page'
  | 'list_indexes_cursor_first_page';

/** Open cursors of all clients, by their number. A page is the BSON of a whole answer. One that nobody has used for ten minutes is closed. */
export function createCursors(sql: Sql, clock: Clock) {
  const cursors = new Map<string, Cursor>();
  const now = () => clock.now().getTime();

  async function close(ids: string[]): Promise<string[]> {
    const closed = ids.filter(id => cursors.delete(id));
    if (closed.length)
      await sql.query(`SELECT ${asBytes('documentdb_api_internal.delete_cursors($1::bigint[])')}`, [`{${closed.join()}}`]);
    return closed;
  }

  return {
    async open(source: FirstPage, db: string, body: Uint8Array): Promise<Uint8Array> {
      const [page, continuation, id] = only(await sql.query(firstPage(source), [db, body]));
      if (typeof id === 'string' && id !== '0' && continuation instanceof Buffer)
        cursors.set(id, { continuation, usedAt: now() });
      return bytes(page);
    },

    async more(db: string, body: Uint8Array, id: string): Promise<Uint8Array> {
      const cursor = cursors.get(id);
      if (!cursor) throw new CommandError('M000E', `cursor id ${id} not found`);
      cursor.usedAt = now();
      const [page, continuation] = only(await sql.query(nextPage, [db, body, cursor.continuation]));
      if (continuation instanceof Buffer) cursor.continuation = continuation;
      else cursors.delete(id);
      return bytes(page);
    },

    /** Resolves with those that there were. */
    close,
    async closeIdle(): Promise<void> {
      const limit = now() - idleLimitMs;
      await close([...cursors].flatMap(([id, { usedAt }]) => (usedAt < limit ? id : [])));
    },
  };
}
export type Cursors = ReturnType<typeof createCursors>;

const firstPage = (source: FirstPage) =>
  `SELECT ${asBytes('cursorpage')}, ${asBytes('continuation')}, cursorid FROM documentdb_api.${source}($1::text, $2)`;
const nextPage = `SELECT ${asBytes('cursorpage')}, ${asBytes('continuation')} FROM documentdb_api.cursor_get_more($1::text, $2, $3)`;
