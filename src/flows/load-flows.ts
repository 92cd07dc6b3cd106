import { type CompiledFlow, checkLibrary, createLibrary, type FlowLibrary, parseFlow } from '../flow/index.ts';
import type { Logger } from '../lib/logger.ts';
import { carryOver, changeFlow, type FlowDocument, flowStates, readFlows } from './flow-store.ts';
import { mediaBy } from './read-media.ts';
import { type RevisionDocument, readRevision, readRevisions } from './revision-store.ts';
import { readFolder, takeFiles } from './take-files.ts';

/** The flows that run, and the earlier revisions that people are still in the middle of. */
export interface Flows {
  /** As of now; another one after each publication. */
  readonly library: FlowLibrary;
  /** Makes an earlier revision known to the library, so that a run pinned to it goes on. One that is gone stays unknown. */
  ensureRevision(revision: string): Promise<void>;
  /** Takes over what any process has published since the last look. */
  refresh(): Promise<void>;
  /** Looks whether files have changed, and takes over what has. */
  rereadFiles(now: Date): Promise<void>;
}

/**
 * Takes what is new in the flow files, each good one as a revision, and goes on with the last good revision of a wrong one: a mistake in a
 * file stops neither the program nor the questionnaire. AppError `flows.no_folder`.
 */
export async function loadFlows({ folder, now, log }: { folder: string; now: Date; log: Logger }): Promise<Flows> {
  await carryOver(now);
  const flows = createFlows(folder);
  await flows.rereadFiles(now);
  for (const { file, problems, revision } of await flowStates()) {
    for (const { line, message } of problems)
      log.error(
        { file, line },
        `${file}${line ? `:${line}` : ''}: ${message}${revision ? ' The last good revision goes on.' : ''}`,
      );
  }
  return flows;
}

function createFlows(folder: string): Flows {
  /** Everything ever compiled here: what ran stays known to those in the middle of it. */
  const compiled = new Map<string, CompiledFlow>();
  const older = (revision: string) => compiled.get(revision);
  let library = createLibrary([], older);
  let held = '';
  let looking: Promise<void> = Promise.resolve();

  /** One look after the other, so that an older one never comes last. */
  function refresh(): Promise<void> {
    const look = looking.then(takeOver, takeOver);
    looking = look;
    return look;
  }

  async function takeOver(): Promise<void> {
    const running = (await readFlows()).filter(({ withdrawn, revision }) => revision !== undefined && !withdrawn);
    const mark = running.map(({ _id, revision }) => `${_id} ${revision}`).join('\n');
    if (mark === held) return;
    const missing = running.flatMap(({ revision }) => (revision && !compiled.has(revision) ? [revision] : []));
    for (const document of await readRevisions(missing)) remember(document);
    const flows = running.flatMap(({ revision }) => compiled.get(revision ?? '') ?? []);
    library = createLibrary(flows, older);
    held = mark;
    await noteBetween(running, flows);
  }

  function remember(document: RevisionDocument): void {
    const flow = compile(document);
    if (flow) compiled.set(document._id, flow);
  }

  return {
    get library() {
      return library;
    },
    refresh,
    async rereadFiles(now) {
      await takeFiles(await readFolder(folder), now);
      await refresh();
    },
    async ensureRevision(revision) {
      if (library.byRevision(revision)) return;
      const kept = await readRevision(revision);
      if (kept) remember(kept);
    },
  };
}

/** What only stands out beside the other flows is told at the flow that came later. */
async function noteBetween(running: FlowDocument[], flows: CompiledFlow[]): Promise<void> {
  const problems = checkLibrary(flows);
  for (const { _id, between } of running) {
    const file = flows.find(({ id }) => id === _id)?.file;
    const own = problems.filter(problem => problem.file === file);
    if (JSON.stringify(own) !== JSON.stringify(between)) await changeFlow(_id, { between: own });
  }
}

export function compile({ _id, file, yaml, consents, media }: RevisionDocument): CompiledFlow | undefined {
  // What the first release kept tells of no files: such a revision still runs.
  const beside = media ? { media: mediaBy(media) } : {};
  const parsed = parseFlow(yaml, { file, revision: _id, consents, ...beside });
  return parsed.ok ? parsed.flow : undefined;
}
