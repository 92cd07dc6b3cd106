import type { Contact } from '../contacts/index.ts';
import { type Conversation, unreadFor } from '../conversations/index.ts';
import { answerDue, type HouseRules } from '../inbox/index.ts';
import { t } from '../texts/index.ts';
import { contactName, pictureOf, presentAvatar } from './present-contact.ts';
import { presentMessengerMark } from './present-messenger.ts';
import { presentPersonal } from './present-phone.ts';
import { presentShortTime, presentTime } from './present-time.ts';
import { unsupportedWord } from './present-unsupported.ts';
import { queueTitle } from './queues/present-filters.ts';
import type { Viewer } from './viewer.ts';

/** Colleagues by their ids. */
export type Names = ReadonlyMap<string, string>;

/** A line of the list: who, the last words, how long they have been waiting and by when they are to be answered. */
export function presentConversationRow(
  viewer: Viewer,
  conversation: Conversation,
  contact: Contact | undefined,
  { names, rules }: { names: Names; rules: HouseRules },
) {
  const { id, messenger, lastMessage, createdAt, mark, snoozed } = conversation;
  const name = contactName(viewer, contact);
  const waits = presentWaiting(viewer, conversation, rules);
  const unread = viewer.staff ? unreadFor(conversation, viewer.staff.id) : 0;
  const text = (key: string, values = {}) => t(viewer.language, `panel:queues.${key}`, values);
  return {
    id,
    href: `/inbox/${id}`,
    name,
    avatar: presentAvatar(conversation.contact ?? id, name, pictureOf(contact, id)),
    messenger: presentMessengerMark(viewer, messenger),
    mode: presentMode(viewer, conversation, names, rules),
    when: presentShortTime(viewer, lastMessage?.at ?? createdAt),
    ...(lastMessage && { last: presentLast(viewer, lastMessage) }),
    ...(unread > 0 && {
      unread: unread > 99 ? '99+' : unread,
      unreadWords: t(viewer.language, 'panel:inbox.unread', { count: unread }),
    }),
    ...(waits && { waits }),
    ...(mark && { mark: text(`mark.${mark}`) }),
    ...(snoozed && { snoozed: text('until', { time: presentTime(viewer, snoozed.until).words }) }),
  };
}

/** Who speaks now, in a word and as a mark. */
export function presentMode(
  { language, staff }: Viewer,
  { mode, queue, staff: holder }: Conversation,
  names: Names,
  rules: Pick<HouseRules, 'queues'> = { queues: new Map() },
) {
  const text = (key: string, values = {}) => t(language, `panel:inbox.mode.${key}`, values);
  if (mode === 'bot') return { mode, icon: 'robot', words: text('bot') };
  if (mode === 'queue') {
    // Who asks for an operator goes to a queue that no author has named.
    const name = queue === undefined || queue === 'default' ? '' : queueTitle({ language }, queue, rules);
    return { mode, icon: 'hourglass', words: name ? text('queueNamed', { queue: name }) : text('queue'), short: name };
  }
  if (mode === 'closed') return { mode, icon: 'archive', words: text('closed'), short: text('closed') };
  if (holder === undefined) return { mode, icon: 'user', words: text('elsewhere'), short: text('elsewhere') };
  const mine = holder === staff?.id;
  const words = mine ? text('mine') : text('staff', { name: names.get(holder) ?? '—' });
  return { mode, icon: 'user', mine, words, short: words };
}

function presentWaiting(viewer: Viewer, { mode, waitingSince, dueAt, queue, firstReply }: Conversation, rules: HouseRules) {
  if (mode === 'bot' || !waitingSince) return undefined;
  const defaults = { region: viewer.region, timeZone: viewer.timeZone, rules: () => rules };
  // One that has waited since before there were targets.
  const due = dueAt ?? answerDue(queue, { defaults, now: waitingSince, isFirst: firstReply === undefined });
  const late = viewer.now.getTime() - due.getTime();
  const text = (key: string, time: Date) => t(viewer.language, `panel:${key}`, { time: presentDuration(viewer, time) });
  return {
    since: waitingSince.toISOString(),
    due: due.toISOString(),
    words: text('inbox.waits', waitingSince),
    isOverdue: late >= 0,
    dueWords: late >= 0 ? text('queues.overdue', due) : text('queues.left', new Date(viewer.now.getTime() + late)),
    exact: t(viewer.language, 'panel:queues.answerBy', { time: presentTime(viewer, due).words }),
  };
}

/** "3 мин", "2 ч", "4 д.": how long ago, in the largest unit that fits. */
function presentDuration({ language, now }: Viewer, since: Date): string {
  const minutes = Math.max(1, Math.floor((now.getTime() - since.getTime()) / 60_000));
  const [value, unit] =
    minutes < 60 ? [minutes, 'minute'] : minutes < 24 * 60 ? [minutes / 60, 'hour'] : [minutes / 60 / 24, 'day'];
  return new Intl.NumberFormat(language, { style: 'unit', unit: String(unit), unitDisplay: 'short' }).format(
    Math.floor(Number(value)),
  );
}

function presentLast(viewer: Viewer, { text, kind, author }: NonNullable<Conversation['lastMessage']>) {
  const { language } = viewer;
  const said = presentPersonal(viewer, text);
  const words = kind === 'unsupported' ? unsupportedWord({ language }, text) : said || t(language, `history:kind.${kind}`);
  const ours = author === 'staff' || author === 'operator';
  const who = author === 'bot' ? t(language, 'panel:inbox.botSaid') : ours ? t(language, 'panel:inbox.weSaid') : '';
  return { who, words };
}
