import { BSON } from 'bson';
import { CommandError } from './error-codes.ts';
import { ok } from './replies.ts';
import type { Sql } from './sql.ts';

const sources: Record<string, string> = {
  find: 'bson_aggregation_find',
  aggregate: 'bson_aggregation_pipeline',
  count: 'bson_aggregation_count',
  distinct: 'bson_aggregation_distinct',
};

interface PlanNode {
  'Node Type'?: string;
  'Index Name'?: string;
  indexName?: string;
  Plans?: PlanNode[];
}

/**
 * PostgreSQL's plan in MongoDB's words, as far as "which index, or none" goes: `queryPlanner.winningPlan` is `{ stage: 'IXSCAN' | 'COLLSCAN', indexes }`.
 * A full walk of `_id_` shows as IXSCAN on `_id_`: count it as a scan unless the filter names `_id`.
 */
export async function explain(sql: Sql, db: string, command: BSON.Document): Promise<Uint8Array> {
  const verb = Object.keys(command)[0] ?? '';
  const source = sources[verb];
  if (!source) throw new CommandError('M000U', 'only find, aggregate, count and distinct can be explained');

  const session = await sql.open();
  try {
    await session.query('BEGIN');
    await session.query('SET LOCAL enable_seqscan = off'); // a small table is otherwise scanned whatever its indexes
    const spec = BSON.serialize(verb === 'aggregate' ? { cursor: {}, ...command } : command);
    const [row] = await session.query(
      `EXPLAIN (FORMAT JSON) SELECT document FROM documentdb_api_catalog.${source}($1::text, $2)`,
      [db, spec],
    );
    const [{ Plan: plan }] = JSON.parse(String(row?.[0])) as [{ Plan: PlanNode }];
    const nodes = flatten(plan);
    const indexes = nodes.flatMap(node => node['Index Name'] ?? node.indexName ?? []);
    const stage = nodes.some(node => node['Node Type'] === 'Seq Scan') ? 'COLLSCAN' : 'IXSCAN';
    return ok({ queryPlanner: { namespace: `${db}.${command[verb]}`, winningPlan: { stage, indexes } }, postgres: plan });
  } finally {
    await session.query('ROLLBACK');
    session.release();
  }
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
