import type { DeliverySource } from '../deliveries/index.ts';
import { type DealTouch, type TouchDocument, toTouch, touches } from './attribution/touch-model.ts';
import { type Click, type ClickDocument, clicks } from './click-model.ts';
import { sourceKey } from './source-key.ts';

type Of = Pick<DeliverySource, 'kind' | 'id'>;

/** How often one address of a mailing was opened, and by how many. */
export interface LinkNumbers {
  address: string;
  people: number;
  total: number;
}

/** The links of a mailing that were opened, those that most people opened first. */
export async function linkNumbers(source: Of): Promise<LinkNumbers[]> {
  const found = await clicks
    .aggregate<{ _id: string; people: number; total: number }>([
      { $match: { source: sourceKey(source) } },
      { $group: { _id: { address: '$address', delivery: '$delivery' }, total: { $sum: 1 } } },
      { $group: { _id: '$_id.address', people: { $sum: 1 }, total: { $sum: '$total' } } },
      { $sort: { people: -1, _id: 1 } },
    ])
    .toArray();
  return found.map(({ _id, ...numbers }) => ({ address: _id, ...numbers }));
}

/** Which deliveries opened an address, in the order of their ids. */
export async function openedBy(
  source: Of,
  address: string,
  { page, perPage }: { page: number; perPage: number },
): Promise<{ deliveries: string[]; total: number }> {
  const own = { $match: { source: sourceKey(source), address } };
  const each = { $group: { _id: '$delivery' } };
  const [found, counted] = await Promise.all([
    clicks
      .aggregate<{ _id: string }>([own, each, { $sort: { _id: 1 } }, { $skip: (page - 1) * perPage }, { $limit: perPage }])
      .toArray(),
    clicks.aggregate<{ count: number }>([own, each, { $group: { _id: null, count: { $sum: 1 } } }]).toArray(),
  ]);
  return { deliveries: found.map(({ _id }) => _id), total: counted[0]?.count ?? 0 };
}

/** How many times each of these deliveries' links were opened. */
export async function clicksOf(deliveries: string[]): Promise<Map<string, number>> {
  const found = await clicks
    .aggregate<{ _id: string; count: number }>([
      { $match: { delivery: { $in: deliveries } } },
      { $group: { _id: '$delivery', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(found.map(({ _id, count }) => [_id, count]));
}

const alive = { trashed: { $exists: false } };

/** The deals that are counted to a mailing, the latest first. */
export async function dealsCountedTo(
  source: Of,
  { state, page, perPage }: { state?: DealTouch['state'] | undefined; page: number; perPage: number },
): Promise<{ touches: DealTouch[]; total: number }> {
  const where = { source: sourceKey(source), last: true as const, ...(state && { state }), ...alive };
  const [found, total] = await Promise.all([
    touches
      .find<TouchDocument>(where)
      .sort({ at: -1, _id: 1 })
      .skip((page - 1) * perPage)
      .limit(perPage)
      .toArray(),
    touches.countDocuments(where),
  ]);
  return { touches: found.map(toTouch), total };
}

/** The deals that are counted to some deliveries. */
export async function dealsOfDeliveries(deliveries: string[]): Promise<DealTouch[]> {
  const found = await touches.find<TouchDocument>({ delivery: { $in: deliveries }, last: true, ...alive }).toArray();
  return found.map(toTouch);
}

/** How many deals there are of a mailing, and what those that were won come to. */
export interface DealNumbers {
  deals: number;
  won: number;
  lost: number;
  /** Of what was won, by currency. */
  money: { currency: string; sum: number }[];
}

export async function dealNumbers(source: Of): Promise<DealNumbers> {
  const found = await touches
    .aggregate<{ _id: { state: DealTouch['state']; currency: string }; count: number; sum: number }>([
      { $match: { source: sourceKey(source), last: true, ...alive } },
      {
        $group: {
          _id: { state: '$state', currency: '$currency' },
          count: { $sum: 1 },
          sum: { $sum: { $ifNull: ['$amount', 0] } },
        },
      },
    ])
    .toArray();
  const count = (state?: DealTouch['state']) =>
    found.reduce((sum, { _id, count: each }) => (state && _id.state !== state ? sum : sum + each), 0);
  const money = found
    .filter(({ _id }) => _id.state === 'won')
    .map(({ _id, sum }) => ({ currency: _id.currency, sum: Math.round(sum * 100) / 100 }));
  return { deals: count(), won: count('won'), lost: count('lost'), money: money.toSorted((a, b) => b.sum - a.sum) };
}

/** So many people made a deal within days of a wording, or of what they did not get: all of them, also where a later message was the last before it. */
export interface BuyersOf {
  /** Nothing of who waited for the winner, and of mailings without a trial. */
  variant?: string;
  to: DealTouch['to'];
  /** Made a deal. */
  made: number;
  /** And it is won. */
  won: number;
}

/** What each wording, the control group and those who did not get it come to. */
export async function buyersByArm(source: Of): Promise<BuyersOf[]> {
  const found = await touches
    .aggregate<{ _id: { variant?: string | null; to: DealTouch['to'] }; made: number; won: number }>([
      { $match: { source: sourceKey(source), ...alive } },
      {
        $group: {
          _id: { delivery: '$delivery', variant: '$variant', to: '$to' },
          won: { $max: { $cond: [{ $eq: ['$state', 'won'] }, 1, 0] } },
        },
      },
      { $group: { _id: { variant: '$_id.variant', to: '$_id.to' }, made: { $sum: 1 }, won: { $sum: '$won' } } },
    ])
    .toArray();
  return found.map(({ _id: { variant, to }, made, won }) => ({ ...(variant != null && { variant }), to, made, won }));
}

/** Which deliveries stand behind a number of `buyersByArm`, in the order of their ids. */
export async function buyersBehind(
  source: Of,
  { variant, to, won }: { variant?: string | undefined; to: DealTouch['to'][]; won: boolean },
  { page, perPage }: { page: number; perPage: number },
): Promise<{ deliveries: string[]; total: number }> {
  const own = { source: sourceKey(source), to: { $in: to }, ...alive };
  const where = { ...own, ...(variant !== undefined && { variant }), ...(won && { state: 'won' as const }) };
  const each = [{ $match: where }, { $group: { _id: '$delivery' } }];
  const [found, counted] = await Promise.all([
    touches
      .aggregate<{ _id: string }>([...each, { $sort: { _id: 1 } }, { $skip: (page - 1) * perPage }, { $limit: perPage }])
      .toArray(),
    touches.aggregate<{ count: number }>([...each, { $group: { _id: null, count: { $sum: 1 } } }]).toArray(),
  ]);
  return { deliveries: found.map(({ _id }) => _id), total: counted[0]?.count ?? 0 };
}

/** A page of the openings of a mailing's links, or of one address, each by itself. */
export async function openings(
  source: Of,
  { address, page, perPage }: { address?: string | undefined; page: number; perPage: number },
): Promise<{ clicks: Click[]; total: number }> {
  const where = { source: sourceKey(source), ...(address !== undefined && { address }) };
  const [found, total] = await Promise.all([
    clicks
      .find<ClickDocument>(where)
      .sort({ source: 1, address: 1, delivery: 1 })
      .skip((page - 1) * perPage)
      .limit(perPage)
      .toArray(),
    clicks.countDocuments(where),
  ]);
  return { clicks: found.map(({ _id, ...rest }) => ({ id: _id, ...rest })), total };
}
