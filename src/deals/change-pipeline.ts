import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { signal } from '../signals/index.ts';
import type { DealAuthor } from './deal.ts';
import { deals } from './deal-model.ts';
import {
  defaultPipeline,
  forgetPipelines,
  getPipeline,
  keepPipeline,
  type Pipeline,
  pipelines,
  type Stage,
} from './pipelines.ts';
import { forgetTotals } from './totals-memo.ts';
import { writeDeal } from './write-deal.ts';

/** The new ones' order: after all others. */
const lastOrder = 1000;

/** Makes a pipeline with a first stage of each kind. Answers its id. */
export async function addPipeline(
  { name, currency, stages }: Pick<Pipeline, 'currency' | 'stages'> & { name: string },
  id: string = newId(),
): Promise<string> {
  await pipelines.insertOne({ _id: id, name, currency, stages, lostReasons: [], fields: [], order: lastOrder, version: 1 });
  forgetPipelines();
  signal({ topic: 'settings', about: id });
  return id;
}

/**
 * Changes a pipeline as a whole. AppErrors `deals.pipeline_conflict` when somebody else has changed it since `version`,
 * `deals.no_open_stage`, `deals.same_stage_names`, `deals.no_pipeline`. Stages are only left out by `removeStage`.
 */
export async function savePipeline(
  id: string,
  change: Partial<Omit<Pipeline, 'id' | 'version'>>,
  { version }: { version: number },
): Promise<Pipeline> {
  await keepPipeline(id);
  if (change.stages) checkStages(change.stages);
  const result = await pipelines.findOneAndUpdate(
    { _id: id, ...(version === 0 ? { version: { $exists: false } } : { version }) },
    { $set: { ...change, version: version + 1 } },
    { returnDocument: 'after' },
  );
  if (!result)
    throw new AppError('deals.pipeline_conflict', 'Somebody else has changed this pipeline meanwhile.', { pipeline: id });
  if (change.stages) await settleKinds(id, change.stages);
  forgetPipelines();
  signal({ topic: 'settings', about: id });
  return find(id);
}

function checkStages(stages: Stage[]): void {
  if (!stages.some(({ kind }) => kind === 'open'))
    throw new AppError('deals.no_open_stage', 'A pipeline needs at least one stage in which deals are open.');
  const names = stages.flatMap(({ name }) => (name ? [name.toLowerCase()] : []));
  if (new Set(names).size < names.length) throw new AppError('deals.same_stage_names', 'Two stages have the same name.');
}

/** A stage that became another kind opens or closes the deals in it. */
async function settleKinds(pipeline: string, stages: Stage[]): Promise<void> {
  const now = new Date();
  for (const { id, kind } of stages)
    await deals.updateMany(
      { pipeline, stage: id, isOpen: kind !== 'open' },
      { $set: { isOpen: kind === 'open', orderDue: now }, $inc: { version: 1 } },
    );
  forgetTotals();
}

/** How many deals stand in a stage, those in the trash too. */
export const countInStage = (pipeline: string, stage: string): Promise<number> => deals.countDocuments({ pipeline, stage });

/**
 * Leaves a stage out; the deals in it go to another one of the pipeline. AppErrors `deals.stage_in_use` with their `count` where none is
 * told, `deals.no_open_stage`, `deals.pipeline_conflict`. Broken off it goes on when it is asked for again.
 */
export async function removeStage(
  id: string,
  stage: string,
  { to, version, by, now }: { to?: string | undefined; version: number; by: DealAuthor; now: Date },
): Promise<Pipeline> {
  const { stages } = await find(id);
  const rest = stages.filter(known => known.id !== stage);
  checkStages(rest);
  const target = rest.find(known => known.id === to);
  const count = await countInStage(id, stage);
  if (count > 0 && !target) throw new AppError('deals.stage_in_use', 'Say where the deals of this stage go.', { count, stage });
  if (target) await empty({ pipeline: id, stage, target, by, now });
  const saved = await savePipeline(id, { stages: rest }, { version });
  // Whoever came in while it was being emptied.
  if (target) await empty({ pipeline: id, stage, target, by, now });
  return saved;
}

async function empty(way: { pipeline: string; stage: string; target: Stage; by: DealAuthor; now: Date }): Promise<void> {
  const { pipeline, stage, target, by, now } = way;
  for (;;) {
    const found = await deals
      .find({ pipeline, stage }, { projection: { _id: 1 } })
      .limit(200)
      .toArray();
    if (found.length === 0) return;
    const move = (id: string) =>
      writeDeal(id, {
        key: `stage:${stage}:${newId()}`,
        by,
        now,
        change: deal => (deal.stage === stage ? { ...deal, stage: target.id, isOpen: target.kind === 'open' } : deal),
      });
    await Promise.all(found.map(({ _id }) => move(_id)));
  }
}

/** Takes a pipeline away in which there are no deals. AppErrors `deals.pipeline_in_use`, `deals.default_pipeline`: flows make deals there. */
export async function removePipeline(id: string): Promise<void> {
  if (id === defaultPipeline)
    throw new AppError('deals.default_pipeline', 'The pipeline that is there from the beginning stays.', { pipeline: id });
  if ((await deals.findOne({ pipeline: id }, { projection: { _id: 1 } })) !== null)
    throw new AppError('deals.pipeline_in_use', 'There are deals in this pipeline.', { pipeline: id });
  await pipelines.deleteOne({ _id: id });
  forgetPipelines();
  signal({ topic: 'settings', about: id });
}

/** Puts the pipelines into this order. */
export async function orderPipelines(ids: string[]): Promise<void> {
  for (const [order, id] of ids.entries()) {
    await keepPipeline(id);
    await pipelines.updateOne({ _id: id }, { $set: { order } });
  }
  forgetPipelines();
  signal({ topic: 'settings' });
}

async function find(id: string): Promise<Pipeline> {
  const found = await getPipeline(id);
  if (!found) throw new AppError('deals.no_pipeline', 'There is no such pipeline any more.', { pipeline: id });
  return found;
}
