import pg from 'pg';

const BYTEA = 17;
/** Everything stays text, save BSON, which comes as bytea. node-postgres decodes binary results as UTF-8 and so would corrupt them. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => (oid === BYTEA ? (text: string) => Buffer.from(text.slice(2), 'hex') : (text: string) => text),
};

export type Value = string | Uint8Array | null;
/** Columns in their order: bytea as bytes, everything else as PostgreSQL's text. */
export type Row = readonly (Buffer | string | null)[];

/** One PostgreSQL session held for as long as something lives in it. */
interface Session {
  query(text: string, values?: Value[]): Promise<Row[]>;
  /** `destroy` ends the session with all that lives in it; otherwise it is used again. */
  release(destroy?: boolean): void;
}

/** PostgreSQL as the gateway sees it: statements are prepared once a session. */
export interface Sql {
  query(text: string, values?: Value[]): Promise<Row[]>;
  open(): Promise<Session>;
  close(): Promise<void>;
}

export function connectSql(host: string, poolSize: number): Sql {
  const pool = new pg.Pool({ host, user: 'postgres', database: 'postgres', max: poolSize, idleTimeoutMillis: 0 });
  pool.on('error', () => {}); // an idle session that broke is replaced by the next query
  const names = new Map<string, string>();

  async function run(client: pg.Pool | pg.PoolClient, text: string, values: Value[] = []): Promise<Row[]> {
    const name = names.get(text) ?? `q${names.size}`;
    names.set(text, name);
    try {
      const { rows } = await client.query<(Buffer | string | null)[]>({ name, text, values, types, rowMode: 'array' });
      return rows;
    } catch (error) {
      throw error instanceof pg.DatabaseError ? new SqlError(error) : error;
    }
  }

  return {
    query: (text, values) => run(pool, text, values),
    async open() {
      const client = await pool.connect();
      return { query: (text, values) => run(client, text, values), release: destroy => client.release(destroy) };
    },
    close: () => pool.end(),
  };
}

/** PostgreSQL's own error. */
export class SqlError extends Error {
  readonly sqlState: string;
  /** The unique constraint that was hurt; else empty. */
  readonly constraint: string;

  constructor(cause: pg.DatabaseError) {
    super(cause.message, { cause });
    this.sqlState = cause.code ?? '';
    this.constraint = cause.constraint ?? '';
  }
}

/** BSON that is to come as bytes. */
export const asBytes = (expression: string): string => `documentdb_core.bson_to_bytea(${expression})`;

export function only(rows: Row[]): Row {
  const [row] = rows;
  if (!row) throw new Error('DocumentDB returned no row');
  return row;
}

export function bytes(value: Row[number] | undefined): Buffer {
  if (!(value instanceof Buffer)) throw new Error('DocumentDB returned no document');
  return value;
}
