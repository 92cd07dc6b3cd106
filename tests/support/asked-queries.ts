import type { CommandStartedEvent, Document } from 'mongodb';
import mongoose from 'mongoose';

/** Every shape of query that was asked over a connection that tells of its commands (`monitorCommands`). */
export interface AskedQueries {
  /** How many shapes there were so far. */
  count(): number;
  /** Whether one of them was of this collection. */
  has(collection: string): boolean;
  /** Stops listening; the shapes of those that read a whole collection, but for these. */
  scans(small: ReadonlySet<string>): Promise<string[]>;
}

export function noteQueries(): AskedQueries {
  /** Each with one example of it. */
  const asked = new Map<string, Document>();
  const note = ({ commandName, command }: CommandStartedEvent) => {
    for (const query of queriesOf(commandName, command)) asked.set(`${commandName} ${shapeOf(query)}`, query);
  };
  mongoose.connection.getClient().on('commandStarted', note);
  return {
    count: () => asked.size,
    has: collection => [...asked.values()].some(query => nameOf(query) === collection),
    async scans(small) {
      mongoose.connection.getClient().off('commandStarted', note);
      const scans: string[] = [];
      for (const [shape, query] of asked) {
        const name = nameOf(query);
        if (small.has(name) || name.startsWith('system.')) continue;
        const plan = await mongoose.connection.db?.command({ explain: query, verbosity: 'queryPlanner' });
        if (JSON.stringify(plan?.queryPlanner ?? plan).includes('COLLSCAN')) scans.push(shape);
      }
      return scans;
    },
  };
}

const nameOf = (query: Document): string => query.find ?? query.aggregate;

/** A command as queries that can be explained. */
function queriesOf(name: string, command: Document): Document[] {
  // GridFS asks once whether its collection is empty.
  if (name === 'find' && command.find === 'files.files' && Object.keys(command.filter ?? {}).length === 0) return [];
  if (name === 'find') return [{ find: command.find, filter: command.filter ?? {}, ...(command.sort && { sort: command.sort }) }];
  // Without a query a server answers by what it has counted.
  if (name === 'count' && !command.query) return [];
  if (name === 'count') return [{ find: command.count, filter: command.query }];
  if (name === 'aggregate' && typeof command.aggregate === 'string')
    return [{ aggregate: command.aggregate, pipeline: command.pipeline, cursor: {} }];
  if (name === 'update') return command.updates.map(({ q }: Document) => ({ find: command.update, filter: q ?? {} }));
  if (name === 'delete') return command.deletes.map(({ q }: Document) => ({ find: command.delete, filter: q ?? {} }));
  if (name === 'findAndModify') return [{ find: command.findAndModify, filter: command.query ?? {} }];
  return [];
}

/** The names and operators of a query without its values. */
function shapeOf(query: unknown): string {
  if (Array.isArray(query)) return `[${query.slice(0, 1).map(shapeOf)}]`;
  if (typeof query !== 'object' || query === null || Object.getPrototypeOf(query) !== Object.prototype)
    return typeof query === 'string' ? '' : '·';
  return `{${Object.entries(query).map(([key, value]) => `${key}:${key === 'find' || key === 'aggregate' ? value : shapeOf(value)}`)}}`;
}

/**
 * Small by nature (one row a member of staff, a flow, a job, a setting, a pipeline): reading all of it is what is wanted. Sessions and agenda's jobs are
 * their libraries' own.
 */
export const smallCollections: ReadonlySet<string> = new Set([
  'staff',
  'alertSettings',
  'flows',
  'agendaJobs',
  'agendaJobs_logs',
  'agenda_logs',
  'sessions',
  'processes',
  'settings',
  'firstVisit',
  'pipelines',
  'dealButtons',
  'products',
  'contactFields',
  'contactGrading',
  'turns',
  'removals',
  'roles',
  'queues',
  'away',
  'apiKeys',
  'webhookSubscriptions',
  'segments',
  'segmentWatches',
  'automations',
  // Not small: any rule is answered by reading all of them, which is what they are slim for.
  'traits',
]);
