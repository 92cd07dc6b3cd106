import type { Draft, Saved } from './authoring.ts';
import { type Author, type DraftDocument, readDraft, writeDraft } from './draft-store.ts';
import { type FlowDocument, readFlow } from './flow-store.ts';
import { notFound } from './not-found.ts';
import { readRevision } from './revision-store.ts';

/** What is being written of a flow; where nothing is, what runs. */
export async function getDraft(id: string): Promise<Draft> {
  const [flow, draft] = await Promise.all([readFlow(id), readDraft(id)]);
  if (!flow) throw notFound(id);
  return toDraft(flow, draft);
}

async function toDraft(flow: FlowDocument, draft: DraftDocument | undefined): Promise<Draft> {
  const over = flow.revision;
  const common = { flow: flow._id, version: draft?.version ?? 0, ...(over !== undefined && { over }) };
  if (draft && (draft.differs || over === undefined)) {
    const { yaml, savedAt, by } = draft;
    return { ...common, yaml, savedAt, by, differs: true, outdated: draft.base !== over };
  }
  const running = over === undefined ? undefined : await readRevision(over);
  return { ...common, yaml: running?.yaml ?? '', differs: false, outdated: false };
}

interface Saving {
  flow: string;
  yaml: string;
  version: number;
  by: Author;
  now: Date;
}

/** Saves over the version that the author saw; otherwise shows what somebody else has saved. Windows' line ends become plain ones. */
export async function saveDraft({ flow, yaml: given, version, by, now }: Saving): Promise<Saved> {
  const present = await getDraft(flow);
  const known = await readDraft(flow);
  const yaml = given.replaceAll('\r\n', '\n');
  if (present.version !== version) return { kind: 'conflict', theirs: present };
  // A draft that was begun before others published stays begun then, until it is the same as what runs.
  const base = present.differs && known ? known.base : present.over;
  const differs = yaml !== (await textOf(base));
  const document = { _id: flow, yaml, version, by, savedAt: now, differs, ...(base !== undefined && { base }) };
  const saved = await writeDraft(document);
  const draft = await getDraft(flow);
  return saved ? { kind: 'saved', draft } : { kind: 'conflict', theirs: draft };
}

async function textOf(revision: string | undefined): Promise<string | undefined> {
  return revision === undefined ? undefined : (await readRevision(revision))?.yaml;
}

/** Throws away what was written: what runs stands in the editor again. */
export async function dropDraft({ flow, version, by, now }: Omit<Saving, 'yaml'>): Promise<Saved> {
  const present = await getDraft(flow);
  if (present.version !== version) return { kind: 'conflict', theirs: present };
  const yaml = (await textOf(present.over)) ?? present.yaml;
  const document = { _id: flow, yaml, version, by, savedAt: now, differs: false };
  const dropped = await writeDraft({ ...document, ...(present.over !== undefined && { base: present.over }) });
  const draft = await getDraft(flow);
  return dropped ? { kind: 'saved', draft } : { kind: 'conflict', theirs: draft };
}
