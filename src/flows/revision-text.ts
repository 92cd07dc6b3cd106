import { AppError } from '../lib/app-error.ts';
import { readRevision } from './revision-store.ts';

/** The text of a revision. AppError `flows.no_revision`. */
export async function revisionText(flow: string, revision: string): Promise<string> {
  const kept = await readRevision(revision);
  if (kept?.flow !== flow) throw new AppError('flows.no_revision', 'The flow has no such revision.', { flow, revision });
  return kept.yaml;
}
