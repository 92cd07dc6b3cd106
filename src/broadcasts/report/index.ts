export type { Arm, ControlReport, TrialReport } from './compare-arms.ts';
export { reachedBy } from './goal.ts';
export { type Difference, fewest, type Interval } from './intervals.ts';
export { marks, type Outcome, outcomeOf, outcomes } from './outcome.ts';
export * from './people-behind.ts';
export { type BroadcastReport, currentReport, isOlder, reportOf } from './report-of.ts';
export type { Timeline, TimeSlot } from './timeline.ts';
