import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import type { ConsentTexts } from '../flow/index.ts';
import type { FlowMedia } from './read-media.ts';

/** One revision of a flow, kept for ever: people who are in the middle of it finish it, and a wrong file falls back on it. */
export interface RevisionDocument {
  /** Content hash of the text and of the consent texts that it was read with. */
  _id: string;
  flow: string;
  title: string;
  file: string;
  yaml: string;
  consents: ConsentTexts;
  /** The files that it mentions, as they were then. */
  media?: FlowMedia[];
  at: Date;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<RevisionDocument>(
  { _id: String, flow: String, title: String, file: String, yaml: String, consents: Mixed, media: Mixed, at: Date },
  { collection: 'flowRevisions', versionKey: false, minimize: false },
);
const revisions = rawCollection<RevisionDocument>(mongoose.model('FlowRevision', schema));

/** Keeps a revision; the same content twice is one. */
export async function keepRevision(revision: RevisionDocument): Promise<void> {
  await insertNew(revisions, [revision]);
}

export async function readRevision(id: string): Promise<RevisionDocument | undefined> {
  return (await revisions.findOne({ _id: id })) ?? undefined;
}

export async function readRevisions(ids: readonly string[]): Promise<RevisionDocument[]> {
  return ids.length === 0 ? [] : revisions.find({ _id: { $in: [...ids] } }).toArray();
}
