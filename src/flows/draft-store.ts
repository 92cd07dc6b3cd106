import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';

/** Somebody of the staff, as far as flows need them. */
export interface Author {
  id: string;
  name: string;
}

/** What the staff are writing: one draft a flow, shared by all, with its version against writing over each other. */
export interface DraftDocument {
  /** The flow's id; with `.dialogues` behind it for the draft of its dialogues. */
  _id: string;
  yaml: string;
  /** Times that it was saved. */
  version: number;
  /** The revision that ran when the draft was begun; absent when none did. */
  base?: string;
  savedAt: Date;
  by: Author;
  /** It says something else than its base. */
  differs: boolean;
}

const schema = new mongoose.Schema<DraftDocument>(
  {
    _id: String,
    yaml: String,
    version: Number,
    base: String,
    savedAt: Date,
    by: mongoose.Schema.Types.Mixed,
    differs: Boolean,
  },
  { collection: 'flowDrafts', versionKey: false },
);
const drafts = rawCollection<DraftDocument>(mongoose.model('FlowDraft', schema));

export async function readDraft(id: string): Promise<DraftDocument | undefined> {
  return (await drafts.findOne({ _id: id })) ?? undefined;
}

/** Drafts of flows that say something else than what they began with, without their text. */
export async function differingDrafts(flows: readonly string[]): Promise<Omit<DraftDocument, 'yaml'>[]> {
  return drafts.find({ _id: { $in: [...flows] }, differs: true }, { projection: { yaml: 0 } }).toArray();
}

/** Writes a draft over the version that its author saw. False when somebody has saved meanwhile. */
export async function writeDraft({ version, ...draft }: DraftDocument): Promise<boolean> {
  const next = { ...draft, version: version + 1 };
  if (version === 0) return (await insertNew(drafts, [next]))[0] === true;
  const { _id, ...rest } = next;
  const { matchedCount } = await drafts.replaceOne({ _id, version }, rest);
  return matchedCount === 1;
}

/** The draft has been published as `base`. One that was saved meanwhile goes on as it is. */
export async function settleDraft(id: string, { version, base }: { version: number; base: string }): Promise<void> {
  await drafts.updateOne({ _id: id, version }, { $set: { base, differs: false } });
}
