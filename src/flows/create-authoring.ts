import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Language } from '../texts/index.ts';
import type { Authoring } from './authoring.ts';
import { checkDraft } from './check-draft.ts';
import { createFlow, templateOf } from './create-flow.ts';
import { dropDialogues, getDialogues, holdDialogues, publishDialogues, saveDialogues } from './dialogues.ts';
import type { Author } from './draft-store.ts';
import { dropDraft, getDraft, saveDraft } from './drafts.ts';
import { readFlow } from './flow-store.ts';
import { importFlow } from './import-flow.ts';
import { getFlow, listFlows, revisionsOf } from './list-flows.ts';
import type { Flows } from './load-flows.ts';
import { endMove, readMove, rowsOf } from './move-store.ts';
import { beginMove, movesOf, rehearseMove } from './moves.ts';
import { notFound } from './not-found.ts';
import { publishDraft, rollBack } from './publish.ts';
import { revisionText } from './revision-text.ts';
import { readFolder } from './take-files.ts';
import { writeFlowFile } from './write-flow-file.ts';

/** What has to be found again later: who did what to which flow. */
export interface AuthoringNote {
  what:
    | 'flowCreated'
    | 'flowPublished'
    | 'flowRolledBack'
    | 'flowImported'
    | 'draftDropped'
    | 'dialoguesPublished'
    | 'peopleMoved'
    | 'moveStopped';
  flow: string;
  revision?: string;
  by: Author;
  at: Date;
}

export interface AuthoringOptions {
  folder: string;
  flows: Flows;
  clock: Clock;
  log: Logger;
  /** Puts a text into the folder; false where it may not be written to. */
  write?: typeof writeFlowFile;
  /** Ids of the segments that rules may name; any if left out. */
  segments?: () => Promise<readonly string[]>;
  /** A move has begun: whoever moves people need not wait for the next tick. */
  onMove?: () => void;
  /** Called before the answer is given. */
  note(entry: AuthoringNote): Promise<void>;
}

/** Everything that authors do with flows, with the folder that the flows came from. */
export function createAuthoring({
  folder,
  flows,
  clock,
  log,
  note,
  onMove = () => {},
  segments,
  write = writeFlowFile,
}: AuthoringOptions): Authoring {
  const press = { folder, flows, log, write, segments };
  const noted = (what: AuthoringNote['what'], flow: string, by: Author, revision?: string) =>
    note({ what, flow, by, at: clock.now(), ...(revision !== undefined && { revision }) });

  async function check(yaml: string, { flow, language }: { flow: string; language: Language }) {
    const known = await readFlow(flow);
    if (!known) throw notFound(flow);
    await flows.refresh();
    const { library } = flows;
    const beside = { folder: await readFolder(folder), segments: await segments?.() };
    return checkDraft(yaml, { flow, file: known.file, language, library, ...beside });
  }

  return {
    listFlows,
    getFlow,
    getDraft,
    revisionsOf,
    revisionText,
    async createFlow({ id, title, language, by }) {
      const yaml = templateOf({ id, title, language });
      const draft = await createFlow({ id, title, yaml, by, now: clock.now() });
      await noted('flowCreated', id, by);
      return draft;
    },
    saveDraft: input => saveDraft({ ...input, now: clock.now() }),
    async dropDraft(input) {
      const dropped = await dropDraft({ ...input, now: clock.now() });
      if (dropped.kind === 'saved') await noted('draftDropped', input.flow, input.by);
      return dropped;
    },
    checkDraft: check,
    async publish(input) {
      const published = await publishDraft(press, { ...input, now: clock.now() });
      if (published.kind === 'published') await noted('flowPublished', input.flow, input.by, published.revision);
      return published;
    },
    async rollBack(input) {
      const published = await rollBack(press, { ...input, now: clock.now() });
      if (published.kind === 'published') await noted('flowRolledBack', input.flow, input.by, published.revision);
      return published;
    },
    async exportFlow({ flow, draft = false, revision }) {
      const known = await readFlow(flow);
      if (!known) throw notFound(flow);
      const kept = revision ?? (draft ? undefined : known.revision);
      const yaml = kept === undefined ? (await getDraft(flow)).yaml : await revisionText(flow, kept);
      return { name: known.file, yaml };
    },
    getDialogues: flow => getDialogues(press, flow),
    saveDialogues: input => saveDialogues(press, { ...input, now: clock.now() }),
    dropDialogues: input => dropDialogues(press, { ...input, now: clock.now() }),
    async publishDialogues(input) {
      const published = await publishDialogues(press, { ...input, now: clock.now() });
      if (published.kind === 'written') await noted('dialoguesPublished', input.flow, input.by);
      return published;
    },
    async holdDialogues({ flow, with: held, language }) {
      const dialogues = await getDialogues(press, flow);
      if (held === 'running') {
        await flows.refresh();
        return holdDialogues(dialogues, flows.library, language);
      }
      const { yaml } = await getDraft(flow);
      const { problems, library } = await check(yaml, { flow, language });
      return problems.length > 0 ? { problems, results: [] } : holdDialogues(dialogues, library, language);
    },
    rehearseMove,
    movesOf,
    async beginMove(input) {
      const move = await beginMove({ ...input, now: clock.now() });
      await noted('peopleMoved', input.flow, input.by, input.to);
      onMove();
      return move;
    },
    async stopMove({ flow, move, by }) {
      const known = await readMove(move);
      if (known?.flow === flow && (await endMove(move, 'stopped', clock.now()))) await noted('moveStopped', flow, by, known.to);
    },
    movedPeople: ({ move, state, limit, after }) => rowsOf(move, state, { limit, after }),
    async importFlow(input) {
      const imported = await importFlow({ ...input, now: clock.now() });
      if (imported.kind === 'imported') await noted('flowImported', imported.flow, input.by);
      return imported;
    },
  };
}
