export { readPagePress, showPage } from './button-pages.ts';
export * from './capabilities.ts';
export { editMessage, moveLocation } from './change-message.ts';
export {
  type Changing,
  claimChange,
  isChanging,
  queueChange,
  requeueChange,
  settleChange,
  withdrawChanges,
} from './change-queue.ts';
export { changedMessages, firstChange, getMessages, type WordedMessage } from './changed-messages.ts';
export {
  abandonedDeliveries,
  claimForSending,
  openMessages,
  requeue,
  type Settlement,
  settleAbandoned,
  settleDelivery,
  suppressQueued,
} from './delivery-queue.ts';
export { findInHistory } from './find-in-history.ts';
export * from './fit-message.ts';
export { type Heard, heardSince } from './heard-since.ts';
export * from './history.ts';
export { keepDelivered } from './keep-delivered.ts';
export * from './keep-message.ts';
export { keepNote } from './keep-note.ts';
export { type MessageMark, messageMarksSince } from './messages-since.ts';
export type * from './messenger.ts';
export * from './messenger-capabilities.ts';
export { hasFile, noteFile } from './note-file.ts';
export { noticesSince } from './notices.ts';
export { eachValue, type Problem, type ProblemCode, problemKey, problemValues } from './problem.ts';
export { accountOf, priorities, rankOf, underWay } from './queue-place.ts';
export * from './scheduled.ts';
export { createScheduler } from './send-scheduled.ts';
export type * from './stored-message.ts';
export * from './vocabulary.ts';
export * from './waiting-messages.ts';
export { watchMessages } from './watch-messages.ts';
export { wordProblem } from './word-problem.ts';
