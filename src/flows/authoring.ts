import type { CompiledFlow, FlowLibrary, Problem } from '../flow/index.ts';
import type { Language } from '../texts/index.ts';
import type { Dialogues, DialoguesHeld, DialoguesPublished, DialoguesSaved } from './dialogues.ts';
import type { Author } from './draft-store.ts';
import type { FlowState, Publication } from './flow-store.ts';
import type { Move, MoveRow } from './move-store.ts';
import type { MoveProgress, MoveRehearsal } from './moves.ts';
import type { Target } from './plan-move.ts';

/** A flow in the list of flows. */
export interface FlowSummary extends FlowState {
  /** People who are in the middle of it now, on whatever revision. */
  people: number;
  /** When it began to run as it is; absent when it never did. */
  publishedAt?: Date;
  /** A draft that says something else than what runs. */
  draft?: { savedAt: Date; by: Author };
}

/** What the staff are writing. Where nobody has written anything it is what runs, as version 0 or later. */
export interface Draft {
  flow: string;
  yaml: string;
  /** Goes up with each saving; given back with the next one. */
  version: number;
  savedAt?: Date;
  by?: Author;
  /** It says something else than what runs. */
  differs: boolean;
  /** The revision that runs now: what publishing replaces. Absent when none runs. */
  over?: string;
  /** Somebody published, or the file changed, since this draft was begun. */
  outdated: boolean;
}

export type Saved = { kind: 'saved'; draft: Draft } | { kind: 'conflict'; theirs: Draft };

export interface Checked {
  /** Also those that only stand out beside the other flows. Empty: it may be published. */
  problems: Problem[];
  warnings: Problem[];
  /** Compiled, where it can be; with `library`, in which it stands in the place of what runs, it can be talked to. */
  flow?: CompiledFlow;
  library: FlowLibrary;
}

export type Published =
  | {
      kind: 'published';
      revision: string;
      number: number /** Whether the file could be written too. */;
      file: 'written' | 'readOnly';
    }
  /** This very text runs already. */
  | { kind: 'unchanged'; revision: string }
  | { kind: 'wrong'; problems: Problem[] }
  /** Somebody saved the draft or published something else than what the author had seen. */
  | { kind: 'conflict'; draft: Draft; latest?: Publication };

/** A revision as a flow's page lists it, the latest publication first. */
export interface RevisionSummary extends Publication {
  /** It is the one that runs. */
  runs: boolean;
  /** People in the middle of it. */
  people: number;
}

export type Imported =
  | { kind: 'imported'; flow: string; draft: Draft }
  /** There is such a flow: its draft of this version would be replaced. */
  | { kind: 'exists'; flow: string; title: string; version: number }
  /** Not even its id can be read. */
  | { kind: 'wrong'; problems: Problem[] };

/**
 * What authors do with flows. Everything that runs becomes a revision, kept for ever; whoever loses a race is told instead of being
 * overwritten. AppErrors: `flows.not_found`, `flows.no_revision`, `flows.bad_id`, `flows.id_taken`.
 */
export interface Authoring {
  /** What is wrong with them is told in `language`, English by default. */
  listFlows(language?: Language): Promise<FlowSummary[]>;
  getFlow(flow: string): Promise<FlowSummary>;
  /** Makes a flow from a small template as a draft; it runs once it is published. */
  createFlow(input: { id: string; title: string; language: Language; by: Author }): Promise<Draft>;
  getDraft(flow: string): Promise<Draft>;
  /** `version` is the one that the author began with. */
  saveDraft(input: { flow: string; yaml: string; version: number; by: Author }): Promise<Saved>;
  /** Throws the draft away: it is what runs again. */
  dropDraft(input: { flow: string; version: number; by: Author }): Promise<Saved>;
  /** Checks a text as if it ran instead of `flow`. Problems are told in `language`. */
  checkDraft(yaml: string, options: { flow: string; language: Language }): Promise<Checked>;
  /** Lets the draft of this version run, unless something else than `over` runs meanwhile. */
  publish(input: { flow: string; version: number; over: string | undefined; by: Author; language: Language }): Promise<Published>;
  /** All publications, the latest first. */
  revisionsOf(flow: string): Promise<RevisionSummary[]>;
  /** The text of a revision. */
  revisionText(flow: string, revision: string): Promise<string>;
  /** Lets an older revision run again, unless something else than `over` runs meanwhile. The draft stays. */
  rollBack(input: {
    flow: string;
    revision: string;
    over: string | undefined;
    by: Author;
    language: Language;
  }): Promise<Published>;
  /** A flow as a file: what runs, the draft, or a revision. */
  exportFlow(input: { flow: string; draft?: boolean; revision?: string }): Promise<{ name: string; yaml: string }>;
  /** A dry run: who stands where in an older revision, and what moving them to the running one would do. */
  rehearseMove(input: { flow: string; from: string; to: string; targets: Record<string, Target> }): Promise<MoveRehearsal>;
  /** Begins to move everybody; `to` is the running revision that the author saw. AppErrors `flows.move_running`, `flows.moved_on`, `flows.no_step`. */
  beginMove(input: { flow: string; from: string; to: string; targets: Record<string, Target>; by: Author }): Promise<Move>;
  /** The latest moves with how far they are, the newest first. */
  movesOf(flow: string): Promise<MoveProgress[]>;
  /** Nobody else is moved; who has been stays moved. */
  stopMove(input: { flow: string; move: string; by: Author }): Promise<void>;
  /** The people behind a number of a move. */
  movedPeople(input: { move: string; state: MoveRow['state']; after?: string; limit: number }): Promise<MoveRow[]>;
  getDialogues(flow: string): Promise<Dialogues>;
  saveDialogues(input: { flow: string; yaml: string; version: number; by: Author }): Promise<DialoguesSaved>;
  dropDialogues(input: { flow: string; version: number; by: Author }): Promise<DialoguesSaved>;
  /** Writes them into their file, beside the flow's. */
  publishDialogues(input: { flow: string; version: number; by: Author }): Promise<DialoguesPublished>;
  /** Holds them with what runs, or with the draft. A draft that is wrong has its problems told and holds none. */
  holdDialogues(input: { flow: string; with: 'running' | 'draft'; language: Language }): Promise<DialoguesHeld>;
  /** Takes a file as a draft. One that there is already is replaced only where `replace` names the version of its draft. */
  importFlow(input: { yaml: string; replace?: number; by: Author; language: Language }): Promise<Imported>;
}
