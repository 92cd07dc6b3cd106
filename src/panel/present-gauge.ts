import type { Contact } from '../contacts/index.ts';
import { addressOf, type Messenger, type MessengerName, type StoredMessage } from '../messages/index.ts';
import type { AccountGauge } from '../outbox/index.ts';
import { t } from '../texts/index.ts';
import { contactName } from './present-contact.ts';
import { presentDelivery } from './present-delivery.ts';
import { presentMessengerMark } from './present-messenger.ts';
import { presentTime } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** The gauge of sending: an account after the other, what waits there and why. */
export function presentGauge(viewer: Viewer, gauges: AccountGauge[], messengers: Messenger[]) {
  return gauges.map(gauge => ({
    ...presentAccountMark(viewer, gauge.account, messengers),
    ...presentBacklog(viewer, gauge),
    ...presentWhy(viewer, gauge),
    pace: counted(viewer, 'lastMinute', gauge.lastMinute),
    ...(gauge.trouble > 0 && {
      trouble: text(viewer, 'trouble', { shown: number(viewer, gauge.trouble) }),
      troubleHref: `/messengers/sending/failed?account=${encodeURIComponent(gauge.account)}`,
    }),
  }));
}

/** The messenger with the name of our bot there, or its number where it is not connected any more. */
export function presentAccountMark(viewer: Viewer, account: string, messengers: Messenger[]) {
  const { messenger: name, account: id } = addressOf(account);
  const messenger = messengers.find(candidate => candidate.name === name && candidate.account === id);
  const mark = presentMessengerMark(viewer, name);
  if (name === 'web') return mark;
  return { ...mark, bot: messenger?.state.state === 'ready' ? messenger.state.name : id };
}

/** One message that was not sent, or that may have arrived: to whom, what, and why. */
export function presentTrouble(viewer: Viewer, message: StoredMessage, contact: Contact | undefined) {
  const { delivery, conversation, text: words, attachments } = message;
  const { messenger }: { messenger: MessengerName } = addressOf(conversation);
  return {
    href: `/inbox/${encodeURIComponent(conversation)}`,
    name: contactName(viewer, contact),
    mark: presentMessengerMark(viewer, messenger),
    text: words.slice(0, 120) || (attachments ? text(viewer, 'failed.file') : ''),
    when: presentTime(viewer, message.changedAt),
    ...(delivery && { why: presentDelivery(viewer, delivery).words }),
  };
}

function presentBacklog(viewer: Viewer, { backlog }: AccountGauge) {
  const waiting = backlog.reduce((sum, one) => sum + one.waiting, 0);
  if (waiting === 0) return { state: 'good', waiting: text(viewer, 'nothing') };
  const since = backlog.map(one => one.since).reduce((first, one) => (one < first ? one : first));
  return {
    state: 'wait',
    waiting: counted(viewer, 'waiting', waiting),
    ...(since <= viewer.now && { oldest: text(viewer, 'oldest', { time: presentTime(viewer, since).words }) }),
    backlog: backlog.map(one => ({
      label: text(viewer, `priority.${one.priority}`),
      count: number(viewer, one.waiting),
      ...(one.since <= viewer.now && { since: presentTime(viewer, one.since) }),
    })),
  };
}

function presentWhy(viewer: Viewer, { why, until, reason }: AccountGauge) {
  if (!why) return {};
  const isBad = why === 'account' || why === 'offline' || why === 'nobody';
  return {
    ...(isBad && { state: 'bad' }),
    why: text(viewer, `why.${why}`, { time: until ? presentTime(viewer, until).words : '' }),
    ...(reason && { said: reason }),
  };
}

function counted(viewer: Viewer, key: string, count: number): string {
  return text(viewer, key, { count, shown: number(viewer, count) });
}

function number({ language }: Viewer, value: number): string {
  return new Intl.NumberFormat(language).format(value);
}

function text({ language }: Viewer, key: string, values: Record<string, unknown> = {}): string {
  return t(language, `panel:sending.${key}`, values);
}
