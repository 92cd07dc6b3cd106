import mongoose from 'mongoose';
import type { FieldType } from '../contacts/index.ts';
import { insertNew, memoFor, rawCollection } from '../db/index.ts';

export type StageKind = 'open' | 'won' | 'lost';

/** A stage ends a deal when it is `won` or `lost`. */
export interface Stage {
  id: string;
  kind: StageKind;
  /** In the owner's words. Without: the panel's own word for those that are there from the beginning, else the id. */
  name?: string;
  /** One of `stageColours`. */
  colour?: StageColour;
  /** What has to be filled in before a person moves a deal here: `amount`, `expectedAt`, `owner`, `lines`, `fields.<name>`. */
  required?: string[];
}

export const stageColours = ['grey', 'blue', 'violet', 'yellow', 'orange', 'green', 'red'] as const;
export type StageColour = (typeof stageColours)[number];

/** A value of a deal that the owner has thought of. `name` is its key in `Deal.fields`. */
export interface DealFieldKind {
  name: string;
  kind: FieldType;
  /** Of `list` and `many`. */
  options?: string[];
}

export interface Pipeline {
  id: string;
  name?: string;
  /** ISO 4217. */
  currency: string;
  /** In the order of the way. */
  stages: Stage[];
  lostReasons: string[];
  fields: DealFieldKind[];
  /** Its place among the others. */
  order: number;
  /** Rises with every change by people. */
  version: number;
}

type PipelineDocument = { _id: string; stages: Stage[] } & Partial<Omit<Pipeline, 'id' | 'stages'>>;

/** The pipeline that is there from the beginning, and its stages. Their names for people are among the panel's texts. */
export const defaultPipeline = 'sales';
export const defaultCurrency = 'RUB';
const defaultStages: Stage[] = [
  { id: 'new', kind: 'open', colour: 'blue' },
  { id: 'in-work', kind: 'open', colour: 'yellow' },
  { id: 'won', kind: 'won', colour: 'green' },
  { id: 'lost', kind: 'lost', colour: 'grey' },
];

export const pipelines = rawCollection<PipelineDocument>(
  mongoose.model(
    'Pipeline',
    new mongoose.Schema<PipelineDocument>(
      {
        _id: String,
        name: String,
        currency: String,
        stages: mongoose.Schema.Types.Mixed,
        lostReasons: [String],
        fields: mongoose.Schema.Types.Mixed,
        order: Number,
        version: Number,
      },
      { collection: 'pipelines', versionKey: false },
    ),
  ),
);

const known = memoFor<Pipeline[]>(2000);

/** Every pipeline in its order, the default one also before anything was made in it. */
export function listPipelines(): Promise<Pipeline[]> {
  return known.get('all', readPipelines);
}

/** A pipeline was written: they are read anew. */
export const forgetPipelines = (): void => known.forget();

async function readPipelines(): Promise<Pipeline[]> {
  const found = await pipelines.find().toArray();
  const made = found.map(toPipeline);
  const all = made.some(({ id }) => id === defaultPipeline) ? made : [toPipeline(asDefault()), ...made];
  return all.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
}

/** A pipeline, or nothing. */
export async function getPipeline(id: string): Promise<Pipeline | undefined> {
  const found = await pipelines.findOne({ _id: id });
  if (found) return toPipeline(found);
  return id === defaultPipeline ? toPipeline(asDefault()) : undefined;
}

const asDefault = (): PipelineDocument => ({ _id: defaultPipeline, stages: defaultStages });

function toPipeline({ _id, ...rest }: PipelineDocument): Pipeline {
  const first = _id === defaultPipeline ? 0 : 1000;
  return { currency: defaultCurrency, lostReasons: [], fields: [], order: first, version: 0, ...rest, id: _id };
}

/** A stage of a pipeline. Either is made when it is named for the first time: a deal with a new word in it is not lost. */
export async function stageOf(pipeline: string, stage: string): Promise<Stage> {
  const stands = await findStage(pipeline, stage);
  if (stands) return stands;
  const made: Stage = { id: stage, kind: stage === 'won' || stage === 'lost' ? stage : 'open' };
  await keepPipeline(pipeline);
  await pipelines.updateOne({ _id: pipeline, 'stages.id': { $ne: stage } }, { $push: { stages: made }, $inc: { version: 1 } });
  forgetPipelines();
  return (await findStage(pipeline, stage)) ?? made;
}

/** Puts the pipeline into the database where it is not yet. */
export async function keepPipeline(id: string): Promise<void> {
  await insertNew(pipelines, [{ _id: id, stages: id === defaultPipeline ? defaultStages : [] }]);
  forgetPipelines();
}

async function findStage(pipeline: string, stage: string): Promise<Stage | undefined> {
  const found = await pipelines.findOne({ _id: pipeline });
  return found?.stages.find(({ id }) => id === stage);
}
