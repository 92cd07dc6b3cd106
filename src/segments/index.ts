export { addToList, removeFromList } from './change-list.ts';
export { listChangesSince, listsOf } from './list-members.ts';
export { audiencePage, countSegment, inSegment, membersOf, segmentsOf, whichOf } from './members.ts';
export { createSegmentsTick } from './moves-tick.ts';
export { getSegment, listSegments, needSegment } from './read-segments.ts';
export {
  copySegment,
  longestDescription,
  longestName,
  removeSegment,
  saveSegment,
} from './save-segment.ts';

export { scoresChangedSince, scoresOf } from './scores/score-model.ts';
export { createScorer } from './scores/scorer.ts';
export type * from './segment.ts';
export { segmentMovesSince, watchSegments } from './segment-moves.ts';
export { segmentsIn } from './segments-in.ts';
export * from './traits/index.ts';
export { registerSegmentUse, type SegmentUse, usesOf } from './uses.ts';
