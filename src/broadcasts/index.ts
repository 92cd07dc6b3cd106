export { estimate } from './audience.ts';
export type * from './broadcast.ts';
export { broadcastStates } from './broadcast.ts';
export type { BroadcastProblem } from './broadcast-problem.ts';
export { type BroadcastPatch, broadcastSettings } from './broadcast-schema.ts';
export { contentFor } from './content-for.ts';
export { type BroadcastTick, createBroadcastTick } from './create-broadcast-tick.ts';
export { copyBroadcast, createDraft, removeBroadcast, saveDraft } from './drafts.ts';
export type { BroadcastMeans } from './means.ts';
export { nextOccurrences } from './next-occurrences.ts';
export { variantsOf } from './plan/arms.ts';
export { problemsOf } from './problems-of.ts';
export * from './read-broadcasts.ts';
export {
  type RehearsedFilter,
  rehearsalOf,
  rehearsedPeople,
} from './rehearsal/read-rehearsal.ts';
export type * from './rehearsal/rehearsal.ts';
export { startRehearsal } from './rehearsal/start-rehearsal.ts';
export * from './report/index.ts';
export { broadcastBook } from './run/broadcast-book.ts';
export { cancel, chooseWinner, pause, resume, schedule, setPace, unschedule } from './run/change-state.ts';
export { type Progress, progressOf } from './run/progress.ts';
export type { SentChange } from './sent/sent-change.ts';
export { editSent, removeSent, sentChangeOf, stopSentChange } from './sent/start-change.ts';
export { testToSelf } from './test-to-self.ts';
export { refuseWrongValues } from './wrong-values.ts';
