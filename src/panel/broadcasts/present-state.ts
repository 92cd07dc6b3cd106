import type { Broadcast, BroadcastState } from '../../broadcasts/index.ts';
import { t } from '../../texts/index.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

const colours: Record<BroadcastState, string> = {
  draft: 'off',
  rehearsed: 'off',
  scheduled: 'wait',
  running: 'good',
  paused: 'wait',
  finished: 'off',
  cancelled: 'off',
};

/** How a mailing stands: a colour and a word. */
export function presentState(
  { language }: Pick<Viewer, 'language'>,
  { state, pausedFor }: Pick<Broadcast, 'state' | 'pausedFor'>,
) {
  const isStopped = state === 'paused' && pausedFor !== undefined && pausedFor.why !== 'person';
  return {
    state,
    colour: isStopped ? 'bad' : colours[state],
    words: t(language, `panel:broadcasts.states.${isStopped ? 'stopped' : state}`),
  };
}

/** Whether people may still change it. */
export const isDraft = ({ state }: Pick<Broadcast, 'state'>): boolean => state === 'draft' || state === 'rehearsed';

/** When it was or will be sent, in a few words. */
export function presentWhen(viewer: Viewer, broadcast: Broadcast): string {
  const { schedule, startedAt, endedAt, changedAt, state } = broadcast;
  const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.when.${key}`, values);
  const time = (at: Date) => presentTime(viewer, at).words;
  if (endedAt) return text(state === 'cancelled' ? 'cancelled' : 'finished', { time: time(endedAt) });
  if (startedAt) return text('started', { time: time(startedAt) });
  if (isDraft(broadcast)) return text('changed', { time: time(changedAt) });
  if (schedule.kind === 'at') return text('at', { time: time(schedule.at) });
  if (schedule.kind === 'local') return text('local', { day: dayOf(viewer, schedule.day), time: schedule.time });
  if (schedule.kind === 'repeat') return text(`repeat.${schedule.every}`, { time: schedule.time });
  return text('now');
}

/** `2026-05-12` as "12 мая". */
export function dayOf({ language }: Pick<Viewer, 'language'>, day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return day;
  return new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(at);
}
