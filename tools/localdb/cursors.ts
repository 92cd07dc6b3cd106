import type { Clock } from '../../src/lib/clock.ts';
import { CommandError } from './error-codes.ts';
import type { Row, Session, Sql } from './sql.ts';

/** As mongod does: https://www.mongodb.com/docs/manual/reference/parameters/#param.cursorTimeoutMillis */
const idleLimitMs = 10 * 60_000;

interface Cursor {
  continuation: Buffer;
  /** Held where the cursor lives in its PostgreSQL session. */
  session?: Session;
  usedAt: number;
  keepForever: boolean;
}

export type FirstPage =
  | 'find_cursor_first_page'
  | 'aggregate_cursor_first_page'
  | 'list_collections_cursor_first_page'
  | 'list_indexes_cursor_first_page';

/** Open cursors of all clients. Pages are BSON of the whole answer. */
export function createCursors(sql: Sql, clock: Clock) {
  const cursors = new Map<string, Cursor>();

  async function open(source: FirstPage, db: string, body: Uint8Array, keepForever = false): Promise<Uint8Array> {
    const session = await sql.open();
    let kept = false;
    try {
      const page = await session.query(firstPage(source), [db, body]);
      const [answer, continuation, persistent, id] = only(page);
      if (typeof id === 'string' && id !== '0' && continuation instanceof Buffer) {
        kept = persistent === 't';
        cursors.set(id, { continuation, usedAt: clock.now().getTime(), keepForever, ...(kept && { session }) });
      }
      return bytes(answer);
    } finally {
      if (!kept) session.release();
    }
  }

  async function more(db: string, body: Uint8Array, id: string): Promise<Uint8Array> {
    const cursor = cursors.get(id);
    if (!cursor) throw new CommandError('M000E', `cursor id ${id} not found`);
    cursor.usedAt = clock.now().getTime();
    const [answer, continuation] = only(await (cursor.session ?? sql).query(nextPage, [db, body, cursor.continuation]));
    if (continuation instanceof Buffer) cursor.continuation = continuation;
    else close(id);
    return bytes(answer);
  }

  /** Tells whether there was such a cursor. */
  function close(id: string): boolean {
    const cursor = cursors.get(id);
    cursors.delete(id);
    cursor?.session?.release(true); // dropping the session drops its portal
    return cursor !== undefined;
  }

  return {
    open,
    more,
    close,
    closeIdle() {
      const limit = clock.now().getTime() - idleLimitMs;
      for (const [id, cursor] of cursors) if (cursor.usedAt < limit && !cursor.keepForever) close(id);
    },
    closeAll() {
      for (const id of [...cursors.keys()]) close(id);
    },
  };
}
export type Cursors = ReturnType<typeof createCursors>;

const asBytes = (expression: string) => `documentdb_core.bson_to_bytea(${expression})`;
const firstPage = (source: FirstPage) =>
  `SELECT ${asBytes('cursorpage')}, ${asBytes('continuation')}, persistconnection, cursorid FROM documentdb_api.${source}($1::text, $2)`;
const nextPage = `SELECT ${asBytes('cursorpage')}, ${asBytes('continuation')} FROM documentdb_api.cursor_get_more($1::text, $2, $3)`;

export function only(rows: Row[]): Row {
  const [row] = rows;
  if (!row) throw new Error('DocumentDB returned no row');
  return row;
}

export function bytes(value: Row[number] | undefined): Buffer {
  if (!(value instanceof Buffer)) throw new Error('DocumentDB returned no document');
  return value;
}
