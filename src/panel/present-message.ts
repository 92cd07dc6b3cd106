import type { StoredMessage } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { presentAttachment } from './present-attachment.ts';
import { presentDelivery } from './present-delivery.ts';
import { presentText } from './present-text.ts';
import { presentClock, presentDay } from './present-time.ts';
import type { Viewer } from './viewer.ts';

/** One entry of a conversation as a bubble or, for what happened, as a line. */
export function presentMessage(viewer: Viewer, message: StoredMessage) {
  const day = presentDay(viewer, message.at);
  const base = {
    id: message.id,
    conversation: message.conversation,
    address: encodeURIComponent(message.id),
    order: message.order,
    changed: message.changedAt.getTime(),
    day: day.key,
    dayWords: day.words,
    when: presentClock(viewer, message.at),
  };
  if (message.kind === 'event') return { ...base, isEvent: true, event: presentEvent(viewer, message), author: 'event' };
  return {
    ...base,
    ...presentAuthor(viewer, message),
    ...presentContent(viewer, message),
    ...presentAfterwards(viewer, message),
  };
}

/** A stretch of a history: each entry knows whether it begins a day or a run of one author's messages. */
export function presentMessages(viewer: Viewer, messages: StoredMessage[]) {
  const shown = messages.map(message => presentMessage(viewer, message));
  return shown.map((message, i) => {
    const before = shown[i - 1];
    const isDayFirst = before?.day !== message.day;
    return { ...message, isDayFirst, isFirst: isDayFirst || before?.author !== message.author };
  });
}

function presentAuthor({ language }: Viewer, { author }: StoredMessage) {
  switch (author.kind) {
    case 'customer':
      return { author: 'customer', side: 'in' };
    case 'bot':
      return { author: 'bot', side: 'out', isBot: true, name: t(language, 'panel:message.bot') };
    case 'staff':
      return { author: `staff-${author.id}`, side: 'out', isStaff: true, name: author.name };
    case 'operator':
      return { author: 'operator', side: 'out', isStaff: true, name: t(language, 'panel:message.operator') };
    case 'system':
      return { author: 'system', side: 'out', name: t(language, 'panel:message.system') };
  }
}

function presentContent(viewer: Viewer, message: StoredMessage) {
  const text = (key: string, values = {}) => t(viewer.language, `panel:message.${key}`, values);
  const { kind, location } = message;
  return {
    ...(message.text &&
      kind !== 'unsupported' &&
      message.text !== location?.title && { text: presentText(message.text, message.entities) }),
    ...(kind === 'press' && { isPress: true, caption: text('pressed') }),
    ...(kind === 'contact' && { isContact: true, caption: text('sharedPhone') }),
    ...(kind === 'unsupported' && { unsupported: text('unsupported', { what: message.text }) }),
    ...(location && { location: { label: location.title ?? text('location'), href: mapLink(location) } }),
    ...(message.attachments && { attachments: message.attachments.map(attachment => presentAttachment(viewer, attachment)) }),
    ...(message.buttons && { buttons: message.buttons.map(row => row.map(({ label }) => label)) }),
  };
}

function presentAfterwards(viewer: Viewer, { edits, delivery }: StoredMessage) {
  const before = edits?.at(-1);
  return {
    ...(before && { edited: t(viewer.language, 'panel:message.before', { text: before.before }) }),
    ...(delivery && { delivery: presentDelivery(viewer, delivery) }),
  };
}

function presentEvent(viewer: Viewer, { event }: StoredMessage): string {
  if (!event) return '';
  const { what, values } = event;
  const variant = {
    taken: values.name ? '' : 'Nobody',
    givenBack: values.name ? '' : 'Nobody',
    handoff: values.queue && values.queue !== 'default' ? 'Queue' : '',
  };
  const key = what in variant ? `${what}${variant[what as keyof typeof variant]}` : what;
  return t(viewer.language, `panel:message.event.${key}`, values);
}

function mapLink({ latitude, longitude }: { latitude: number; longitude: number }): string {
  return `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;
}
