import type { Deal, DealValue } from './deal.ts';
import { deals } from './deal-model.ts';
import { dealOf } from './deals-of.ts';
import { stageOf } from './pipelines.ts';

interface Change {
  contact: string;
  /** Whose own deal it is about; where the run has made none, about the contact's latest open one. */
  run?: string;
  /** The same twice is one change. */
  key: string;
  now: Date;
}

const rememberedChanges = 20;

/** Moves a deal to a stage of its pipeline, which is made when nobody has named it before. False when there is no deal to move. */
export async function moveDeal({ stage, ...change }: Change & { stage: string }): Promise<boolean> {
  const deal = await dealOf(change);
  if (!deal) return false;
  if (deal.stage === stage) return true;
  const { kind } = await stageOf(deal.pipeline, stage);
  return write(deal, change, { set: { stage, isOpen: kind === 'open' }, push: { stages: { stage, at: change.now } } });
}

/** Sets a value of a deal; `title` and `amount` are its own. False when there is no deal to set it in. */
export async function setDealField({ field, value, ...change }: Change & { field: string; value: DealValue }): Promise<boolean> {
  const deal = await dealOf(change);
  if (!deal) return false;
  return write(deal, change, { set: ownField(field, value) ?? { [`fields.${field}`]: value } });
}

function ownField(field: string, value: DealValue): Partial<Pick<Deal, 'title' | 'amount'>> | undefined {
  if (field === 'title' && typeof value === 'string') return { title: value };
  return field === 'amount' && typeof value === 'number' ? { amount: value } : undefined;
}

/** One write, guarded by its key. True also when it was done before. */
async function write(
  { id }: Deal,
  { key, now }: Change,
  { set, push }: { set: Record<string, unknown>; push?: Record<string, unknown> },
): Promise<boolean> {
  await deals.updateOne(
    { _id: id, applied: { $ne: key } },
    { $set: { ...set, changedAt: now }, $push: { ...push, applied: { $each: [key], $slice: -rememberedChanges } } },
  );
  return true;
}
