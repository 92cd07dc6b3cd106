import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { type CompiledFlow, type ConsentTexts, checkLibrary, type Problem, parseFlow } from '../flow/index.ts';
import {
  changeFlow,
  type FlowDocument,
  insertFlow,
  noteSeen,
  publishOver,
  readFlow,
  readFlows,
  removeFlow,
  type Seen,
} from './flow-store.ts';
import { hash, revisionId, textHash } from './hash.ts';
import { keepMedia } from './keep-media.ts';
import { type FlowFile, readFlowFiles } from './read-flow-files.ts';
import { type FlowMedia, mediaBy, mentionedIn } from './read-media.ts';
import { keepRevision, readRevision } from './revision-store.ts';

/** A folder of flows as it was just read. */
export interface Folder {
  path: string;
  files: FlowFile[];
  consents: ConsentTexts;
  media: FlowMedia[];
}

export async function readFolder(path: string): Promise<Folder> {
  return { path, ...(await readFlowFiles(path)) };
}

/** A machine's folder: several machines may each have one, and a stale one must not undo what another published. */
export const placeOf = (folder: string): string => hash(`${hostname()}\0${resolve(folder)}`).slice(0, 16);

/**
 * Takes what has changed in a folder since it was last looked at: a good text that differs becomes a revision and runs, a wrong one is told
 * of and changes nothing, a flow whose file is gone is begun by nobody any more.
 */
export async function takeFiles(folder: Folder, now: Date): Promise<void> {
  const owners = new Map<string, CompiledFlow>();
  for (const file of folder.files) await takeFile(file, { folder, owners, now });
  const names = folder.files.map(({ file }) => file);
  for (const flow of await readFlows()) {
    if (names.includes(flow.file)) continue;
    const here = flow.seen.some(({ place }) => place === placeOf(folder.path));
    if (flow.version === 0 && flow._id === flow.file) await removeFlow(flow._id);
    else if (here && !flow.withdrawn) await changeFlow(flow._id, { withdrawn: true, problems: [], between: [], warnings: [] });
    else if (!here && flow.revision) await renewConsents(flow, folder, now);
  }
}

interface Taking {
  folder: Folder;
  /** The flows of the files before this one, by id. */
  owners: Map<string, CompiledFlow>;
  now: Date;
}

async function takeFile({ file, yaml, revision }: FlowFile, taking: Taking): Promise<void> {
  const { folder, owners } = taking;
  const media = mediaBy(mentionedIn(yaml, folder.media));
  const parsed = parseFlow(yaml, { file, revision, consents: folder.consents, media });
  if (!parsed.ok) return tellProblems(file, parsed.problems);
  const { flow } = parsed;
  const rival = owners.get(flow.id);
  if (rival) return tellProblems(file, checkLibrary([rival, flow]));
  owners.set(flow.id, flow);
  if (file !== flow.id) await removeFlow(file);
  await insertFlow({ _id: flow.id, title: flow.title, file });
  // Whoever publishes at the same moment comes first; the changed file comes after.
  while (!(await takeGoodFile(parsed, yaml, taking)));
}

type GoodFile = Extract<ReturnType<typeof parseFlow>, { ok: true }>;

/** False when somebody else published meanwhile. */
async function takeGoodFile({ flow, warnings }: GoodFile, yaml: string, { folder, now }: Taking): Promise<boolean> {
  const known = await readFlow(flow.id);
  if (!known) return true;
  const running = known.revision === undefined || known.withdrawn ? undefined : await readRevision(known.revision);
  const media = mentionedIn(yaml, folder.media);
  const text = textHash(yaml, media);
  const seen: Seen = { place: placeOf(folder.path), text, consents: hash(JSON.stringify(folder.consents)) };
  const changed = changesSince(known, seen);
  if (changed.text && (isJustWritten(known, seen, now) || !(await stillHolds(folder, flow.file, yaml)))) return true;
  const next = {
    ...(running && !changed.text ? { yaml: running.yaml, media: running.media ?? [] } : { yaml, media }),
    consents: running && !changed.consents ? running.consents : folder.consents,
  };
  const id = revisionId(next.yaml, next.consents, next.media);
  const fileDiffers = next.yaml !== yaml;
  const change = { file: flow.file, warnings: fileDiffers ? known.warnings : warnings, problems: [], fileDiffers };
  if (running && id === known.revision) await changeFlow(flow.id, change);
  else if (!(await publishFile(known, { ...next, id, change, now, folder }))) return false;
  await noteSeen(flow.id, seen);
  return true;
}

/** In a folder that was never looked at, what ran before is not news: it may be an older copy. */
function changesSince({ seen, publications }: FlowDocument, now: Seen): { text: boolean; consents: boolean } {
  const before = seen.find(({ place }) => place === now.place);
  if (before) return { text: before.text !== now.text, consents: before.consents !== now.consents };
  return {
    text: !publications.some(({ text }) => text === now.text),
    consents: !publications.some(({ consents }) => consents === now.consents),
  };
}

/** A process publishes first and writes its file then: for so long a publication's text may be news to a folder. */
const writingMs = 60_000;

/** Whether a text that is new in the folder is another process's publication on its way there: that one notes it itself. */
function isJustWritten({ seen, publications }: FlowDocument, found: Seen, now: Date): boolean {
  const before = seen.find(({ place }) => place === found.place);
  const since = publications.findLast(({ text }) => text === before?.text)?.number ?? 0;
  return publications.some(
    ({ text, number, at }) => text === found.text && number > since && now.getTime() - at.getTime() < writingMs,
  );
}

/** What was published after we had read the folder has changed the file: what we hold is an older text then, not a newer one. */
async function stillHolds({ path }: Folder, file: string, yaml: string): Promise<boolean> {
  return (await readFile(join(path, file), 'utf8').catch(() => undefined)) === yaml;
}

interface FromFile {
  id: string;
  yaml: string;
  consents: ConsentTexts;
  /** The files that the text mentions. */
  media: FlowMedia[];
  change: { file: string; warnings: Problem[]; problems: Problem[]; fileDiffers: boolean };
  folder: Folder;
  now: Date;
}

/** False when somebody else published meanwhile. */
async function publishFile(known: FlowDocument, { id, yaml, consents, media, change, folder, now }: FromFile): Promise<boolean> {
  const parsed = parseFlow(yaml, { file: change.file, revision: id, consents, media: mediaBy(media) });
  if (!parsed.ok) {
    await changeFlow(known._id, { ...change, problems: parsed.problems });
    return true;
  }
  const { title, steps } = parsed.flow;
  await keepMedia(parsed.flow, { folder: folder.path, media, now });
  await keepRevision({ _id: id, flow: known._id, title, file: change.file, yaml, consents, media, at: now });
  return publishOver(known._id, {
    version: known.version,
    change: { ...change, title, steps: steps.length },
    publication: {
      revision: id,
      title,
      steps: steps.length,
      at: now,
      by: { kind: 'file' },
      how: 'file',
      text: textHash(yaml, media),
      consents: hash(JSON.stringify(consents)),
    },
  });
}

/** A flow that lives only in the database speaks with the consent texts of this folder too, once they change. */
async function renewConsents(flow: FlowDocument, folder: Folder, now: Date): Promise<void> {
  const [running, known] = await Promise.all([readRevision(flow.revision ?? ''), readFlow(flow._id)]);
  const seen: Seen = { place: placeOf(folder.path), text: '', consents: hash(JSON.stringify(folder.consents)) };
  if (!running || !known || known.withdrawn || hash(JSON.stringify(running.consents)) === seen.consents) return;
  const { file, yaml, media = [] } = running;
  const change = { file, warnings: known.warnings, problems: known.problems, fileDiffers: known.fileDiffers === true };
  await publishFile(known, {
    id: revisionId(yaml, folder.consents, media),
    yaml,
    media,
    consents: folder.consents,
    change,
    folder,
    now,
  });
}

/** A wrong file: what runs goes on. One that was never right is known by its name. */
async function tellProblems(file: string, problems: Problem[]): Promise<void> {
  const known = (await readFlows()).find(flow => flow.file === file);
  if (!known) await insertFlow({ _id: file, title: file, file });
  await changeFlow(known?._id ?? file, { problems, warnings: [] });
}
