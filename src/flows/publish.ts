import type { Language } from '../texts/index.ts';
import type { Published } from './authoring.ts';
import { checkDraft } from './check-draft.ts';
import { type Author, settleDraft } from './draft-store.ts';
import { getDraft } from './drafts.ts';
import { changeFlow, type FlowDocument, noteSeen, type Publication, publishOver, readFlow } from './flow-store.ts';
import { hash, textHash } from './hash.ts';
import { keepMedia } from './keep-media.ts';
import { notFound } from './not-found.ts';
import type { Press } from './press.ts';
import { mentionedIn } from './read-media.ts';
import { keepRevision, readRevision } from './revision-store.ts';
import { revisionText } from './revision-text.ts';
import { placeOf, readFolder } from './take-files.ts';

interface Publishing {
  flow: string;
  /** The running revision that the author saw. */
  over: string | undefined;
  by: Author;
  language: Language;
  now: Date;
}

/** Lets the draft of this version run, unless something else than `over` runs meanwhile. */
export async function publishDraft(press: Press, input: Publishing & { version: number }): Promise<Published> {
  const draft = await getDraft(input.flow);
  if (draft.version !== input.version) return conflict(input.flow);
  const published = await publishText(press, { ...input, yaml: draft.yaml, how: 'panel' });
  if (published.kind === 'published' || published.kind === 'unchanged')
    await settleDraft(input.flow, { version: input.version, base: published.revision });
  return published;
}

/** Lets the text of an older revision run again. A draft stays as it is. */
export async function rollBack(press: Press, input: Publishing & { revision: string }): Promise<Published> {
  return publishText(press, { ...input, yaml: await revisionText(input.flow, input.revision), how: 'rollBack' });
}

async function publishText(
  press: Press,
  { flow: id, yaml, over, by, language, now, how }: Publishing & { yaml: string; how: Publication['how'] },
): Promise<Published> {
  // A file that was changed by hand meanwhile is taken first: publishing must not write over it unseen.
  await press.flows.rereadFiles(now);
  const known = await readFlow(id);
  if (!known) throw notFound(id);
  if (known.revision !== over) return conflict(id);
  const folder = await readFolder(press.folder);
  const { library } = press.flows;
  const beside = { folder, segments: await press.segments?.() };
  const { problems, warnings, flow } = checkDraft(yaml, { flow: id, file: known.file, language, library, ...beside });
  if (!flow || problems.length > 0) return { kind: 'wrong', problems };
  const { revision, title } = flow;
  if (revision === over && !known.withdrawn) return { kind: 'unchanged', revision };
  const media = mentionedIn(yaml, folder.media);
  await keepMedia(flow, { folder: folder.path, media, now });
  await keepRevision({ _id: revision, flow: id, title, file: known.file, yaml, consents: folder.consents, media, at: now });
  const steps = flow.steps.length;
  const won = await publishOver(id, {
    version: known.version,
    change: { title, steps, problems: [], warnings, fileDiffers: true },
    publication: {
      revision,
      title,
      steps,
      at: now,
      by: { kind: 'staff', ...by },
      how,
      text: textHash(yaml, media),
      consents: hash(JSON.stringify(folder.consents)),
    },
  });
  if (!won) return conflict(id);
  const file = await writeFile(press, known);
  await press.flows.refresh();
  return { kind: 'published', revision, number: known.version + 1, file };
}

/** The file follows what runs, so that the folder stays the source; where it may not be written, the database's revision runs. */
async function writeFile({ folder, log, write }: Press, { _id, file }: FlowDocument): Promise<'written' | 'readOnly'> {
  const { consents, media, files } = await readFolder(folder);
  const present = files.find(each => each.file === file)?.yaml;
  const isKnown = present === undefined || (await wasKnown(_id, textHash(present, mentionedIn(present, media))));
  // A wrong file that somebody is still mending by hand is no revision: its text would be lost.
  if (!isKnown) await write(folder, `${file}.bak`, present);
  let written: string | undefined;
  for (;;) {
    const running = (await readFlow(_id))?.revision;
    // Somebody else may publish while we write: the last one's text is what stays.
    if (running === undefined || running === written) return 'written';
    const { yaml } = (await readRevision(running)) ?? {};
    if (yaml === undefined || !(await write(folder, file, yaml))) {
      log.warn({ file }, 'the folder of flows may not be written to: the published flow runs from the database');
      return 'readOnly';
    }
    const text = textHash(yaml, mentionedIn(yaml, media));
    await noteSeen(_id, { place: placeOf(folder), text, consents: hash(JSON.stringify(consents)) });
    await changeFlow(_id, { fileDiffers: false });
    written = running;
  }
}

async function wasKnown(flow: string, text: string): Promise<boolean> {
  const { publications = [], seen = [] } = (await readFlow(flow)) ?? {};
  return [...publications, ...seen].some(each => each.text === text);
}

async function conflict(flow: string): Promise<Published> {
  const [draft, known] = await Promise.all([getDraft(flow), readFlow(flow)]);
  const latest = known?.publications.at(-1);
  return { kind: 'conflict', draft, ...(latest && { latest }) };
}
