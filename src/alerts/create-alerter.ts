import { getContacts, maskText } from '../contacts/index.ts';
import { type Conversation, customersWaiting, listQueues } from '../conversations/index.ts';
import type { Clock } from '../lib/clock.ts';
import { zonedTime } from '../lib/zoned-time.ts';
import { noticesSince } from '../messages/index.ts';
import type { Outbox } from '../outbox/index.ts';
import { getStaff, may, type Staff } from '../staff/index.ts';
import type { Alert } from './alert.ts';
import { concerns, topicOf } from './alert.ts';
import { type AlertSettingsDocument, alertSettings, toSettings } from './alert-settings.ts';
import { alertsSince, keepAlerts } from './alert-store.ts';
import { alertsOfNotice, beginning, nameOf } from './customer-alerts.ts';
import { sayToStaff } from './to-staff.ts';
import { toldOf, wordAlerts } from './word-alerts.ts';

export interface Alerter {
  /** Looks whom to tell of what. Working twice, or in two processes, tells nobody twice. */
  work(): Promise<void>;
}

/** With no page open for so long somebody counts as away. */
const awayMs = 2 * 60_000;
/** Nobody's messenger rings more often; what comes meanwhile is told together. */
const restMs = 5 * 60_000;
/** What is older is no news: after a long night one learns of the last day. */
const newsMs = 24 * 60 * 60_000;
/** So far back the first look goes for what flows ask: the history is read by its changes. */
const noticeMs = 30 * 60_000;
/** What was written a moment before the last look may have come into the database after it. */
const overlapMs = 10_000;
const mostWaiting = 300;
const rememberedKeys = 600;

/** Tells people of the staff who are away, in their own messenger, what waits for them. */
export function createAlerter(options: {
  outbox: Pick<Outbox, 'wake'>;
  /** Where the panel is, for links into it. */
  publicUrl?: string | undefined;
  timeZone: string;
  /** National phone numbers are known as of this country. */
  region: string;
  clock: Clock;
}): Alerter {
  const { outbox, publicUrl, timeZone, region, clock } = options;
  let lookedAt: Date | undefined;

  async function keepNotices(now: Date): Promise<void> {
    const since = lookedAt ? lookedAt.getTime() - overlapMs : now.getTime() - noticeMs;
    const notices = await noticesSince(new Date(since));
    await keepAlerts((await Promise.all(notices.map(alertsOfNotice))).flat());
    lookedAt = now;
  }

  async function tell(settings: AlertSettingsDocument, news: News): Promise<void> {
    const staff = await getStaff(settings._id);
    if (!staff || !may(staff, 'write') || !settings.link || settings.link.stoppedAt) return;
    if (settings.pending) return say(settings, settings.pending);
    const masked = (text: string) => (may(staff, 'seePhones') ? text : maskText(text, region));
    const due = news.alerts
      .filter(alert => isFor(alert, staff, settings) && hears(settings, alert))
      .map(alert => ({ ...alert, who: masked(alert.who), text: masked(alert.text) }));
    if (due.length === 0) return;
    const now = clock.now();
    const id = `alert:${staff.id}:${now.getTime()}`;
    const pending = { id, text: wordAlerts(staff.preferences.language ?? 'ru', due, publicUrl), about: toldOf(due) };
    const keys = due.map(({ key }) => key);
    const { matchedCount } = await alertSettings.updateOne(
      { _id: staff.id, pending: { $exists: false }, toldAt: settings.toldAt ?? { $exists: false } },
      { $set: { pending, toldAt: now }, $push: { told: { $each: keys, $slice: -rememberedKeys } } },
    );
    if (matchedCount > 0) await say(settings, pending);
  }

  type Pending = NonNullable<AlertSettingsDocument['pending']>;

  async function say({ _id: staff, link }: AlertSettingsDocument, pending: Pending): Promise<void> {
    if (!link) return;
    const { id } = pending;
    await sayToStaff({ ...pending, conversation: link.conversation, staff, now: clock.now() }, outbox);
    await alertSettings.updateOne({ _id: staff, 'pending.id': id }, { $set: { 'link.last': id }, $unset: { pending: '' } });
  }

  return {
    async work() {
      const now = clock.now();
      const linked = await alertSettings.find({ link: { $exists: true } }).toArray();
      const away = linked.filter(settings => settings.pending || isAway(settings, now, timeZone));
      if (linked.length > 0) await keepNotices(now);
      if (away.length === 0) return;
      const news = await newsAt(now);
      for (const settings of away) await tell(settings, news);
    },
  };
}

interface News {
  alerts: (Alert & { owner?: string })[];
}

/** Whether their messenger may ring now. */
export function isAway({ seenAt, toldAt, quiet }: AlertSettingsDocument, now: Date, timeZone: string): boolean {
  if (seenAt && now.getTime() - seenAt.getTime() < awayMs) return false;
  if (toldAt && now.getTime() - toldAt.getTime() < restMs) return false;
  return !quiet || !isBetween(clockOf(now, timeZone), quiet);
}

/** Of hours that may go over midnight. */
function isBetween(time: string, { from, until }: { from: string; until: string }): boolean {
  return from <= until ? time >= from && time < until : time >= from || time < until;
}

function clockOf(now: Date, timeZone: string): string {
  const { hour, minute } = zonedTime(now, timeZone);
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** It concerns this person, and came after they were last here. */
function isFor(alert: News['alerts'][number], staff: Staff, { seenAt }: AlertSettingsDocument): boolean {
  if (!concerns(alert, staff.id)) return false;
  if (alert.staff === undefined && alert.owner !== undefined && alert.owner !== staff.id && !may(staff, 'seeAll')) return false;
  return !seenAt || alert.at > seenAt;
}

function hears(settings: AlertSettingsDocument, { key, kind }: Alert): boolean {
  return toSettings(settings).away[topicOf(kind)] && !settings.told?.includes(key);
}

async function newsAt(now: Date): Promise<News> {
  const since = new Date(now.getTime() - newsMs);
  const [waiting, called, queues] = await Promise.all([
    customersWaiting({ since, limit: mostWaiting }),
    alertsSince(since),
    listQueues(),
  ]);
  const members = new Map(queues.map(queue => [queue.id, queue.members]));
  const cards = new Map((await getContacts(waiting.flatMap(({ contact }) => contact ?? []))).map(card => [card.id, card]));
  const alerts = [...waiting.map(conversation => alertOf(conversation, cards, members)), ...called];
  return { alerts: alerts.sort((one, other) => one.at.getTime() - other.at.getTime()) };
}

/** One wait of a customer is told of once, however much they write. */
function alertOf(
  { id, mode, queue, staff, contact, waitingSince, lastMessage, lastAt }: Conversation,
  cards: ReadonlyMap<string, Parameters<typeof nameOf>[0] & object>,
  members: ReadonlyMap<string, string[]>,
): News['alerts'][number] {
  const card = cards.get(contact ?? '');
  const holder = mode === 'staff' ? staff : card?.owner;
  return {
    key: `wait:${id}:${waitingSince?.getTime()}`,
    kind: mode === 'staff' && staff !== undefined ? 'mine' : 'queue',
    ...(holder !== undefined && { staff: holder }),
    ...(mode === 'queue' && queue !== undefined && { members: members.get(queue) ?? [] }),
    ...(card?.owner !== undefined && { owner: card.owner }),
    conversation: id,
    who: nameOf(card),
    text: beginning(lastMessage?.author === 'customer' ? lastMessage.text : ''),
    at: lastAt,
  };
}
