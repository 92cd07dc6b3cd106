import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { coverageOf, type FlowLibrary, type Problem, runDialogues } from '../flow/index.ts';
import type { Language } from '../texts/index.ts';
import { type Author, type DraftDocument, readDraft, writeDraft } from './draft-store.ts';
import { type FlowDocument, readFlow } from './flow-store.ts';
import { hash } from './hash.ts';
import { notFound } from './not-found.ts';
import type { Press } from './press.ts';

/** The golden dialogues of a flow: those of its file, or what the staff are writing instead. */
export interface Dialogues {
  flow: string;
  /** Name within the folder of flows. */
  file: string;
  yaml: string;
  /** Goes up with each saving; given back with the next one. */
  version: number;
  savedAt?: Date;
  by?: Author;
  /** They say something else than the file. */
  differs: boolean;
  /** The file has changed since the staff began to write. */
  outdated: boolean;
}

export type DialoguesSaved = { kind: 'saved'; dialogues: Dialogues } | { kind: 'conflict'; theirs: Dialogues };
export type DialoguesPublished =
  | { kind: 'written' }
  /** They stay as they are, kept in the database: the folder may not be written to. */
  | { kind: 'readOnly' }
  | { kind: 'conflict'; theirs: Dialogues };

/** What holding all dialogues has shown. */
export interface DialoguesHeld {
  /** Faults of the file itself. */
  problems: Problem[];
  results: ReturnType<typeof runDialogues>['results'];
  /** How many of the flow's steps they come by; absent where the flow itself cannot run. */
  coverage?: { steps: number; covered: number; missing: string[] };
}

/** A flow's id has no dot, so that this is nobody's. */
const draftId = (flow: string): string => `${flow}.dialogues`;
export const dialoguesFile = (file: string): string => file.replace(/\.ya?ml$/, '.dialogues.yaml');

export async function getDialogues(press: Pick<Press, 'folder'>, flow: string): Promise<Dialogues> {
  const [known, draft] = await Promise.all([readFlow(flow), readDraft(draftId(flow))]);
  if (!known) throw notFound(flow);
  return toDialogues(known, draft, await textOf(press.folder, known));
}

function toDialogues(flow: FlowDocument, draft: DraftDocument | undefined, inFile: string): Dialogues {
  const common = { flow: flow._id, file: dialoguesFile(flow.file), version: draft?.version ?? 0 };
  if (!draft?.differs || draft.yaml === inFile) return { ...common, yaml: inFile, differs: false, outdated: false };
  const { yaml, savedAt, by, base } = draft;
  return { ...common, yaml, savedAt, by, differs: true, outdated: base !== hash(inFile) };
}

/** Nothing where there is no such file yet. */
async function textOf(folder: string, { file }: FlowDocument): Promise<string> {
  try {
    return await readFile(join(folder, dialoguesFile(file)), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

interface Saving {
  flow: string;
  yaml: string;
  version: number;
  by: Author;
  now: Date;
}

/** Saves over the version that the author saw; otherwise shows what somebody else has saved. */
export async function saveDialogues(
  press: Pick<Press, 'folder'>,
  { flow, yaml: given, version, by, now }: Saving,
): Promise<DialoguesSaved> {
  const known = await readFlow(flow);
  if (!known) throw notFound(flow);
  const inFile = await textOf(press.folder, known);
  const yaml = given.replaceAll('\r\n', '\n');
  const document = { _id: draftId(flow), yaml, version, by, savedAt: now, differs: yaml !== inFile, base: hash(inFile) };
  const saved = await writeDraft(document);
  const dialogues = await getDialogues(press, flow);
  return saved ? { kind: 'saved', dialogues } : { kind: 'conflict', theirs: dialogues };
}

/** Writes what the staff have written into the file. A file that was changed meanwhile is not written over. */
export async function publishDialogues(
  press: Press,
  { flow, version, by, now }: Omit<Saving, 'yaml'>,
): Promise<DialoguesPublished> {
  const dialogues = await getDialogues(press, flow);
  if (dialogues.version !== version || dialogues.outdated) return { kind: 'conflict', theirs: dialogues };
  if (!(await press.write(press.folder, dialogues.file, dialogues.yaml))) return { kind: 'readOnly' };
  const { yaml } = dialogues;
  await writeDraft({ _id: draftId(flow), yaml, version, by, savedAt: now, differs: false, base: hash(yaml) });
  return { kind: 'written' };
}

/** Holds the dialogues with the flows of a library and tells how they went. */
export function holdDialogues(
  { flow: id, yaml, file }: Pick<Dialogues, 'flow' | 'yaml' | 'file'>,
  library: FlowLibrary,
  language: Language,
): DialoguesHeld {
  if (yaml.trim() === '') return { problems: [], results: [] };
  const { problems, results, covered } = runDialogues(yaml, library, { file, language });
  const flow = library.byId(id);
  return { problems, results, ...(flow && { coverage: coverageOf(flow, covered) }) };
}

/** Throws away what the staff have written: the file's dialogues stand there again. */
export async function dropDialogues(
  press: Pick<Press, 'folder'>,
  { flow, version, by, now }: Omit<Saving, 'yaml'>,
): Promise<DialoguesSaved> {
  const known = await readFlow(flow);
  if (!known) throw notFound(flow);
  const inFile = await textOf(press.folder, known);
  const document = { _id: draftId(flow), yaml: inFile, version, by, savedAt: now, differs: false, base: hash(inFile) };
  const dropped = await writeDraft(document);
  const dialogues = await getDialogues(press, flow);
  return dropped ? { kind: 'saved', dialogues } : { kind: 'conflict', theirs: dialogues };
}
