import type { Broadcast } from './broadcast.ts';
import { type BroadcastProblem, problem } from './broadcast-problem.ts';
import type { BroadcastMeans } from './means.ts';
import { nextOccurrences } from './next-occurrences.ts';

/** What is wrong with the time of a mailing. */
export function scheduleProblems(
  { schedule }: Pick<Broadcast, 'schedule'>,
  { now, timeZone }: Pick<BroadcastMeans, 'now' | 'timeZone'>,
): BroadcastProblem[] {
  const comes = nextOccurrences(schedule, { now, timeZone, count: 1 }).length > 0;
  switch (schedule.kind) {
    case 'at':
      return comes ? [] : [problem('schedule.at', 'timePast')];
    case 'local':
      return comes ? [] : [problem('schedule.day', 'localPast')];
    case 'repeat': {
      const { from, until, every, days, dayOfMonth } = schedule;
      if (until !== undefined && until < from) return [problem('schedule.until', 'endsBeforeItBegins')];
      if (every === 'week' && !days) return [problem('schedule.days', 'noDays')];
      if (every === 'month' && dayOfMonth === undefined) return [problem('schedule.dayOfMonth', 'noDayOfMonth')];
      return comes ? [] : [problem('schedule.until', 'neverComes')];
    }
    default:
      return [];
  }
}
