import type { Broadcast, BroadcastProblem, Rehearsal } from '../../broadcasts/index.ts';
import { t } from '../../texts/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { numberWords } from './numbers.ts';
import { dateWords, presentNext } from './present-schedule.ts';
import { sectionOf, wordsOf } from './problem-words.ts';
import type { DraftProblems } from './read-draft.ts';

interface Stage {
  problems: BroadcastProblem[];
  /** What stands in the form and could not be read. */
  unread?: DraftProblems;
  rehearsal?: Rehearsal;
}

/** What is missing, or the next thing to do: rehearse, test, start. */
export function presentStep(viewer: Viewer, broadcast: Broadcast, { problems, unread = {}, rehearsal }: Stage) {
  const { id, version } = broadcast;
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.summary.${key}`, values);
  const missing = [
    ...Object.entries(unread).map(([field, words]) => ({ section: sectionOf(field), text: words })),
    ...problems.map(problem => ({ section: sectionOf(problem.field), text: wordsOf(viewer, problem) })),
  ];
  const isRehearsed = broadcast.state === 'rehearsed' && rehearsal?.state === 'done' && rehearsal.version === version;
  const isRehearsing = rehearsal?.state === 'running' && rehearsal.version === version;
  return {
    href: `/broadcasts/${id}`,
    version,
    whenWords: scheduleWords(viewer, broadcast),
    ...(missing.length > 0 && { missing }),
    isRehearsing,
    isRehearsed,
    isStale: rehearsal !== undefined && rehearsal.version !== version,
    ...(isRehearsed && {
      rehearsedWords: text('rehearsed', { time: presentTime(viewer, rehearsal.at).words }),
      goLabel: text(broadcast.schedule.kind === 'now' ? 'goNow' : 'goLater'),
      goWords: text(broadcast.schedule.kind === 'now' ? 'askNow' : 'askLater', {
        count: rehearsal.willSend,
        number: numberWords(viewer, rehearsal.willSend),
        when: scheduleWords(viewer, broadcast),
      }),
    }),
  };
}

/** When it will go, as a sentence. */
export function scheduleWords(viewer: Viewer, broadcast: Pick<Broadcast, 'schedule'>): string {
  const { schedule } = broadcast;
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.goes.${key}`, values);
  switch (schedule.kind) {
    case 'now':
      return text('now');
    case 'at':
      return text('at', { time: dateWords(viewer, schedule.at) });
    case 'local':
      return text('local', { day: schedule.day, time: schedule.time });
    case 'repeat': {
      const [first] = presentNext(viewer, broadcast);
      return first ? text(`repeat.${schedule.every}`, { time: schedule.time, first }) : text('never');
    }
  }
}

/** The estimate of an audience while it is being chosen. */
export function presentEstimate(
  viewer: Viewer,
  { total, reachable, messengers }: { total: number; reachable: number; messengers: { messenger: string; count: number }[] },
  mark: (name: string) => { name: string; icon: string; label: string },
) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.estimate.${key}`, values);
  const away = total - reachable;
  return {
    reachable: numberWords(viewer, reachable),
    reachableWords: text('people', { count: reachable }),
    messengers: messengers.map(({ messenger, count }) => ({ ...mark(messenger), count: numberWords(viewer, count) })),
    ...(away > 0 && { unreachable: text('unreachable', { count: away, number: numberWords(viewer, away) }) }),
  };
}
