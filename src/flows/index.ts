export type * from './authoring.ts';
export { type AuthoringNote, createAuthoring } from './create-authoring.ts';
export type { Dialogues, DialoguesHeld } from './dialogues.ts';
export { type DiffLine, diffOf } from './diff-of.ts';
export { type FieldWords, fieldWords } from './field-words.ts';
export { flowStates, flowTitles } from './flow-store.ts';
export { type Flows, loadFlows } from './load-flows.ts';
export {
  endMove,
  type Move,
  type MoveRow,
  moveOutcomes,
  noteRowFailure,
  openMoves,
  readMove,
  rowsOf,
  settleRow,
} from './move-store.ts';
export { type MoveProgress, type MoveRehearsal, planOf, planRows } from './moves.ts';
export { optionLabels, wordsInBoth } from './option-labels.ts';
export type { OutlineStep } from './outline.ts';
export { type MovePlan, type PersonPlan, planPerson, type Target } from './plan-move.ts';
export { type PublishedOutline, publishedOutlines } from './published-outlines.ts';
export { readFlowFiles } from './read-flow-files.ts';
export { mediaBy } from './read-media.ts';
export { rebasePosition } from './rebase-position.ts';
