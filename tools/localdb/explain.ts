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
  'Index Cond'?: string;
  'Scan Direction'?: string;
  Plans?: PlanNode[];
}

/**
 * PostgreSQL's plan in MongoDB's words, as far as "which index, or none" goes: `queryPlanner.winningPlan` has the stage COLLSCAN, or FETCH over an IXSCAN.
 * One scan of a whole collection makes a COLLSCAN of it all.
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
    const winningPlan = nodes.some(node => isFullScan(node, sortsById(command)))
      ? { stage: 'COLLSCAN', direction: 'forward' }
      : indexScan(nodes);
    return ok({ queryPlanner: { namespace: `${db}.${command[verb]}`, winningPlan }, postgres: plan });
  } finally {
    await session.query('ROLLBACK');
    session.release();
  }
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

/** DocumentDB walks a collection along `_id_` where mongod would scan it: such a walk has no condition on `_id`. */
function isFullScan(node: PlanNode, sorted: boolean): boolean {
  if (node['Node Type'] === 'Seq Scan') return true;
  const walksById = node['Index Name'] === '_id_' || node['Index Name']?.startsWith('collection_pk_');
  return walksById === true && !sorted && !node['Index Cond']?.includes('object_id');
}

function sortsById(command: BSON.Document): boolean {
  const stages: unknown[] = Array.isArray(command.pipeline) ? command.pipeline : [{ $sort: command.sort }];
  return stages.some(stage => JSON.stringify(stage)?.startsWith('{"$sort":{"_id":'));
}

function indexScan(nodes: PlanNode[]): BSON.Document {
  const scans = nodes.flatMap(node => (node['Index Name'] ? { stage: 'IXSCAN', indexName: node['Index Name'] } : []));
  const [first] = scans;
  if (!first) return { stage: 'EOF' }; // a collection that does not exist
  return { stage: 'FETCH', inputStage: scans.length === 1 ? first : { stage: 'OR', inputStages: scans } };
}
