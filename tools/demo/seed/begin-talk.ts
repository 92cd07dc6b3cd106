import { type ContactPatch, identityKey, touchOf } from '../../../src/contacts/index.ts';
import { wakeAtOf } from '../../../src/conversations/index.ts';
import type { FlowEvent, FlowLibrary } from '../../../src/flow/index.ts';
import type { Button, Capabilities, Incoming, IncomingContent } from '../../../src/messages/index.ts';
import type { Chat } from '../customers/chat.ts';
import type { Person } from '../people/person.ts';
import { recordSilence } from '../pictures/silence.ts';
import { createRandom } from '../random.ts';
import { createBotSide } from './bot-side.ts';
import type { TalkRecord } from './record.ts';
import { createStaffSide, type StaffSide } from './staff-side.ts';
import { type NewEntry, openBook } from './talk-book.ts';

/** A talk of the past that is being made up: the customer's side for the stories, ours for the people of the firm. */
export interface Talk extends Chat, StaffSide {
  readonly record: TalkRecord;
  /** What time it is in the talk. */
  readonly now: Date;
  /** Lets time pass until then: who left a question unanswered is reminded, and given up. */
  keepsSilentUntil(moment: Date): void;
}

export interface TalkSetting {
  person: Person;
  /** Who answers for new customers. */
  owner: string;
  library: FlowLibrary;
  capabilities: Capabilities;
  startsAt: Date;
}

/** Something that the customer does: as the messenger tells it, as the flow hears it, as the history shows it. */
interface Deed {
  content: IncomingContent;
  event?: FlowEvent;
  shown: Omit<NewEntry, 'author'>;
  link?: string;
}

/** Begins a talk in memory. The same setting and the same story give the same talk. */
export function beginTalk({ person, owner, library, capabilities, startsAt }: TalkSetting): Talk {
  const random = createRandom(`talk ${person.number}`);
  const book = openBook(person, startsAt);
  const { record, pass } = book;
  const botHears = createBotSide({ book, person, owner, library, capabilities, random });

  /** It goes into the history, and the bot answers while it is its turn. */
  function happens({ content, event, shown, link }: Deed) {
    const at = book.now();
    const incoming: Incoming = { address: person.address, from: from(person), at, content, ...(link && { link }) };
    record.first ??= incoming;
    const { conversation } = record;
    const isNew = !conversation.lastMessage;
    book.add({ author: { kind: event ? 'customer' : 'system' }, ...shown });
    if (!event) return book.write(reachability(person, content, at));
    const card: ContactPatch = { activityAt: at, ...(link && { touch: touchOf(incoming, at) }) };
    if (conversation.mode === 'bot') return botHears({ event, card, isNew, ...(link && { link }) });
    conversation.unread += 1;
    conversation.waitingSince ??= at;
    book.write(card);
  }

  function sends(kind: 'photo' | 'voice', file: { name: string; content: Buffer }, more: object, caption = '') {
    think();
    const id = `demo-${person.number}-${record.files.length}`;
    record.files.push({ id, at: book.now(), file });
    const mime = kind === 'photo' ? 'image/png' : 'audio/ogg';
    const attachment = { kind, name: file.name, mime, size: file.content.length, ...more };
    happens({
      content: { kind: 'media', attachments: [{ ...attachment, ref: id }], ...(caption && { caption }) },
      event: { kind: 'media', files: [{ id, kind }], ...(caption && { caption }) },
      shown: { kind: 'media', text: caption, attachments: [{ file: id, ...attachment }] },
    });
  }

  function buttons(): Button[] {
    return record.messages.findLast(message => message.buttons)?.buttons?.flat() ?? [];
  }

  /** Reading and typing, and now and then something else in between. */
  function think() {
    pass(random.int(3, 25) + (random.chance(0.06) ? random.int(60, 900) : 0));
  }

  return {
    record,
    person,
    random,
    get now() {
      return book.now();
    },
    async opens(link) {
      const text = person.address.messenger === 'vk' ? 'Начать' : link ? `/start ${link}` : '/start';
      const event = { kind: 'start' as const, ...(link && { link }) };
      happens({ content: { kind: 'start' }, event, shown: { kind: 'text', text }, ...(link && { link }) });
    },
    async says(text) {
      think();
      happens({ content: { kind: 'text', text }, event: { kind: 'text', text }, shown: { kind: 'text', text } });
    },
    async presses(label) {
      think();
      const action = buttons().find(button => button.label === label)?.action;
      if (action?.kind !== 'press') throw new Error(`${person.firstName} finds no button "${label}".`);
      happens({ content: { ...action, label }, event: action, shown: { kind: 'press', text: label } });
    },
    async sharesPhone() {
      think();
      const card = { kind: 'contact', phone: person.phone, own: true, name: person.firstName } as const;
      happens({ content: card, event: card, shown: { kind: 'contact', text: `${card.name}, ${card.phone}` } });
    },
    async sendsPhoto({ name, content, width, height }, caption) {
      sends('photo', { name, content }, { width, height }, caption);
    },
    async sendsVoice(seconds) {
      sends('voice', { name: 'voice.ogg', content: recordSilence(seconds) }, { duration: seconds });
    },
    async blocks() {
      const event = { what: 'blocked' as const, values: { reason: 'blocked' } };
      const content = { kind: 'reachability', reachable: false, reason: 'blocked' } as const;
      happens({ content, shown: { kind: 'event', text: '', event } });
    },
    async waits(seconds) {
      pass(seconds);
    },
    keepsSilentUntil(moment) {
      for (let wakeAt = wakeAtOf(record.conversation); wakeAt && wakeAt < moment; wakeAt = wakeAtOf(record.conversation)) {
        pass(Math.max(1, (wakeAt.getTime() - book.now().getTime()) / 1000));
        botHears({ event: { kind: 'tick' }, card: {}, isNew: false });
      }
    },
    async asked() {
      const { position, mode } = record.conversation;
      if (!position || mode !== 'bot') return undefined;
      const text = record.messages.findLast(({ author }) => author.kind === 'bot')?.text ?? '';
      return { text, labels: buttons().flatMap(({ label, action }) => (action.kind === 'url' ? [] : [label])) };
    },
    ...createStaffSide({ book, resume: () => botHears({ event: { kind: 'resume' }, card: {}, isNew: false }) }),
  };
}

function from({ address, firstName, lastName, username }: Person): Incoming['from'] {
  // The site's chat knows nobody's name.
  if (address.messenger === 'web') return { id: address.chat, language: 'ru' };
  return { id: address.chat, firstName, lastName, language: 'ru', ...(username && { username }) };
}

function reachability({ address }: Person, content: IncomingContent, at: Date): ContactPatch {
  if (content.kind !== 'reachability') return {};
  const state = content.reachable ? 'reachable' : address.messenger === 'vk' ? 'denied' : 'blocked';
  return { reachability: { identity: identityKey({ ...address, id: address.chat }), state, at, evidence: 'update' } };
}
