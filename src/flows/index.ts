export type * from './authoring.ts';
export { type AuthoringNote, type AuthoringOptions, createAuthoring } from './create-authoring.ts';
export type { Dialogues, DialoguesHeld, DialoguesPublished, DialoguesSaved } from './dialogues.ts';
export { type DiffLine, diffOf } from './diff-of.ts';
export type { Author } from './draft-store.ts';
export { type By, type FlowState, flowStates, type Publication } from './flow-store.ts';
export { type Flows, loadFlows } from './load-flows.ts';
export {
  endMove,
  type Move,
  type MoveOutcome,
  type MoveRow,
  moveOutcomes,
  noteRowFailure,
  openMoves,
  readMove,
  rowsOf,
  settleRow,
} from './move-store.ts';
export { type MoveProgress, type MoveRehearsal, planOf, planRows, type StepRehearsal } from './moves.ts';
export { type MovePlan, type PersonPlan, planPerson, type Target } from './plan-move.ts';
export { readFlowFiles } from './read-flow-files.ts';
export { type FlowMedia, mediaBy } from './read-media.ts';
export { rebasePosition } from './rebase-position.ts';
