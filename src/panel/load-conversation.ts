import { type Contact, getContact } from '../contacts/index.ts';
import { type Conversation, conversationsOf, getConversation } from '../conversations/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { history, scheduledIn } from '../messages/index.ts';
import { may, staffNames } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { loadCardSummary } from './load-card.ts';
import type { Verbs } from './message-verbs.ts';
import { contactName, pictureOf, presentAvatar } from './present-contact.ts';
import { type Names, presentMode } from './present-conversation.ts';
import { presentMessages } from './present-message.ts';
import { presentMessengerMark } from './present-messenger.ts';
import { presentScheduled, quickTimes, toLocal } from './present-scheduled.ts';
import { presentTime } from './present-time.ts';
import { mayOpen } from './seen-by.ts';
import type { Viewer } from './viewer.ts';

export const stretchLength = 50;

/** An open conversation with its latest messages and the person's card. Throws `inbox.not_found`. */
export async function loadConversation(viewer: Viewer, id: string, verbs: Verbs) {
  const conversation = await openConversation(viewer, id);
  const [messages, state, scheduled] = await Promise.all([
    history(id, { limit: stretchLength }),
    loadState(viewer, conversation),
    scheduledIn(id),
  ]);
  return {
    ...state,
    scheduled: scheduled.map(reply => presentScheduled(viewer, reply)),
    messages: presentMessages(viewer, messages, verbs),
    older: olderThan(id, messages),
    // Whatever changes from this moment on comes over the event stream.
    since: viewer.now.getTime(),
  };
}

/** Who speaks, and what may be done about it: the parts of the page that change while the messages stay. */
export async function loadState(viewer: Viewer, conversation: Conversation) {
  const [contact, names] = await Promise.all([conversation.contact ? getContact(conversation.contact) : undefined, staffNames()]);
  const name = contactName(viewer, contact);
  const [card, elsewhere] = await Promise.all([
    contact && loadCardSummary(viewer, contact),
    contact ? loadElsewhere(viewer, conversation, contact) : undefined,
  ]);
  return {
    id: conversation.id,
    href: `/inbox/${conversation.id}`,
    name,
    avatar: presentAvatar(conversation.contact ?? conversation.id, name, pictureOf(contact, conversation.id)),
    messenger: presentMessengerMark(viewer, conversation.messenger),
    mode: presentMode(viewer, conversation, names),
    ...(card && { card }),
    ...(elsewhere && { unreachable: elsewhere }),
    ...presentDesk(viewer, conversation, names),
  };
}

export async function findConversation(id: string): Promise<Conversation> {
  const conversation = await getConversation(id);
  if (!conversation) throw new AppError('inbox.not_found', 'There is no such conversation.', { id });
  return conversation;
}

/** The same for somebody who may see it: with the right to see all, or where it is theirs or nobody's. AppError `inbox.not_found` also otherwise. */
export async function openConversation(viewer: Viewer, id: string): Promise<Conversation> {
  const conversation = await findConversation(id);
  const { staff } = viewer;
  if (staff && may(staff, 'seeAll')) return conversation;
  const owner = conversation.contact ? (await getContact(conversation.contact))?.owner : undefined;
  if (staff && mayOpen(staff, conversation, owner)) return conversation;
  throw new AppError('inbox.not_found', 'There is no such conversation.', { id });
}

/** The address of the messages after these, while there may be any. */
export function newerThan(conversation: string, messages: { order: number }[], length: number): string | undefined {
  const last = messages.at(-1);
  return last && messages.length === length ? `/inbox/${conversation}/history?after=${last.order}` : undefined;
}

/** The address of the messages before these, while there may be any. */
export function olderThan(conversation: string, messages: { order: number }[], length = stretchLength): string | undefined {
  const [first] = messages;
  return first && messages.length === length ? `/inbox/${conversation}/messages?before=${first.order}` : undefined;
}

/** Why they cannot be reached here, and the conversations with the same person in which they can be. Nothing while they can be reached. */
async function loadElsewhere(viewer: Viewer, conversation: Conversation, contact: Contact) {
  const here = contact.identities.find(({ key }) => key === conversation.id);
  if (!here || here.reachability.state === 'reachable') return undefined;
  const { state, at } = here.reachability;
  const reachable = new Set(
    contact.identities.filter(({ reachability }) => reachability.state === 'reachable').map(({ key }) => key),
  );
  const others = (await conversationsOf(contact.id)).filter(({ id }) => id !== conversation.id && reachable.has(id));
  const where = presentMessengerMark(viewer, conversation.messenger).label;
  return {
    words: t(viewer.language, `panel:inbox.unreachable.${state}`, { where, time: presentTime(viewer, at).words }),
    others: others.map(({ id, messenger }) => {
      const mark = presentMessengerMark(viewer, messenger);
      return { ...mark, href: `/inbox/${id}`, words: t(viewer.language, 'panel:inbox.writeIn', { where: mark.label }) };
    }),
  };
}

function presentDesk(viewer: Viewer, { mode, staff: holder }: Conversation, names: Names) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:inbox.${key}`, values);
  const { staff } = viewer;
  const canWrite = staff !== undefined && may(staff, 'write');
  const others = mode === 'staff' && holder !== staff?.id;
  const notice = !canWrite
    ? text('viewerSpeaks')
    : mode === 'bot'
      ? text('botSpeaks')
      : mode === 'queue'
        ? text('queueSpeaks')
        : holder === undefined
          ? text('messengerSpeaks')
          : others
            ? text('othersSpeaks', { name: names.get(holder) ?? '—' })
            : undefined;
  const enterSends = staff?.preferences.enterSends ?? true;
  return {
    ...(notice && { notice }),
    canTakeOver: canWrite && (mode !== 'staff' || others),
    canGiveBack: canWrite && mode !== 'bot',
    canReply: canWrite && mode !== 'bot',
    enterSends,
    enterHint: text(enterSends ? 'enterSends' : 'enterBreaks'),
    canNote: canWrite,
    colleagues: JSON.stringify([...names].filter(([id]) => id !== staff?.id).map(([, name]) => name)),
    // The page's own ids of what is written next: pressed twice, it is sent once.
    replyKey: newId(),
    noteKey: newId(),
    later: quickTimes(viewer),
    laterFrom: toLocal(viewer.now, viewer.timeZone),
    laterAt: toLocal(new Date(viewer.now.getTime() + 60 * 60_000), viewer.timeZone),
  };
}
