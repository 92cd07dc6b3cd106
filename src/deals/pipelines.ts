import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';

/** A stage ends a deal when it is `won` or `lost`. */
export interface Stage {
  id: string;
  kind: 'open' | 'won' | 'lost';
}

export interface Pipeline {
  id: string;
  /** In the order of the way. */
  stages: Stage[];
}

interface PipelineDocument {
  _id: string;
  stages: Stage[];
}

/** The pipeline that is there from the beginning, and its stages. Their names for people are among the panel's texts. */
export const defaultPipeline = 'sales';
const defaultStages: Stage[] = [
  { id: 'new', kind: 'open' },
  { id: 'in-work', kind: 'open' },
  { id: 'won', kind: 'won' },
  { id: 'lost', kind: 'lost' },
];

const pipelines = rawCollection<PipelineDocument>(
  mongoose.model(
    'Pipeline',
    new mongoose.Schema<PipelineDocument>(
      { _id: String, stages: mongoose.Schema.Types.Mixed },
      { collection: 'pipelines', versionKey: false },
    ),
  ),
);

/** Every pipeline, also before anything was made in it. */
export async function listPipelines(): Promise<Pipeline[]> {
  const found = await pipelines.find().sort({ _id: 1 }).toArray();
  const made = found.map(({ _id, stages }) => ({ id: _id, stages }));
  return made.some(({ id }) => id === defaultPipeline) ? made : [{ id: defaultPipeline, stages: defaultStages }, ...made];
}

/** A stage of a pipeline. Either is made when it is named for the first time: a deal with a new word in it is not lost. */
export async function stageOf(pipeline: string, stage: string): Promise<Stage> {
  const known = await findStage(pipeline, stage);
  if (known) return known;
  const made: Stage = { id: stage, kind: stage === 'won' || stage === 'lost' ? stage : 'open' };
  await insertNew(pipelines, [{ _id: pipeline, stages: pipeline === defaultPipeline ? defaultStages : [] }]);
  await pipelines.updateOne({ _id: pipeline, 'stages.id': { $ne: stage } }, { $push: { stages: made } });
  return (await findStage(pipeline, stage)) ?? made;
}

async function findStage(pipeline: string, stage: string): Promise<Stage | undefined> {
  const found = await pipelines.findOne({ _id: pipeline });
  return found?.stages.find(({ id }) => id === stage);
}
