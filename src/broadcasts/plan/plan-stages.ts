import type { MessengerName } from '../../messages/index.ts';
import type { MongoFilter } from '../../rules/index.ts';
import { conversationExpression } from '../audience.ts';
import type { Broadcast } from '../broadcast.ts';
import { armExpressions } from './arms.ts';
import type { Dues } from './due-of.ts';

/** Where rows are planned: the ledger, or the rehearsal's. */
export interface PlanInto {
  collection: string;
  /** `<prefix>:<contact>` is the id of a row. */
  prefix: string;
  /** What its rows have in common, in the words of an index that goes on with state and reason. */
  mine: Record<string, string>;
  /** What stands in each row besides. */
  marks: Record<string, unknown>;
}

export interface PlanMeans {
  broadcast: Broadcast;
  /** Who is in the audience. */
  filter: MongoFilter;
  /** Those that are connected, in the order of the preference. */
  messengers: MessengerName[];
  into: PlanInto;
  now: Date;
}

/** In a row whose contact cannot be reached in any of the messengers, until it is known why. */
export const unreachable = 'unreachable';

const is = (path: string): object => ({ $ne: [path, null] });
const not = (condition: object): object => ({ $not: [condition] });
const unreached = { $eq: ['$conversation', null] };

/**
 * From who is in the audience, between two contacts, to a row for each: all on the database's side. Rows that are there already stay as they
 * are, so the same stretch again changes nothing.
 */
export function planStages(means: PlanMeans, stretch: { after: string; upTo: string | undefined }, dues: Dues): object[] {
  const { into } = means;
  return [
    ...peopleStages(means, stretch),
    { $set: { place: { $split: ['$conversation', ':'] } } },
    { $project: rowOf(means, dues) },
    ...(Object.keys(into.marks).length > 0 ? [{ $set: literals(into.marks) }] : []),
    { $merge: { into: into.collection, on: '_id', whenMatched: 'keepExisting', whenNotMatched: 'insert' } },
  ];
}

/** Who they are, where each is spoken to, and on which side of the draws they fall. */
export function peopleStages(
  { broadcast, filter, messengers }: Pick<PlanMeans, 'broadcast' | 'filter' | 'messengers'>,
  { after, upTo }: { after: string; upTo: string | undefined },
): object[] {
  return [
    { $match: { $and: [{ _id: { $gt: after, ...(upTo !== undefined && { $lte: upTo }) } }, filter] } },
    {
      $project: {
        ...(broadcast.schedule.kind === 'local' && { zone: '$contact.timeZone' }),
        conversation: conversationExpression(messengers),
        ...armExpressions(broadcast),
      },
    },
  ];
}

/** Every operator is worked out for each of a million: what is the same for all of them is settled here. */
function rowOf({ broadcast, messengers, into, now }: PlanMeans, dues: Dues): object {
  const { isControl, variant } = armExpressions(broadcast);
  const held = isControl ? { $or: [unreached, '$isControl'] } : unreached;
  const waits = broadcast.test !== undefined;
  const isTried = variant && is('$variant');
  const due = dueExpression(dues);
  return {
    _id: { $concat: [`${into.prefix}:`, '$_id'] },
    contact: '$_id',
    source: {
      kind: { $literal: 'broadcast' },
      id: { $literal: broadcast.id },
      ...(isTried && { variant: { $cond: [{ $and: [isTried, not(held)] }, '$variant', '$$REMOVE'] } }),
    },
    priority: { $literal: 'broadcast' },
    advertising: { $literal: broadcast.advertising },
    ...(broadcast.topic !== undefined && { topic: { $literal: broadcast.topic } }),
    conversation: { $ifNull: ['$conversation', ''] },
    account: {
      $cond: [unreached, { $literal: '' }, { $concat: [{ $arrayElemAt: ['$place', 0] }, ':', { $arrayElemAt: ['$place', 1] }] }],
    },
    messenger: { $cond: [unreached, { $literal: messengers[0] ?? '' }, { $arrayElemAt: ['$place', 0] }] },
    state: { $cond: [held, { $literal: 'suppressed' }, { $literal: 'planned' }] },
    settled: { $cond: [held, { $literal: true }, '$$REMOVE'] },
    reason: {
      $cond: [
        held,
        isControl ? { $cond: [unreached, { $literal: unreachable }, { $literal: 'control' }] } : { $literal: unreachable },
        waits ? unlessTried(isTried, '$$REMOVE', { $literal: 'trial' }) : '$$REMOVE',
      ],
    },
    due: waits ? { $cond: [held, due, unlessTried(isTried, due, { $literal: dues.waiting })] } : due,
    attempts: { $literal: 0 },
    plannedAt: { $literal: now },
    changedAt: { $literal: now },
  };
}

/** Without a draw of wordings nobody is tried. */
function unlessTried(isTried: object | undefined, tried: object | string, otherwise: object): object {
  return isTried ? { $cond: [isTried, tried, otherwise] } : otherwise;
}

function dueExpression({ usual, zones }: Dues): object {
  if (zones.length === 0) return { $literal: usual };
  // biome-ignore lint/suspicious/noThenProperty: so the database calls it.
  const branches = zones.map(({ zone, due }) => ({ case: { $eq: ['$zone', zone] }, then: { $literal: due } }));
  return { $switch: { branches, default: { $literal: usual } } };
}

const literals = (values: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { $literal: value }]));
