export { listChangesSince, listsOf } from './list-members.ts';
export { getSegment, listSegments } from './read-segments.ts';
export { type AbcClass, abcClasses, type RfmGroup, rfmGroups } from './scores/rfm.ts';
export { type Score, scoresChangedSince, scoresOf } from './scores/score-model.ts';
export type * from './segment.ts';
export { type SegmentMove, segmentMovesSince, watchSegments } from './segment-moves.ts';
export { segmentsIn } from './segments-in.ts';
export { registerSegmentUse, type SegmentUse, usesOf } from './uses.ts';
