import { BSON } from 'bson';
import { asBytes, type Sql } from './sql.ts';

/** A unique index, by what DocumentDB's message or PostgreSQL's error tells of it. */
export type IndexReference = { db: string; collection: string; name: string } | { id: string } | { idOf: string };

/** What mongod's answer tells of a duplicate besides its code; libraries read `keyPattern` and `keyValue`. */
export interface DuplicateKey {
  errmsg: string;
  keyPattern: BSON.Document;
  keyValue?: BSON.Document;
}

const indexes = 'documentdb_api_catalog.collection_indexes JOIN documentdb_api_catalog.collections USING (collection_id)';
const select = `SELECT database_name, collection_name, (index_spec).index_name, ${asBytes('(index_spec).index_key')} FROM ${indexes} WHERE`;

/** Describes the duplicate; `candidates` are documents that may hold the value, the likeliest first. Undefined when the index is gone. */
export async function describeDuplicate(
  sql: Sql,
  reference: IndexReference,
  candidates: BSON.Document[],
): Promise<DuplicateKey | undefined> {
  const [row] = await find(sql, reference);
  if (!row || !(row[3] instanceof Buffer)) return undefined;
  const [db, collection, name, key] = row;
  const keyPattern = BSON.deserialize(key);
  const keyValue = keyValueIn(Object.keys(keyPattern), candidates);
  const shown = keyValue ? ` dup key: ${BSON.EJSON.stringify(keyValue)}` : '';
  return {
    errmsg: `E11000 duplicate key error collection: ${db}.${collection} index: ${name}${shown}`,
    keyPattern,
    ...(keyValue && { keyValue }),
  };
}

function find(sql: Sql, reference: IndexReference) {
  if ('id' in reference) return sql.query(`${select} index_id = $1::int`, [reference.id]);
  if ('idOf' in reference)
    return sql.query(`${select} collection_id = $1::bigint AND (index_spec).index_name = '_id_'`, [reference.idOf]);
  const { db, collection, name } = reference;
  return sql.query(`${select} database_name = $1 AND collection_name = $2 AND (index_spec).index_name = $3`, [
    db,
    collection,
    name,
  ]);
}

/** The index that a constraint of PostgreSQL stands for. */
export function indexOfConstraint(constraint: string): IndexReference | undefined {
  const [, kind, number] = /^(documents_rum_index|collection_pk)_(\d+)$/.exec(constraint) ?? [];
  if (!number) return undefined;
  return kind === 'collection_pk' ? { idOf: number } : { id: number };
}

/** Only what is found whole: half a key would mislead. */
function keyValueIn(paths: string[], candidates: BSON.Document[]): BSON.Document | undefined {
  for (const document of candidates) {
    const found = paths.map(path => [path, read(document, path)] as const);
    if (found.every(([, value]) => value !== undefined)) return Object.fromEntries(found);
  }
  return undefined;
}

function read(document: BSON.Document, path: string): unknown {
  if (Object.hasOwn(document, path)) return document[path];
  const dot = path.indexOf('.');
  const inner: unknown = dot > 0 ? document[path.slice(0, dot)] : undefined;
  return typeof inner === 'object' && inner && !Array.isArray(inner) ? read(inner, path.slice(dot + 1)) : undefined;
}
