import { getContact } from '../contacts/index.ts';
import { type Conversation, getConversation } from '../conversations/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { history } from '../messages/index.ts';
import { may, staffNames } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { loadCardSummary } from './load-card.ts';
import { contactName, presentAvatar } from './present-contact.ts';
import { type Names, presentMode } from './present-conversation.ts';
import { presentMessages } from './present-message.ts';
import { presentMessengerMark } from './present-messenger.ts';
import type { Viewer } from './viewer.ts';

export const stretchLength = 50;

/** An open conversation with its latest messages and the person's card. Throws `inbox.not_found`. */
export async function loadConversation(viewer: Viewer, id: string) {
  const conversation = await findConversation(id);
  const [messages, state] = await Promise.all([history(id, { limit: stretchLength }), loadState(viewer, conversation)]);
  return {
    ...state,
    messages: presentMessages(viewer, messages),
    older: olderThan(id, messages),
    // Whatever changes from this moment on comes over the event stream.
    since: viewer.now.getTime(),
  };
}

/** Who speaks, and what may be done about it: the parts of the page that change while the messages stay. */
export async function loadState(viewer: Viewer, conversation: Conversation) {
  const [contact, names] = await Promise.all([conversation.contact ? getContact(conversation.contact) : undefined, staffNames()]);
  const name = contactName(viewer, contact);
  const card = contact && (await loadCardSummary(viewer, contact));
  return {
    id: conversation.id,
    href: `/inbox/${conversation.id}`,
    name,
    avatar: presentAvatar(conversation.contact ?? conversation.id, name),
    messenger: presentMessengerMark(viewer, conversation.messenger),
    mode: presentMode(viewer, conversation, names),
    ...(card && { card }),
    ...presentDesk(viewer, conversation, names, card?.unreachable ?? false),
  };
}

export async function findConversation(id: string): Promise<Conversation> {
  const conversation = await getConversation(id);
  if (!conversation) throw new AppError('inbox.not_found', 'There is no such conversation.', { id });
  return conversation;
}

/** The address of the messages before these, while there may be any. */
export function olderThan(conversation: string, messages: { order: number }[]): string | undefined {
  const [first] = messages;
  return first && messages.length === stretchLength ? `/inbox/${conversation}/messages?before=${first.order}` : undefined;
}

function presentDesk(viewer: Viewer, { mode, staff: holder }: Conversation, names: Names, unreachable: boolean) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:inbox.${key}`, values);
  const { staff } = viewer;
  const canWrite = staff !== undefined && may(staff.role, 'write');
  const others = mode === 'staff' && holder !== staff?.id;
  const notice = !canWrite
    ? text('viewerSpeaks')
    : mode === 'bot'
      ? text('botSpeaks')
      : unreachable
        ? text('unreachableSpeaks')
        : mode === 'queue'
          ? text('queueSpeaks')
          : others
            ? text('othersSpeaks', { name: (holder && names.get(holder)) ?? '—' })
            : undefined;
  const enterSends = staff?.preferences.enterSends ?? true;
  return {
    ...(notice && { notice }),
    canTakeOver: canWrite && (mode !== 'staff' || others),
    canGiveBack: canWrite && mode !== 'bot',
    canReply: canWrite && mode !== 'bot',
    enterSends,
    enterHint: text(enterSends ? 'enterSends' : 'enterBreaks'),
    // The page's own id of the next reply: pressed twice, it is sent once.
    replyKey: newId(),
  };
}
