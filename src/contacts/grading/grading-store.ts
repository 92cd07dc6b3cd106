import mongoose from 'mongoose';
import { insertNew, memoFor, rawCollection, saveSetting } from '../../db/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { defaultGrading, type Grading, gradingSchema } from './grading.ts';

interface GradingDocument {
  _id: string;
  rules: unknown;
  version: number;
}

const { Mixed } = mongoose.Schema.Types;
const store = rawCollection<GradingDocument>(
  mongoose.model(
    'ContactGrading',
    new mongoose.Schema<GradingDocument>(
      { _id: String, rules: Mixed, version: Number },
      { collection: 'contactGrading', versionKey: false, minimize: false },
    ),
  ),
);
const only = 'grading';
/** Under this setting stands how far the cards have been graded today. */
export const gradingProgress = 'contacts.graded';

/** Rules that are older than this are read anew, beside the work. */
const freshMs = 10_000;
const known = memoFor<Grading>(freshMs, { renewedBehind: true });

/** The rules as the database has them. */
export async function readGrading(): Promise<Grading> {
  const found = await store.findOne({ _id: only });
  const read = found && gradingSchema.safeParse(found.rules);
  return read?.success ? { ...read.data, version: found?.version ?? 0 } : defaultGrading;
}

/** The rules for a write of a card, which never waits for them but at the first: they may be some seconds old. */
export function currentGrading(): Promise<Grading> {
  return known.get(only, readGrading);
}

/** Puts other rules in the place of these; all cards are graded by them within minutes. AppError `contacts.grading.conflict`. */
export async function saveGrading(grading: Omit<Grading, 'version'>, { version }: { version: number }): Promise<void> {
  const rules = gradingSchema.parse(grading);
  const isFirst = version === 0 && (await insertNew(store, [{ _id: only, rules, version: 1 }]))[0];
  if (!isFirst) {
    const { matchedCount } = await store.updateOne({ _id: only, version }, { $set: { rules, version: version + 1 } });
    if (matchedCount === 0)
      throw new AppError('contacts.grading.conflict', 'Somebody has changed the rules meanwhile. Look at them again.');
  }
  known.forget();
  await saveSetting(gradingProgress, JSON.stringify({ day: '', after: '' }));
}
