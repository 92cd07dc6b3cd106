import type { Contact } from '../../../contacts/index.ts';
import type { DealSource, OrderSource, Settings } from '../read-sources.ts';
import type { Traits } from '../trait-model.ts';
import { distinct, latest, longestText } from './values.ts';

const mostProducts = 30;

/** What is hoped for, what was won and what was lost. Pure. */
export function dealTraits(deals: DealSource[], { stages }: Settings): Pick<Traits, 'deals'> {
  if (deals.length === 0) return {};
  const kindOf = ({ isOpen, pipeline, stage }: DealSource) => {
    if (isOpen) return 'open';
    const kind = stages.get(`${pipeline}/${stage}`);
    return kind === 'won' || kind === 'lost' ? kind : stage === 'won' ? 'won' : 'lost';
  };
  const of = (kind: 'open' | 'won' | 'lost') => deals.filter(deal => kindOf(deal) === kind);
  const [open, won, lost] = [of('open'), of('won'), of('lost')];
  const lastWonAt = latest(won.map(endOf));
  const lastLostAt = latest(lost.map(endOf));
  const reasons = distinct(lost.flatMap(({ lostReason }) => (lostReason ? [lostReason.slice(0, longestText)] : [])));
  return {
    deals: {
      open: open.length,
      openAmount: sum(open),
      ...(open.length > 0 && {
        stages: distinct(open.map(({ pipeline, stage }) => `${pipeline}/${stage}`)),
        pipelines: distinct(open.map(({ pipeline }) => pipeline)),
      }),
      won: won.length,
      wonAmount: sum(won),
      ...(lastWonAt && { lastWonAt }),
      lost: lost.length,
      ...(lastLostAt && { lastLostAt }),
      ...(reasons.length > 0 && { lostReasons: reasons }),
    },
  };
}

/** What was bought: the card has the sums, the orders the names of things. Pure. */
export function orderTraits({ orders }: Contact, rows: OrderSource[]): Pick<Traits, 'orders'> {
  if (!orders) return {};
  const { count, sum: total, first, last } = orders;
  const products = distinct(rows.flatMap(({ lines }) => (lines ?? []).map(({ name }) => name.slice(0, longestText))));
  return {
    orders: { count, sum: total, first, last, ...(products.length > 0 && { products: products.slice(0, mostProducts) }) },
  };
}

const endOf = ({ stageAt, changedAt }: DealSource): Date => stageAt ?? changedAt;

const sum = (deals: DealSource[]): number => Math.round(deals.reduce((all, { amount = 0 }) => all + amount * 100, 0)) / 100;
