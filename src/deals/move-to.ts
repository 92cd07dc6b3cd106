import { AppError } from '../lib/app-error.ts';
import type { Deal, DealAuthor, DealValue } from './deal.ts';
import { type DealField, dealValue, withValue } from './edit-deal.ts';
import { getDeal } from './get-deal.ts';
import { getPipeline, type Stage } from './pipelines.ts';
import { writeDeal } from './write-deal.ts';

export interface Move {
  stage: string;
  /** Its own, unless told. */
  pipeline?: string;
  /** What is filled in with it. */
  values?: Partial<Record<DealField, DealValue>>;
  lostReason?: string;
  /** Where the person saw it: moved meanwhile by somebody else, it stays. */
  from?: string;
}

/**
 * Moves a deal as a person does. AppErrors: `deals.needs` with the `fields` that the stage wants filled in first and `reason` where it has to
 * be said why it was lost, `deals.moved_meanwhile`, `deals.no_stage`. Then nothing is written.
 */
export async function moveTo(id: string, move: Move, write: { key: string; by: DealAuthor; now: Date }): Promise<Deal> {
  const before = await getDeal(id);
  if (!before) throw new AppError('deals.not_found', 'There is no such deal. It may have been deleted.', { deal: id });
  const pipeline = await getPipeline(move.pipeline ?? before.pipeline);
  const stage = pipeline?.stages.find(known => known.id === move.stage);
  if (!stage) throw new AppError('deals.no_stage', 'There is no such stage any more.', { stage: move.stage });
  return writeDeal(id, { ...write, read: before, change: deal => moved(deal, move, stage) });
}

/** A deal in another stage. Pure; AppErrors as above. */
export function moved(deal: Deal, move: Move, stage: Stage): Deal {
  if (move.from !== undefined && deal.stage !== move.from)
    throw new AppError('deals.moved_meanwhile', 'Somebody else has moved this deal meanwhile.', { deal: deal.id });
  const filled = Object.entries(move.values ?? {}).reduce(
    (next, [field, value]) => withValue(next, field as DealField, value),
    deal,
  );
  const fields = missingIn(filled, stage);
  const reason = stage.kind === 'lost' && !move.lostReason?.trim();
  if (fields.length > 0 || reason)
    throw new AppError('deals.needs', 'Something has to be filled in first.', { deal: deal.id, stage: stage.id, fields, reason });
  const { lostReason: _old, ...rest } = filled;
  return {
    ...rest,
    pipeline: move.pipeline ?? deal.pipeline,
    stage: stage.id,
    isOpen: stage.kind === 'open',
    ...(stage.kind === 'lost' && move.lostReason && { lostReason: move.lostReason.trim() }),
  };
}

/** What a stage wants of a deal that it does not have. */
export function missingIn(deal: Deal, { required = [] }: Stage): string[] {
  return required.filter(field => {
    if (field === 'lines') return !deal.lines?.length;
    const value = dealValue(deal, field as DealField);
    return value === undefined || value === null || value === '';
  });
}
