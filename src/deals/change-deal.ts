import type { Deal, DealAuthor, DealValue } from './deal.ts';
import { dealOf } from './deals-of.ts';
import { stageOf } from './pipelines.ts';
import { writeDeal } from './write-deal.ts';

interface Change {
  contact: string;
  /** Whose own deal it is about; where the run has made none, about the contact's latest open one. */
  run?: string;
  /** The same twice is one change. */
  key: string;
  now: Date;
}

const by: DealAuthor = { kind: 'flow' };

/** Moves a deal to a stage of its pipeline, which is made when nobody has named it before. False when there is no deal to move. */
export async function moveDeal({ stage, ...change }: Change & { stage: string }): Promise<boolean> {
  const deal = await dealOf(change);
  if (!deal) return false;
  if (deal.stage === stage) return true;
  const { kind } = await stageOf(deal.pipeline, stage);
  const { key, now } = change;
  await writeDeal(deal.id, { key, by, now, read: deal, change: before => ({ ...before, stage, isOpen: kind === 'open' }) });
  return true;
}

/** Sets a value of a deal; `title` and `amount` are its own. False when there is no deal to set it in. */
export async function setDealField({ field, value, ...change }: Change & { field: string; value: DealValue }): Promise<boolean> {
  const deal = await dealOf(change);
  if (!deal) return false;
  const { key, now } = change;
  await writeDeal(deal.id, {
    key,
    by,
    now,
    read: deal,
    change: before => ({ ...before, ...(ownField(field, value) ?? { fields: { ...before.fields, [field]: value } }) }),
  });
  return true;
}

function ownField(field: string, value: DealValue): Partial<Pick<Deal, 'title' | 'amount'>> | undefined {
  if (field === 'title' && typeof value === 'string') return { title: value };
  return field === 'amount' && typeof value === 'number' ? { amount: value } : undefined;
}
