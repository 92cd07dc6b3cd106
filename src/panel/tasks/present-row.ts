import { type Contact, getContacts } from '../../contacts/index.ts';
import { conversationIdsOf } from '../../conversations/index.ts';
import { type Deal, getDeal } from '../../deals/index.ts';
import { may, staffNames } from '../../staff/index.ts';
import type { Repeat, Task } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { contactName } from '../present-contact.ts';
import { presentPersonal, presentPhone } from '../present-phone.ts';
import { isLate, presentDue } from '../present-task.ts';
import { presentClock, presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { placeOf } from './visible-task.ts';

/** What tasks are about: read together, however many they are. */
export interface Around {
  contacts: ReadonlyMap<string, Contact>;
  deals: ReadonlyMap<string, Deal>;
  names: ReadonlyMap<string, string>;
}

export async function loadAround(tasks: Pick<Task, 'contact' | 'deal'>[]): Promise<Around> {
  const [contacts, deals, names] = await Promise.all([
    getContacts(tasks.flatMap(({ contact }) => contact ?? [])),
    Promise.all([...new Set(tasks.flatMap(({ deal }) => deal ?? []))].map(id => getDeal(id))),
    staffNames(),
  ]);
  return {
    contacts: new Map(contacts.map(contact => [contact.id, contact])),
    deals: new Map(deals.flatMap(deal => (deal ? [[deal.id, deal] as const] : []))),
    names,
  };
}

/** A line of the lists. */
export function presentRow(viewer: Viewer, task: Task, around: Around) {
  const { id, title, due, allDay, priority, repeat, postponed, version } = task;
  const words = (key: string, values = {}) => t(viewer.language, `panel:tasks.${key}`, values);
  const late = isLate(viewer, task) && due;
  return {
    id,
    place: placeOf(id),
    href: `/tasks/${encodeURIComponent(id)}`,
    title: presentPersonal(viewer, title),
    version,
    due: presentDue(viewer, task),
    hasDate: due !== undefined,
    clock: due && !allDay ? presentClock(viewer, due).words : words('anyTime'),
    ...(late && { late: lateness(viewer, late) }),
    isHigh: priority === 'high',
    isLow: priority === 'low',
    whose: (task.assignee && around.names.get(task.assignee)) ?? words('anybody'),
    isAnybodys: task.assignee === undefined,
    ...presentAbout(viewer, task, around),
    ...(repeat && { repeat: sayRepeat(viewer, repeat) }),
    ...(postponed > 0 && { postponed: words('postponedTimes', { count: postponed }) }),
    ...presentEnd(viewer, task, around.names),
    canWrite: viewer.staff !== undefined && may(viewer.staff, 'write'),
  };
}

/** Who finished it, when and with what. */
export function presentEnd(viewer: Viewer, { done }: Pick<Task, 'done'>, names: Around['names']) {
  if (!done) return {};
  const values = { time: presentTime(viewer, done.at).words, name: names.get(done.by) ?? '' };
  const said = t(viewer.language, 'panel:tasks.doneBy', values);
  return { done: said, ...(done.result && { result: presentPersonal(viewer, done.result) }) };
}

/** Whom and what it is about, with the ways there. */
export function presentAbout(
  viewer: Viewer,
  { contact: contactId, deal: dealId }: Pick<Task, 'contact' | 'deal'>,
  around: Around,
) {
  const contact = contactId ? around.contacts.get(contactId) : undefined;
  const deal = dealId ? around.deals.get(dealId) : undefined;
  const [conversation] = contact ? conversationIdsOf(contact) : [];
  const [phone] = contact?.phones ?? [];
  return {
    ...(contact && { contact: { name: contactName(viewer, contact), href: `/contacts/${contact.id}` } }),
    ...(deal && { deal: { title: presentPersonal(viewer, deal.title), href: `/deals/${encodeURIComponent(deal.id)}` } }),
    ...(conversation && { conversation: `/inbox/${conversation}` }),
    ...(phone && { phone: presentPhone(viewer, phone) }),
  };
}

/** "просрочено на 2 часа". */
export function lateness({ language, now }: Viewer, due: Date): string {
  return t(language, 'panel:tasks.late', { time: stretch(language, (now.getTime() - due.getTime()) / 60_000) });
}

/** A stretch of time in its largest unit: "5 минут", "2 часа", "3 дня". */
export function stretch(language: Viewer['language'], minutes: number): string {
  const [unit, count] =
    minutes < 60 ? ['minutes', minutes] : minutes < 48 * 60 ? ['hours', minutes / 60] : ['days', minutes / 1440];
  return t(language, `panel:tasks.stretch.${unit}`, { count: Math.max(1, Math.floor(Number(count))) });
}

export function sayRepeat({ language }: Pick<Viewer, 'language'>, { unit, every, weekdays }: Repeat): string {
  const said = t(language, `panel:tasks.repeat.say.${unit}`, { count: every });
  if (!weekdays?.length || unit !== 'week') return said;
  const monday = Date.UTC(2024, 0, 1);
  const format = new Intl.DateTimeFormat(language === 'ru' ? 'ru-RU' : 'en-GB', { weekday: 'short', timeZone: 'UTC' });
  return `${said}: ${weekdays.map(weekday => format.format(monday + (weekday - 1) * 86_400_000)).join(', ')}`;
}
