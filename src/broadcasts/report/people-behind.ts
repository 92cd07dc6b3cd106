import { aggregateDeliveries, type Delivery, type DeliveryDocument, readDeliveries, tokenOf } from '../../deliveries/index.ts';
import { buyersBehind, type DealTouch, dealsOfDeliveries, openedBy } from '../../links/index.ts';
import type { MessengerName } from '../../messages/index.ts';
import type { TraitMeans } from '../../segments/index.ts';
import type { Broadcast } from '../broadcast.ts';
import { armFilter, meantFilter } from './compare-arms.ts';
import { ofBroadcast } from './count-rows.ts';
import { whoReached } from './goal.ts';
import { type Mark, marks, outcomeFilter, outcomes } from './outcome.ts';
import { timed } from './timeline.ts';

/** The numbers of a report that people stand behind. */
export const behindNumbers = [
  'audience',
  ...outcomes,
  ...marks.map(mark => `did.${mark}` as const),
  /** Who opened one address. */
  'link',
  /** Who reached the goal of the trial, of those it was sent to, meant for, held back from. */
  'goal',
  'goal.meant',
  'goal.control',
  /** Who was meant to get it, held against the control group. */
  'meant',
  /** Who made a deal within days, of those it was sent to, meant for, held back from; and who made one that is won. */
  'made.sent',
  'made.meant',
  'made.control',
  'won.sent',
  'won.meant',
  'won.control',
] as const;
export type BehindNumber = (typeof behindNumbers)[number];

/** Which number is meant. */
export interface Behind {
  what: BehindNumber;
  reason?: string | undefined;
  messenger?: MessengerName | undefined;
  variant?: string | undefined;
  /** Of `link`: as its author wrote it. */
  address?: string | undefined;
  /** Only those to whom it happened in this hour or day. */
  from?: Date | undefined;
  to?: Date | undefined;
}

interface Page {
  page: number;
  perPage: number;
}

/** The people whom a number of a report counts, in the order of their ids, pages from 1. `total` is the number. */
export async function peopleBehind(
  broadcast: Broadcast,
  behind: Behind,
  page: Page,
  means: TraitMeans,
): Promise<{ deliveries: Delivery[]; total: number }> {
  const source = { kind: 'broadcast', id: broadcast.id } as const;
  const { what, variant, address = '' } = behind;
  if (what === 'link') return withIds(await openedBy(source, address, page));
  const [verb, group] = what.split('.');
  if (verb === 'goal') return withIds(await goalPage(broadcast, reachedIn(group, variant), page, means));
  if (group !== undefined && (verb === 'made' || verb === 'won')) {
    return withIds(await buyersBehind(source, { variant, to: groups[group] ?? [], won: verb === 'won' }, page));
  }
  const where = { $and: [ofBroadcast(broadcast.id), { _id: idsOf(broadcast.id) }, whereOf(behind)] };
  const [found, counted] = await Promise.all([
    aggregateDeliveries([
      { $match: where },
      { $sort: { _id: 1 } },
      { $skip: (page.page - 1) * page.perPage },
      { $limit: page.perPage },
    ]),
    aggregateDeliveries([{ $match: where }, { $group: { _id: null, count: { $sum: 1 } } }]),
  ]);
  const [{ count: total } = { count: 0 }] = counted as { count: number }[];
  return { deliveries: (found as DeliveryDocument[]).map(toDelivery), total };
}

const groups: Record<string, DealTouch['to'][]> = { sent: ['sent'], meant: ['sent', 'unsent'], control: ['control'] };

/** Also by their ids, so that a page comes without sorting all of them. */
const idsOf = (broadcast: string): object => ({ $gt: `${broadcast}:`, $lt: `${broadcast};` });

function whereOf({ what, reason, messenger, variant, from, to }: Behind): object {
  return {
    $and: [
      conditionOf(what),
      ...(reason !== undefined ? [{ reason }] : []),
      ...(messenger ? [{ messenger }] : []),
      ...(variant !== undefined ? [{ 'source.variant': variant }] : []),
      ...(from || to ? [within(what, { ...(from && { $gte: from }), ...(to && { $lt: to }) })] : []),
    ],
  };
}

function conditionOf(what: BehindNumber): object {
  if (what === 'audience') return {};
  if (what === 'meant') return meantFilter;
  const mark = markIn(what);
  if (mark) return { [`${mark}At`]: { $exists: true } };
  const outcome = outcomes.find(name => name === what);
  return outcome ? outcomeFilter(outcome) : {};
}

function within(what: BehindNumber, span: object): object {
  const mark = markIn(what);
  return { [mark ? `${mark}At` : timed.sent.field]: span };
}

const markIn = (what: BehindNumber): Mark | undefined => marks.find(mark => what === `did.${mark}`);

async function withIds({ deliveries, total }: { deliveries: string[]; total: number }) {
  const found = (await aggregateDeliveries([
    { $match: { _id: { $in: deliveries } } },
    { $sort: { _id: 1 } },
  ])) as DeliveryDocument[];
  return { deliveries: found.map(toDelivery), total };
}

function reachedIn(group: string | undefined, variant: string | undefined): object {
  if (group === 'meant') return meantFilter;
  if (group === 'control') return outcomeFilter('control');
  return variant === undefined ? outcomeFilter('sent') : armFilter(variant);
}

/** The goal is asked of each person's traits, so all before the page are looked at, too. */
async function goalPage(broadcast: Broadcast, where: object, { page, perPage }: Page, means: TraitMeans) {
  const deliveries: string[] = [];
  let total = 0;
  for await (const reached of whoReached(broadcast, where, means)) {
    const skip = Math.max(0, (page - 1) * perPage - total);
    deliveries.push(...reached.slice(skip, skip + Math.max(0, perPage - deliveries.length)));
    total += reached.length;
  }
  return { deliveries, total };
}

function toDelivery({ _id, token, settled: _settled, partsSent: _parts, ...rest }: DeliveryDocument): Delivery {
  return { ...rest, id: _id, token: token ?? tokenOf(_id) };
}

/** Somebody of the audience, and what they bought. */
export interface ReportedPerson {
  delivery: Delivery;
  deals: DealTouch[];
}

const atOnce = 500;

/** Everybody of a mailing, hundreds at a time, in the order of their ids. */
export async function* everybodyOf(broadcast: string): AsyncGenerator<ReportedPerson[]> {
  for (let after = `${broadcast}:`; ; ) {
    const { found, hasMore } = await readDeliveries({
      where: { $and: [ofBroadcast(broadcast), { _id: { $lt: `${broadcast};` } }] },
      after,
      limit: atOnce,
    });
    if (found.length > 0) yield await withDeals(found);
    const last = found.at(-1);
    if (!hasMore || !last) return;
    after = last.id;
  }
}

/** What the people of these deliveries bought of it. */
export async function withDeals(deliveries: Delivery[]): Promise<ReportedPerson[]> {
  const touches = await dealsOfDeliveries(deliveries.map(({ id }) => id));
  return deliveries.map(delivery => ({ delivery, deals: touches.filter(touch => touch.delivery === delivery.id) }));
}
