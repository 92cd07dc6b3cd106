import { trashDays } from '../contacts/index.ts';
import { removeFile } from '../files/index.ts';
import type { ImportState } from './import.ts';
import { chunks, imports, reports } from './store/import-model.ts';

const dayMs = 24 * 60 * 60 * 1000;
const resting: ImportState[] = ['unreadable', 'mapping', 'checked', 'stopped', 'done', 'takenBack'];

/**
 * Forgets the rows of imports that nobody can take back any more: what they made may be gone from the trash by then. That there was an import, and what it came to,
 * stays. An import that was never run goes altogether.
 */
export async function sweepImports(now: Date): Promise<void> {
  const old = { createdAt: { $lt: new Date(now.getTime() - trashDays * dayMs) }, state: { $in: resting }, file: { $ne: '' } };
  for (const { _id, file, startedAt } of await imports.find(old).limit(100).toArray()) {
    await Promise.all([chunks.deleteMany({ import: _id }), reports.deleteMany({ import: _id })]);
    await removeFile(file);
    if (startedAt) await imports.updateOne({ _id }, { $set: { file: '', sample: [] } });
    else await imports.deleteOne({ _id });
  }
}
