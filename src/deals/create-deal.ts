import { insertNew } from '../db/index.ts';
import type { Deal } from './deal.ts';
import { deals } from './deal-model.ts';
import { stageOf } from './pipelines.ts';

export type NewDeal = Pick<Deal, 'contact' | 'pipeline' | 'stage' | 'title'> &
  Partial<Pick<Deal, 'run' | 'amount' | 'fields' | 'owner' | 'source'>> & {
    /** The deal's id: the same twice is one deal. */
    key: string;
    now: Date;
  };

/** Makes a deal. A pipeline or a stage that nobody has named before is made with it. */
export async function createDeal({ key, now, fields = {}, ...deal }: NewDeal): Promise<void> {
  const { kind } = await stageOf(deal.pipeline, deal.stage);
  const made = {
    _id: key,
    ...deal,
    fields,
    isOpen: kind === 'open',
    stages: [{ stage: deal.stage, at: now }],
    at: now,
    changedAt: now,
    applied: [],
  };
  await insertNew(deals, [made]);
}
