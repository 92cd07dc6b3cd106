export type { Arm, ControlReport, TrialReport } from './compare-arms.ts';
export { type Difference, fewest, type Interval, rateOf, type Share } from './intervals.ts';
export { type Mark, marks, type Outcome, outcomeOf, outcomes } from './outcome.ts';
export * from './people-behind.ts';
export { type BroadcastReport, currentReport, isOlder, type MessengerNumbers, type ReasonCount, reportOf } from './report-of.ts';
export type { Timeline, TimeSlot } from './timeline.ts';
