import { insertNew } from '../db/index.ts';
import { signal } from '../signals/index.ts';
import { type Deal, type DealAuthor, type DealEvent, linesSum, toMoney } from './deal.ts';
import { deals } from './deal-model.ts';
import { stageOf } from './pipelines.ts';
import { searchWords } from './search-words.ts';
import { forgetTotals } from './totals-memo.ts';

export type NewDeal = Pick<Deal, 'contact' | 'pipeline' | 'stage' | 'title'> &
  Partial<Pick<Deal, 'run' | 'amount' | 'lines' | 'fields' | 'owner' | 'source' | 'contacts' | 'tags' | 'expectedAt'>> & {
    /** The deal's id: the same twice is one deal. */
    key: string;
    now: Date;
    /** A flow, unless told. */
    by?: DealAuthor;
  };

/** Makes a deal. A pipeline or a stage that nobody has named before is made with it. */
export async function createDeal({ key, now, fields = {}, by = { kind: 'flow' }, ...deal }: NewDeal): Promise<void> {
  const { kind } = await stageOf(deal.pipeline, deal.stage);
  const event: DealEvent = { id: `${key}:created`, at: now, by, what: 'created' };
  const amount = deal.lines?.length ? linesSum(deal.lines) : deal.amount;
  const made = {
    _id: key,
    ...deal,
    ...(amount !== undefined && { amount: toMoney(amount) }),
    fields,
    isOpen: kind === 'open',
    stages: [{ stage: deal.stage, at: now }],
    stageAt: now,
    at: now,
    changedAt: now,
    applied: [],
    version: 1,
    search: searchWords({ ...deal, fields }),
    log: [event],
    ...(kind === 'won' && { orderDue: now }),
    ...(kind === 'open' && { countFor: [deal.contact] }),
  };
  const [isNew] = await insertNew(deals, [made]);
  forgetTotals();
  if (isNew) signal({ topic: 'deals', about: key });
}
