import type { StoredAttachment, StoredEdit, StoredMessage } from '../messages/index.ts';
import { t } from '../texts/index.ts';
import { joinAlbums } from './join-albums.ts';
import { noVerbs, type Verbs } from './message-verbs.ts';
import { presentAttachment } from './present-attachment.ts';
import { presentChange, presentDelivery } from './present-delivery.ts';
import { presentPersonal, presentPhone } from './present-phone.ts';
import { presentQuotes } from './present-quote.ts';
import { presentSaid } from './present-text.ts';
import { presentClock, presentDay, presentTime } from './present-time.ts';
import { presentUnsupported } from './present-unsupported.ts';
import { presentLine } from './queues/present-line.ts';
import type { Viewer } from './viewer.ts';

/** One entry of a conversation as a bubble or, for what happened, as a line. */
export function presentMessage(viewer: Viewer, message: StoredMessage, verbs: Verbs = noVerbs) {
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
  if (message.event?.what === 'note') return { ...base, ...presentNote(viewer, message) };
  if (message.kind === 'event')
    return { ...base, isEvent: true, event: presentPersonal(viewer, presentEvent(viewer, message)), author: 'event' };
  return {
    ...base,
    ...presentAuthor(viewer, message),
    ...presentQuotes(viewer, message),
    ...presentContent(viewer, message),
    ...presentAfterwards(viewer, message),
    ...presentVerbs(viewer, message, verbs),
  };
}

/** Words of the staff for each other: whom they call stands out. */
function presentNote(viewer: Viewer, { author, text, mentions }: StoredMessage) {
  const calls = mentions ? [...text.matchAll(/@[\p{L}\p{N}-]+/gu)] : [];
  const bold = calls.map(call => ({ type: 'bold' as const, offset: call.index, length: call[0].length }));
  const name = author.kind === 'staff' ? author.name : '';
  return { isNote: true, author: `note-${name}`, name, note: presentSaid(viewer, text, bold) };
}

/** A stretch of a history: each entry knows whether it begins a day or a run of one author's messages. */
export function presentMessages(viewer: Viewer, messages: StoredMessage[], verbs: Verbs = noVerbs) {
  const shown = joinAlbums(messages).map(message => presentMessage(viewer, message, verbs));
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
  const { kind, location, attachments = [], shared } = message;
  // What brings other messages along says nothing itself.
  const isBare = message.quoted !== undefined && /^(forward|message)$/.test(message.text);
  return {
    ...(message.text &&
      kind !== 'unsupported' &&
      kind !== 'contact' &&
      message.text !== location?.title && { text: presentSaid(viewer, message.text, message.entities) }),
    ...(kind === 'press' && { isPress: true, caption: text('pressed') }),
    ...(kind === 'contact' && presentShared(viewer, message.text, shared)),
    ...(kind === 'unsupported' && !isBare && { unsupported: presentUnsupported(viewer, message.text) }),
    ...(location && { location: { label: labelOf(viewer, location), href: mapLink(location) } }),
    ...(attachments.length > 0 && { attachments: attachments.map(attachment => presentAttachment(viewer, attachment)) }),
    ...(attachments.filter(isSeen).length > 1 && { isAlbum: true }),
    ...(message.buttons && { buttons: message.buttons.map(row => row.map(({ label }) => presentPersonal(viewer, label))) }),
  };
}

/** Of somebody on the way it says when they were there. */
function labelOf(viewer: Viewer, { title, live }: NonNullable<StoredMessage['location']>): string {
  if (live) return t(viewer.language, 'panel:message.liveLocation', { time: presentTime(viewer, live.at).words });
  return title ? presentPersonal(viewer, title) : t(viewer.language, 'panel:message.location');
}

const isSeen = ({ kind }: StoredAttachment): boolean => kind === 'photo' || kind === 'video';

/** A contact card: only the messenger's proof makes a number theirs. */
function presentShared(viewer: Viewer, text: string, shared: StoredMessage['shared']) {
  const words = (key: string) => t(viewer.language, `panel:message.${key}`);
  if (!shared) return { isContact: true, caption: words('sharedPhone'), text: presentSaid(viewer, text) };
  const { own, phone, name } = shared;
  return {
    isContact: true,
    caption: words(own ? 'sharedPhone' : 'sharedContact'),
    shared: {
      ...(name && { name: presentPersonal(viewer, name) }),
      phone: presentPhone(viewer, phone),
      ...(!own && { foreign: words('notTheirOwn') }),
    },
  };
}

function presentAfterwards(viewer: Viewer, { author, edits, delivery, removed, change }: StoredMessage) {
  const changing = change && presentChange(viewer, change);
  return {
    ...(changing && { change: changing }),
    ...(edits && edits.length > 0 && { edits: edits.map(edit => presentEdit(viewer, edit)) }),
    ...(removed && {
      removed: t(viewer.language, 'panel:message.removedBy', { name: removed.by, time: presentTime(viewer, removed.at).words }),
    }),
    ...(delivery && { delivery: presentDelivery(viewer, delivery, author) }),
  };
}

/** What a message was, until when, and whose doing it is where it is ours. */
function presentEdit(viewer: Viewer, { at, before, entities, attachments, by }: StoredEdit) {
  const time = presentTime(viewer, at).words;
  return {
    until: t(viewer.language, by ? 'panel:message.untilBy' : 'panel:message.until', { time, name: by }),
    ...(before && { text: presentSaid(viewer, before, entities) }),
    ...(attachments && { attachments: attachments.map(attachment => presentAttachment(viewer, attachment)) }),
  };
}

function presentVerbs(viewer: Viewer, message: StoredMessage, verbs: Verbs) {
  const { reply = false, edit, remove, late } = verbs(message);
  const words = (key: string, values = {}) => t(viewer.language, `panel:message.${key}`, values);
  if (!(reply || edit || remove || late)) return {};
  return {
    verbs: { reply, edit, remove, ask: words('removeAsk'), ...(late && { late: words(`tooLate.${late.what}`, late) }) },
  };
}

function presentEvent(viewer: Viewer, { event }: StoredMessage): string {
  if (!event) return '';
  const { what, values } = event;
  const line = presentLine(viewer, event);
  if (line !== undefined) return line;
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
