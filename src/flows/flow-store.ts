import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { inLanguage, type Problem } from '../flow/index.ts';
import type { Language } from '../texts/index.ts';
import { hash } from './hash.ts';
import { readRevision } from './revision-store.ts';

/** Who published something: a file that was changed, or one of the staff. */
export type By = { kind: 'file' } | { kind: 'staff'; id: string; name: string };

/** One time that a revision began to run. The same revision may have run several times. */
export interface Publication {
  /** 1 for the first of a flow. */
  number: number;
  revision: string;
  title: string;
  steps: number;
  at: Date;
  by: By;
  how: 'file' | 'panel' | 'rollBack';
  /** Hashes of the text and of the consent texts. */
  text: string;
  consents: string;
}

/** What a folder of flows on one machine last held of a flow: hashes of its text and of the consent texts. */
export interface Seen {
  place: string;
  text: string;
  consents: string;
}

/** A flow as it stands: what runs, since when, and how its file is doing. One document, so that publishing is one write. */
export interface FlowDocument {
  /** The flow's id; the file's name where the file was never readable that far. */
  _id: string;
  title: string;
  /** Name within the folder of flows. */
  file: string;
  /** The revision that runs; absent when there has never been a good one. */
  revision?: string;
  steps: number;
  /** Publications so far: the guard of every publishing. */
  version: number;
  publications: Publication[];
  /** What is wrong with the file, and what only stands out beside the other flows. */
  problems: Problem[];
  between: Problem[];
  warnings: Problem[];
  seen: Seen[];
  /** The file that a flow had is gone: nobody begins it any more. */
  withdrawn?: boolean;
  /** The file says something else than what runs. */
  fileDiffers?: boolean;
}

/** What a flow is like now, for the panel. */
export interface FlowState {
  id: string;
  title: string;
  file: string;
  revision?: string;
  steps: number;
  problems: Problem[];
  warnings: Problem[];
  /** The file says something else than the revision that runs. */
  fileDiffers: boolean;
}

const { Mixed } = mongoose.Schema.Types;
const schema = new mongoose.Schema<FlowDocument>(
  {
    _id: String,
    title: String,
    file: String,
    revision: String,
    steps: Number,
    version: Number,
    publications: Mixed,
    problems: Mixed,
    between: Mixed,
    warnings: Mixed,
    seen: Mixed,
    withdrawn: Boolean,
    fileDiffers: Boolean,
  },
  { collection: 'flows', versionKey: false, minimize: false },
);
const flows = rawCollection<FlowDocument>(mongoose.model('Flow', schema));

/** So many machines' folders are remembered, the latest. */
const placesKept = 20;

/** Every flow that runs, is wrong, or is being written; those whose file is gone are left out. */
export async function flowStates(): Promise<FlowState[]> {
  const found = await readFlows();
  return found.filter(({ withdrawn }) => !withdrawn).map(flow => toState(flow));
}

/** What every flow is called, by its id, also one whose file is gone. */
export async function flowTitles(): Promise<Map<string, string>> {
  return new Map((await readFlows()).map(({ _id, title }) => [_id, title || _id]));
}

/** Problems and warnings are told in `language`. */
export function toState(
  { _id, title, file, revision, steps, problems, between, warnings, fileDiffers }: FlowDocument,
  language: Language = 'en',
): FlowState {
  const told = (problem: Problem) => inLanguage(problem, language);
  return {
    id: _id,
    title,
    file,
    ...(revision && { revision }),
    steps,
    problems: [...problems, ...between].map(told),
    warnings: warnings.map(told),
    fileDiffers: fileDiffers === true,
  };
}

/** All flows in the order of their files, without the list of their publications. */
export async function readFlows(): Promise<FlowDocument[]> {
  const found = await flows
    .find({ version: { $exists: true } }, { projection: { publications: 0 } })
    .sort({ file: 1 })
    .toArray();
  return found.map(document => ({ ...document, publications: [] }));
}

/** When each flow began to run as it is. */
export async function latestPublications(): Promise<Map<string, Date>> {
  const found = await flows
    .find({ version: { $gt: 0 } })
    .project<Pick<FlowDocument, '_id' | 'publications'>>({ publications: { $slice: -1 } })
    .toArray();
  return new Map(found.flatMap(({ _id, publications: [latest] }) => (latest ? [[_id, latest.at]] : [])));
}

export async function readFlow(id: string): Promise<FlowDocument | undefined> {
  return (await flows.findOne({ _id: id, version: { $exists: true } })) ?? undefined;
}

/** What the first release kept: a document a file, which said nothing of publications. */
type OldDocument = Pick<FlowDocument, '_id' | 'title' | 'file' | 'revision' | 'steps'> & { id: string };

/** Takes over what the first release kept, so that a file that is wrong right now goes on with its last good revision. */
export async function carryOver(now: Date): Promise<void> {
  const old = await flows.find<OldDocument>({ version: { $exists: false } }).toArray();
  for (const { id, title, file, revision, steps } of old) {
    if (!revision) continue;
    const kept = await readRevision(revision);
    if (!kept) continue;
    const hashes = { text: hash(kept.yaml), consents: hash(JSON.stringify(kept.consents)) };
    const publication: Publication = { number: 1, revision, title, steps, at: now, by: { kind: 'file' }, how: 'file', ...hashes };
    await insertNew(flows, [{ ...empty, _id: id, title, file, steps, revision, version: 1, publications: [publication] }]);
  }
  if (old.length > 0) await flows.deleteMany({ version: { $exists: false } });
}

const empty = { steps: 0, version: 0, publications: [], problems: [], between: [], warnings: [], seen: [] };

/** Makes a flow that nobody has published yet. False when the id is taken. */
export async function insertFlow(own: Pick<FlowDocument, '_id' | 'title' | 'file'>): Promise<boolean> {
  const [isNew] = await insertNew(flows, [{ ...empty, ...own }]);
  return isNew === true;
}

/** What publishing changes beside the publication itself. */
export type FlowChange = Partial<Pick<FlowDocument, 'title' | 'file' | 'steps' | 'problems' | 'warnings' | 'fileDiffers'>>;

/**
 * Lets a revision run from now on, if nobody has published anything since `version`. False when somebody has: of several who publish at
 * the same moment one wins.
 */
export async function publishOver(
  flow: string,
  { version, change, publication }: { version: number; change: FlowChange; publication: Omit<Publication, 'number'> },
): Promise<boolean> {
  const { matchedCount } = await flows.updateOne(
    { _id: flow, version },
    {
      $set: { ...change, revision: publication.revision, version: version + 1 },
      $unset: { withdrawn: '' },
      $push: { publications: { number: version + 1, ...publication } },
    },
  );
  return matchedCount === 1;
}

export async function changeFlow(flow: string, change: FlowChange & Partial<Pick<FlowDocument, 'between' | 'withdrawn'>>) {
  await flows.updateOne({ _id: flow }, { $set: change });
}

/** Notes what a folder holds of a flow. */
export async function noteSeen(flow: string, seen: Seen): Promise<void> {
  await flows.updateOne({ _id: flow }, { $pull: { seen: { place: seen.place } } });
  await flows.updateOne({ _id: flow }, { $push: { seen: { $each: [seen], $slice: -placesKept } } });
}

export async function removeFlow(id: string): Promise<void> {
  await flows.deleteOne({ _id: id });
}
