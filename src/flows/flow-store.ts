import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import type { ConsentTexts, Problem } from '../flow/index.ts';

/** One revision of a flow, kept for ever: people who are in the middle of it finish it, and a wrong file falls back on it. */
export interface RevisionDocument {
  /** Content hash of the file and of the consent texts that it was read with. */
  _id: string;
  flow: string;
  title: string;
  file: string;
  yaml: string;
  consents: ConsentTexts;
  at: Date;
}

/** What a flow file is like now, for the panel. */
export interface FlowState {
  /** The flow's id; the file's name where the file cannot be read that far. */
  id: string;
  title: string;
  /** Name within the folder of flows. */
  file: string;
  /** The revision that runs; absent when there has never been a good one. */
  revision?: string;
  steps: number;
  problems: Problem[];
  warnings: Problem[];
}

type StateDocument = Omit<FlowState, 'id'> & { _id: string; id: string };

const { Mixed } = mongoose.Schema.Types;

const revisionSchema = new mongoose.Schema<RevisionDocument>(
  { _id: String, flow: String, title: String, file: String, yaml: String, consents: Mixed, at: Date },
  { collection: 'flowRevisions', versionKey: false, minimize: false },
);
revisionSchema.index({ file: 1, at: -1 });

const stateSchema = new mongoose.Schema<StateDocument>(
  { _id: String, id: String, title: String, file: String, revision: String, steps: Number, problems: Mixed, warnings: Mixed },
  { collection: 'flows', versionKey: false, minimize: false, id: false },
);

const revisions = rawCollection<RevisionDocument>(mongoose.model('FlowRevision', revisionSchema));
const states = rawCollection<StateDocument>(mongoose.model('Flow', stateSchema));

export async function keepRevision(revision: RevisionDocument): Promise<void> {
  await insertNew(revisions, [revision]);
}

export async function readRevision(id: string): Promise<RevisionDocument | undefined> {
  return (await revisions.findOne({ _id: id })) ?? undefined;
}

/** The revision of a file that ran last. */
export async function lastRevisionOf(file: string): Promise<RevisionDocument | undefined> {
  const state = await states.findOne({ _id: file });
  return state?.revision ? readRevision(state.revision) : undefined;
}

/** Replaces what is known of the files: those that are gone are forgotten, their revisions are not. */
export async function keepStates(found: FlowState[]): Promise<void> {
  if (found.length > 0) {
    await states.bulkWrite(
      found.map(state => ({ replaceOne: { filter: { _id: state.file }, replacement: state, upsert: true } })),
    );
  }
  await states.deleteMany({ _id: { $nin: found.map(({ file }) => file) } });
}

/** Every flow file as it was found at the last start, good or wrong. */
export async function flowStates(): Promise<FlowState[]> {
  const found = await states.find().sort({ _id: 1 }).toArray();
  return found.map(({ _id, ...state }) => state);
}
