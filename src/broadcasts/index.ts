export { type Estimate, estimate } from './audience.ts';
export type * from './broadcast.ts';
export { broadcastStates } from './broadcast.ts';
export type { BroadcastProblem } from './broadcast-problem.ts';
export { type BroadcastPatch, type BroadcastSettings, broadcastPatch, broadcastSettings } from './broadcast-schema.ts';
export { contentFor } from './content-for.ts';
export { type BroadcastTick, type BroadcastTickOptions, createBroadcastTick } from './create-broadcast-tick.ts';
export { copyBroadcast, createDraft, type Doing, removeBroadcast, saveDraft } from './drafts.ts';
export { fastest, slowest } from './limits.ts';
export type { BroadcastMeans } from './means.ts';
export { nextOccurrences } from './next-occurrences.ts';
export { variantsOf } from './plan/arms.ts';
export { problemsOf } from './problems-of.ts';
export * from './read-broadcasts.ts';
export {
  type RehearsedFilter,
  type RehearsedPerson,
  type RehearsedState,
  rehearsalOf,
  rehearsedPeople,
} from './rehearsal/read-rehearsal.ts';
export type * from './rehearsal/rehearsal.ts';
export { startRehearsal } from './rehearsal/start-rehearsal.ts';
export * from './report/index.ts';
export { broadcastBook } from './run/broadcast-book.ts';
export { cancel, chooseWinner, pause, resume, schedule, setPace, unschedule } from './run/change-state.ts';
export { type Progress, progressOf, type Waiting } from './run/progress.ts';
export type { SentChange } from './sent/sent-change.ts';
export { type ChangeDoing, editSent, removeSent, sentChangeOf, stopSentChange } from './sent/start-change.ts';
export { type Tester, type TestMeans, testToSelf } from './test-to-self.ts';
