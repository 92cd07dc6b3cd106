import { type Broadcast, nextOccurrences } from '../../broadcasts/index.ts';
import { zonedTime } from '../../lib/zoned-time.ts';
import type { SendingRules } from '../../outbox/index.ts';
import { t } from '../../texts/index.ts';
import { toLocal } from '../present-scheduled.ts';
import type { Viewer } from '../viewer.ts';

const kinds = ['now', 'at', 'local', 'repeat'] as const;

/** The fields of the section "When": what is set, and something sensible in the others. */
export function presentSchedule(viewer: Viewer, { schedule }: Pick<Broadcast, 'schedule'>) {
  const { language, now, timeZone } = viewer;
  const text = (key: string, values = {}) => t(language, `panel:broadcasts.schedule.${key}`, values);
  const { day: today } = zonedTime(now, timeZone);
  const tomorrow = zonedTime(new Date(now.getTime() + 24 * 3_600_000), timeZone).day;
  const repeat = schedule.kind === 'repeat' ? schedule : undefined;
  const local = schedule.kind === 'local' ? schedule : undefined;
  const days = repeat?.days ?? [1];
  return {
    kinds: kinds.map(id => ({ id, on: id === schedule.kind, label: text(`kinds.${id}`) })),
    at: schedule.kind === 'at' ? toLocal(schedule.at, timeZone) : `${tomorrow}T10:00`,
    from: toLocal(now, timeZone),
    zone: text('zone', { zone: timeZone, time: clockWords(viewer, now) }),
    today,
    day: local?.day ?? tomorrow,
    time: local?.time ?? '10:00',
    localHint: text('localHint'),
    everies: (['day', 'week', 'month'] as const).map(id => ({
      id,
      on: id === (repeat?.every ?? 'week'),
      label: text(`everies.${id}`),
    })),
    repeatTime: repeat?.time ?? '10:00',
    days: [1, 2, 3, 4, 5, 6, 7].map(value => ({ value, on: days.includes(value), label: text(`weekdays.${value}`) })),
    dayOfMonth: String(repeat?.dayOfMonth ?? 1),
    repeatFrom: repeat?.from ?? tomorrow,
    until: repeat?.until ?? '',
  };
}

/** The next three dates of a repeated one, on the firm's clock. */
export function presentNext(viewer: Viewer, { schedule }: Pick<Broadcast, 'schedule'>): string[] {
  if (schedule.kind !== 'repeat') return [];
  const { now, timeZone } = viewer;
  return nextOccurrences(schedule, { now, timeZone, count: 3 }).map(at => dateWords(viewer, at));
}

/** "понедельник, 12 мая, 10:00". */
export function dateWords({ language, timeZone }: Pick<Viewer, 'language' | 'timeZone'>, at: Date): string {
  return new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(at);
}

const clockWords = ({ language, timeZone }: Viewer, at: Date): string =>
  new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(at);

/** What the quiet hours do to a mailing, for whoever chooses its time. */
export function quietWords({ language }: Pick<Viewer, 'language'>, { quietHours }: SendingRules): string {
  const { on, from, until } = quietHours;
  return t(language, `panel:broadcasts.quiet.${on ? 'on' : 'off'}`, { from, until });
}
