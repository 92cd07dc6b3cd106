import { addDays, instantOf, zonedTime } from '../lib/zoned-time.ts';
import type { ScheduledReply } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { presentPersonal } from './present-phone.ts';
import { presentClock, presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** A reply that is still to go, as the conversation shows it. */
export function presentScheduled(viewer: Viewer, reply: ScheduledReply) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:composer.${key}`, values);
  const { id, conversation, staff, state, at, reason, attachments = [], buttons = [], location } = reply;
  const time = presentMoment(viewer, at);
  const more = [
    attachments.length > 0 && text('later.files', { count: attachments.length }),
    location && text('later.place'),
    buttons.length > 0 && text('later.buttons', { count: buttons.flat().length }),
  ].filter(Boolean);
  return {
    id,
    href: `/inbox/${conversation}/scheduled/${id}`,
    text: presentPersonal(viewer, reply.text),
    when:
      state === 'held' ? text(`later.held.${reason === 'wrote' ? 'wrote' : 'refused'}`, { time }) : text('later.goes', { time }),
    ...(state === 'held' &&
      reason !== 'wrote' && { reason: text(`later.reason.${reason === 'inbox.bot_speaks' ? 'bot' : 'other'}`) }),
    isHeld: state === 'held',
    by: staff.name,
    ...(more.length > 0 && { more: more.join(', ') }),
  };
}

/** The day and the hour, also of another year. */
function presentMoment(viewer: Viewer, at: Date): string {
  const { words } = presentTime(viewer, at);
  return words.includes(':') ? words : `${words} ${presentClock(viewer, at).words}`;
}

/** Times that people mean most often, on the firm's clock. */
export function quickTimes({ language, now, timeZone }: Pick<Viewer, 'language' | 'now' | 'timeZone'>) {
  const { day, hour } = zonedTime(now, timeZone);
  const at = (on: string, clock: number) => instantOf(on, { hour: clock, minute: 0 }, timeZone);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const monday = addDays(day, (8 - weekday) % 7 || 7);
  const choices = [
    ['hour', new Date(now.getTime() + 60 * 60_000)],
    ...(hour < 17 ? [['evening', at(day, 18)] as const] : []),
    ['tomorrow', at(addDays(day, 1), 9)],
    // Tomorrow may be that Monday.
    ...(monday === addDays(day, 1) ? [] : [['monday', at(monday, 9)] as const]),
  ] as const;
  return choices.map(([name, instant]) => ({
    at: instant.toISOString(),
    label: t(language, `panel:composer.later.quick.${name}`),
  }));
}

/** As `<input type="datetime-local">` writes it, on the firm's clock. */
export function toLocal(instant: Date, timeZone: string): string {
  const { day, hour, minute } = zonedTime(instant, timeZone);
  return `${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The instant of such a field; nothing when it is no time. */
export function fromLocal(local: string, timeZone: string): Date | undefined {
  const [, day, hour, minute] = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)/.exec(local) ?? [];
  if (!day || Number.isNaN(Date.parse(day))) return undefined;
  return instantOf(day, { hour: Number(hour), minute: Number(minute) }, timeZone);
}
