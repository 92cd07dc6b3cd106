import type { Filter, Sort } from 'mongodb';
import { latestPage } from '../db/index.ts';
import type { Deal } from './deal.ts';
import { type DealDocument, deals, toDeal, withoutHistory } from './deal-model.ts';
import { wordsOf } from './search-words.ts';
import { rememberedTotals } from './totals-memo.ts';

/** Which deals a board or a list shows. Absent parts narrow nothing; those in the trash are never among them. */
export interface DealFilter {
  pipeline: string;
  /** Whoever sees only their own and nobody's. */
  onlyOf?: string;
  /** A member of staff, or `nobody`. */
  owner?: string;
  tag?: string;
  /** The deep link. */
  source?: string;
  /** When it was made: from, and before. */
  from?: Date;
  until?: Date;
  /** Words of its title, tags and values; `contacts` are those whose deals fit as well. */
  text?: string;
  contacts?: string[];
  /** Open deals that have no task to be done next. */
  withoutNext?: boolean;
}

export const dealOrders = ['stageAt', 'at', 'amount', 'expectedAt'] as const;
export type DealOrder = (typeof dealOrders)[number];

export interface StageTotal {
  count: number;
  sum: number;
}

/** A stretch of a column: those who came to the stage last stand first. `after` is the last one that is there already. */
export async function dealsIn(
  filter: DealFilter,
  { stage, after, limit }: { stage: string; after?: Deal; limit: number },
): Promise<Deal[]> {
  const read = (more: Filter<DealDocument>, count: number) =>
    deals
      .find({ $and: [{ ...filterOf(filter), stage }, more] }, { projection: withoutHistory })
      .sort({ stageAt: -1, _id: 1 })
      .limit(count)
      .toArray();
  if (after && !after.stageAt) return (await read(behind(after), limit)).map(toDeal);
  // Those of earlier versions, which have no such time, come last.
  const since = (from: Date) => read({ $and: [{ stageAt: { $gt: from } }, ...(after ? [behind(after)] : [])] }, limit);
  const found = await latestPage(limit, since, after?.stageAt);
  const older = found.length < limit ? await read({ stageAt: { $exists: false } }, limit - found.length) : [];
  return [...found, ...older].map(toDeal);
}

function behind({ id, stageAt }: Deal): Filter<DealDocument> {
  if (!stageAt) return { stageAt: { $exists: false }, _id: { $gt: id } };
  return { stageAt: { $lte: stageAt }, $or: [{ stageAt: { $lt: stageAt } }, { _id: { $gt: id } }] };
}

/** How many deals stand in each stage, and what they come to. Stages without any are not in it. */
export function totalsByStage(filter: DealFilter): Promise<Map<string, StageTotal>> {
  return rememberedTotals(JSON.stringify(filter), () => sumByStage(filter));
}

async function sumByStage(filter: DealFilter): Promise<Map<string, StageTotal>> {
  const found = await deals
    .aggregate<{ _id: string; count: number; sum: number }>([
      { $match: filterOf(filter) },
      { $group: { _id: '$stage', count: { $sum: 1 }, sum: { $sum: '$amount' } } },
    ])
    .toArray();
  return new Map(found.map(({ _id, count, sum }) => [_id, { count, sum }]));
}

/** A page of the list with what all of it comes to. */
export async function listDeals(
  filter: DealFilter,
  { order, up = false, page, perPage }: { order: DealOrder; up?: boolean; page: number; perPage: number },
): Promise<{ deals: Deal[]; total: StageTotal }> {
  const [found, totals] = await Promise.all([
    readPage(filter, { order, up, skip: (page - 1) * perPage, perPage }),
    totalsByStage(filter),
  ]);
  const total = [...totals.values()].reduce((all, { count, sum }) => ({ count: all.count + count, sum: all.sum + sum }), {
    count: 0,
    sum: 0,
  });
  return { deals: found.map(toDeal), total };
}

/** So many of the latest are looked for by their time. */
const lateOnes = 1000;

async function readPage(
  filter: DealFilter,
  { order, up, skip, perPage }: { order: DealOrder; up: boolean; skip: number; perPage: number },
): Promise<DealDocument[]> {
  const read = (where: Filter<DealDocument>) => deals.find(where, { projection: withoutHistory }).sort(sortBy(order, up));
  const enough = skip + perPage;
  if (order !== 'at' || up || enough > lateOnes)
    return read(sortable(filterOf(filter), order))
      .skip(skip)
      .limit(perPage)
      .toArray();
  const since = (from: Date) =>
    read({ $and: [filterOf(filter), { at: { $gt: from } }] })
      .limit(enough)
      .toArray();
  return (await latestPage(enough, since)).slice(skip);
}

/** All of them, one after the other, for taking them out. */
export async function* everyDeal(filter: DealFilter, order: { order: DealOrder; up?: boolean }): AsyncGenerator<Deal> {
  const cursor = deals.find(filterOf(filter), { projection: withoutHistory }).sort(sortBy(order.order, order.up ?? false));
  for await (const found of cursor) yield toDeal(found);
}

/** Every deal was made at some time: said so, every server goes by the index of it. */
const sortable = (filter: Filter<DealDocument>, order: DealOrder): Filter<DealDocument> =>
  order === 'at' && filter.at === undefined ? { ...filter, at: { $gt: new Date(0) } } : filter;

const sortBy = (order: DealOrder, up: boolean): Sort => ({ [order]: up ? 1 : -1 });

/** The trash, the latest first. */
export async function trashedDeals({ onlyOf, limit }: { onlyOf?: string; limit: number }): Promise<Deal[]> {
  const found = await deals
    .find({ deletedAt: { $exists: true }, ...(onlyOf !== undefined && ownOf(onlyOf)) }, { projection: withoutHistory })
    .sort({ deletedAt: -1 })
    .limit(limit)
    .toArray();
  return found.map(toDeal);
}

function filterOf(filter: DealFilter): Filter<DealDocument> {
  const { pipeline, onlyOf, owner, tag, source, from, until, withoutNext } = filter;
  const text = textOf(filter);
  const parts: Filter<DealDocument>[] = [
    ...(onlyOf === undefined ? [] : [ownOf(onlyOf)]),
    ...(owner === undefined ? [] : [{ owner: owner === 'nobody' ? { $exists: false } : owner }]),
    ...(text ? [text] : []),
  ];
  return {
    pipeline,
    deletedAt: { $exists: false },
    ...(tag !== undefined && { tags: tag }),
    ...(source !== undefined && { 'source.link': source }),
    ...((from || until) && { at: { ...(from && { $gte: from }), ...(until && { $lt: until }) } }),
    ...(withoutNext && { isOpen: true, nextAt: { $exists: false } }),
    ...(parts.length > 0 && { $and: parts }),
  };
}

const ownOf = (staff: string): Filter<DealDocument> => ({ $or: [{ owner: staff }, { owner: { $exists: false } }] });

function textOf({ text = '', contacts = [] }: DealFilter): Filter<DealDocument> | undefined {
  const words = wordsOf(text).slice(0, 6);
  if (words.length === 0) return undefined;
  const own = { $and: words.map(word => ({ search: { $regex: `^${word}` } })) };
  return contacts.length > 0 ? { $or: [own, { contact: { $in: contacts } }] } : own;
}
