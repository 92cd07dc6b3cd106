import type { Broadcast, BroadcastReport, Progress } from '../../broadcasts/index.ts';
import { messengerNames } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { presentRefusal } from '../present-delivery.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { durationWords, numberWords, percentWords } from './numbers.ts';
import { presentNext } from './present-schedule.ts';
import { presentState } from './present-state.ts';
import { scheduleWords } from './present-step.ts';

interface Known {
  /** Nothing while it has not begun. */
  sending?: { progress: Progress; report: BroadcastReport };
  /** Names of the staff by their ids. */
  names: ReadonlyMap<string, string>;
}

/** How a mailing that was let go stands: what is done, how fast, what waits and why, why it stopped. */
export function presentStanding(viewer: Viewer, broadcast: Broadcast, { sending, names }: Known) {
  const { id, state } = broadcast;
  const href = `/broadcasts/${id}`;
  return {
    id,
    href,
    state: presentState(viewer, broadcast),
    ...((state === 'running' || (state === 'cancelled' && sending && sending.progress.left > 0)) && { ticks: '3s' }),
    ...stillOf(viewer, broadcast, names),
    ...(state === 'scheduled' && { planned: scheduleWords(viewer, broadcast), nextDates: presentNext(viewer, broadcast) }),
    ...(sending && progressOf(viewer, broadcast, sending)),
  };
}

/** Why it stands still, and what to do. */
function stillOf(viewer: Viewer, { state, pausedFor, stopAt }: Broadcast, names: ReadonlyMap<string, string>) {
  if (state !== 'paused' || !pausedFor) return {};
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.standing.${key}`, values);
  const time = presentTime(viewer, pausedFor.at).words;
  const { why, by, share } = pausedFor;
  if (why === 'person') {
    const name = (by !== undefined && names.get(by)) || t(viewer.language, 'panel:broadcasts.somebody');
    return { paused: text('paused', { name, time }) };
  }
  const limit = why === 'errors' ? stopAt.errors : stopAt.blocks;
  const values = { time, share: Math.round(share ?? 0), limit };
  return { stopped: { title: text(`stopped.${why}`, values), text: text(`stoppedText.${why}`, values) } };
}

function progressOf(viewer: Viewer, broadcast: Broadcast, { progress, report }: NonNullable<Known['sending']>) {
  const { state } = broadcast;
  const { planned, done, isPlanning } = progress;
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.progress.${key}`, values);
  const number = (value: number) => numberWords(viewer, value);
  return {
    ...(isPlanning && { planned: text('planning', { number: number(planned) }) }),
    progress: {
      done,
      total: Math.max(1, planned),
      words: percentWords(viewer, done, planned),
      of: text('of', { done: number(done), total: number(planned) }),
      facts: state === 'running' ? paceOf(viewer, progress, text) : [],
    },
    numbers: numbersOf(viewer, broadcast, report),
    waiting: progress.waiting.map(waiting => presentWaiting(viewer, waiting)),
  };
}

/** What became of whom so far, each number with its list. */
function numbersOf(viewer: Viewer, { id: broadcast }: Broadcast, { outcomes, results }: BroadcastReport) {
  const list = (what: string) => `/broadcasts/${broadcast}/report/people?what=${what}`;
  const { sent, failed, unknown, suppressed, control, cancelled } = outcomes;
  const counted = [
    ...Object.entries({ sent, failed, unknown, suppressed, control, cancelled }).map(([id, value]) => ({
      id,
      value,
      href: list(id),
    })),
    ...(['clicked', 'replied', 'unsubscribed'] as const).map(id => ({ id, value: results[id], href: list(`did.${id}`) })),
  ];
  const always = ['sent', 'clicked', 'replied'];
  return counted
    .filter(({ id, value }) => value > 0 || always.includes(id))
    .map(({ id, value, href }) => ({
      href,
      isMain: id === 'sent',
      words: numberWords(viewer, value),
      label: t(viewer.language, `panel:broadcasts.numbers.${id}`),
    }));
}

/** Why some wait: for their time, or because the messenger rests. */
function presentWaiting(viewer: Viewer, { reason, count, until, account }: Progress['waiting'][number]) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.progress.${key}`, values);
  const messenger = messengerNames.find(name => account?.startsWith(`${name}:`));
  const why = messenger
    ? text('rests', { messenger: presentMessengerMark(viewer, messenger).label })
    : reason === 'due'
      ? text('due')
      : presentRefusal(viewer, reason);
  const time = until && text('until', { time: presentTime(viewer, until).words });
  return { words: numberWords(viewer, count), label: [why, time].filter(Boolean).join(', ') };
}

function paceOf(viewer: Viewer, { pace, seconds, left }: Progress, text: (key: string, values?: object) => string) {
  const shown = pace >= 10 ? Math.round(pace) : Math.round(pace * 10) / 10;
  return [
    ...(pace > 0 ? [{ icon: 'bolt', words: text('pace', { pace: numberWords(viewer, shown) }) }] : []),
    ...(left > 0 && seconds !== undefined && seconds > 0
      ? [{ icon: 'clock', words: text('left', { time: durationWords(viewer, seconds) }) }]
      : []),
  ];
}
