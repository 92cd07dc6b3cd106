import { flowStates } from './flow-store.ts';
import { type OutlineStep, outlineOf } from './outline.ts';
import { readRevisions } from './revision-store.ts';

/** A flow that runs, by its steps. */
export interface PublishedOutline {
  id: string;
  title: string;
  steps: OutlineStep[];
}

/** A revision never changes, so that its text is read once. */
const outlines = new Map<string, OutlineStep[]>();

/** The flows that run. */
export async function publishedOutlines(): Promise<PublishedOutline[]> {
  const running = (await flowStates()).flatMap(({ id, title, revision }) => (revision ? [{ id, title, revision }] : []));
  const unknown = running.flatMap(({ revision }) => (outlines.has(revision) ? [] : [revision]));
  for (const { _id, yaml } of await readRevisions(unknown)) outlines.set(_id, outlineOf(yaml));
  return running.map(({ id, title, revision }) => ({ id, title: title || id, steps: outlines.get(revision) ?? [] }));
}
