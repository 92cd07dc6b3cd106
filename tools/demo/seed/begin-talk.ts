import { applyPatch, type ContactPatch, identityKey, touchOf } from '../../../src/contacts/index.ts';
import { converse, type FlowEvent, type FlowLibrary, type RunOutcome } from '../../../src/flow/index.ts';
import { cardPatch } from '../../../src/inbox/apply-effects.ts';
import { factsFor } from '../../../src/inbox/facts.ts';
import type { Button, Capabilities, Incoming, IncomingContent, StoredMessage } from '../../../src/messages/index.ts';
import type { Asked, Chat } from '../customers/chat.ts';
import type { Person } from '../people/person.ts';
import { recordSilence } from '../pictures/silence.ts';
import { createRandom } from '../random.ts';
import { entriesOf } from './entries-of.ts';
import { newRecord, type TalkRecord } from './record.ts';
import { createStaffSide, type StaffSide } from './staff-side.ts';

/** A talk of the past that is being made up: the customer's side for the stories, ours for the people of the firm. */
export interface Talk extends Chat, StaffSide {
  readonly record: TalkRecord;
  /** What time it is in the talk. */
  readonly now: Date;
}

export interface TalkSetting {
  person: Person;
  library: FlowLibrary;
  capabilities: Capabilities;
  startsAt: Date;
}

const defaults = { region: 'RU', timeZone: 'Europe/Moscow' };

/**
 * Holds a talk in memory with the very engine that holds the real ones, so that questions, answers, tags and runs are what the
 * flow makes of them. The same setting gives the same talk.
 */
export function beginTalk({ person, library, capabilities, startsAt }: TalkSetting): Talk {
  const random = createRandom(`talk ${person.number}`);
  const clock = { ms: startsAt.getTime() };
  const record = newRecord(person, startsAt);
  const finished: Record<string, RunOutcome> = {};

  function pass(seconds: number) {
    clock.ms += Math.round(seconds * 1000);
  }

  function add(entry: Omit<StoredMessage, 'id' | 'conversation' | 'contact' | 'order' | 'at' | 'changedAt'>): StoredMessage {
    pass(0.001);
    const at = new Date(clock.ms);
    const message: StoredMessage = {
      id: `demo:${person.conversation}:${record.messages.length}`,
      conversation: person.conversation,
      contact: '',
      order: clock.ms * 1000,
      at,
      changedAt: at,
      ...entry,
    };
    record.messages.push(message);
    if (message.kind !== 'event') {
      const { text, kind, attachments, author } = message;
      record.conversation.lastMessage = {
        text: text.slice(0, 200),
        kind: attachments?.[0]?.kind ?? kind,
        at,
        author: author.kind,
      };
    }
    record.conversation.lastAt = at;
    return message;
  }

  function write(patch: ContactPatch, flow?: string) {
    const at = new Date(clock.ms);
    record.contact = applyPatch(record.contact, patch);
    const by = flow ? { kind: 'flow' as const, flow } : { kind: 'messenger' as const, messenger: person.address.messenger };
    record.writes.push({ patch, by, at });
  }

  /** The customer does something: it goes into the history, and the bot answers while it is its turn. */
  function happens(content: IncomingContent, event: FlowEvent | undefined, shown: Parameters<typeof add>[0], link?: string) {
    const at = new Date(clock.ms);
    const incoming: Incoming = { address: person.address, from: from(person), at, content, ...(link && { link }) };
    record.first ??= incoming;
    const isNew = !record.conversation.lastMessage;
    add(shown);
    const card: ContactPatch = { activityAt: at, ...(link && { touch: touchOf(incoming, at) }) };
    const { conversation } = record;
    if (!event) return write(reachability(person, content, at));
    if (conversation.mode !== 'bot') {
      conversation.unread += 1;
      conversation.waitingSince ??= at;
      return write(card);
    }
    botAnswers(event, { card, isNew, ...(link && { link }) });
  }

  function botAnswers(event: FlowEvent, { card, isNew, link }: { card: ContactPatch; isNew: boolean; link?: string }) {
    const { conversation, contact } = record;
    pass(0.4 + random.next());
    const now = new Date(clock.ms);
    const messenger = { name: person.address.messenger, capabilities };
    const facts = factsFor({ conversation, contact, messenger, finished, source: link ? { link } : {}, defaults, now });
    const newRunId = `demo-${person.number}-${record.runs.size}`;
    const before = conversation.position;
    const { position, effects, lastPress } = converse(library, before, event, {
      ...facts,
      isNew,
      newRunId,
      seed: random.int(0, 2 ** 30),
    });
    if (position) conversation.position = position;
    else delete conversation.position;
    if (lastPress) conversation.lastPress = lastPress;
    const flow = effects.flatMap(effect => (effect.kind === 'run' ? [effect.run.flow] : []))[0] ?? (position ?? before)?.flow;
    write(cardPatch(effects, card, now), flow);
    for (const effect of effects) {
      for (const entry of entriesOf(effect, capabilities)) {
        pass(0.2);
        add({ ...entry, ...(entry.delivery && { delivery: { state: 'sent', attempts: 1, sentAt: new Date(clock.ms + 300) } }) });
      }
      if (effect.kind === 'consent') {
        const { kind: _kind, consent, step, ...rest } = effect;
        const where = { conversation: person.conversation, ...(flow && { flow }), ...(step && { step }) };
        record.consents.push({ ...rest, kind: consent, at: now, ...where });
      }
      if (effect.kind === 'run') {
        record.runs.set(effect.run.id, { run: effect.run, at: now });
        if (effect.run.outcome) finished[effect.run.flow] = effect.run.outcome;
      }
      if (effect.kind === 'handoff') {
        Object.assign(conversation, { mode: 'queue', queue: effect.queue, unread: 1, waitingSince: now });
      }
    }
  }

  function latestButtons(): Button[] {
    return record.messages.findLast(({ buttons }) => buttons)?.buttons?.flat() ?? [];
  }

  function attach(file: { name: string; content: Buffer }, kind: 'photo' | 'voice', more: object, caption = '') {
    const id = `demo-${person.number}-${record.files.length}`;
    record.files.push({ id, at: new Date(clock.ms), file });
    const mime = kind === 'photo' ? 'image/png' : 'audio/ogg';
    const attachment = { kind, name: file.name, mime, size: file.content.length, ...more };
    happens(
      { kind: 'media', attachments: [{ ...attachment, ref: id }], ...(caption && { caption }) },
      { kind: 'media', files: [{ id, kind }], ...(caption && { caption }) },
      { author: customer, kind: 'media', text: caption, attachments: [{ file: id, ...attachment }] },
    );
  }

  /** Reading, thinking and typing. */
  const think = () => pass(random.int(3, 25) + (random.chance(0.06) ? random.int(60, 900) : 0));

  return {
    record,
    person,
    random,
    get now() {
      return new Date(clock.ms);
    },
    async opens(link) {
      const isVk = person.address.messenger === 'vk';
      const text = isVk ? 'Начать' : link ? `/start ${link}` : '/start';
      happens({ kind: 'start' }, { kind: 'start', ...(link && { link }) }, { author: customer, kind: 'text', text }, link);
    },
    async says(text) {
      think();
      happens({ kind: 'text', text }, { kind: 'text', text }, { author: customer, kind: 'text', text });
    },
    async presses(label) {
      think();
      const action = latestButtons().find(button => button.label === label)?.action;
      if (action?.kind !== 'press') throw new Error(`${person.firstName} finds no button "${label}".`);
      happens({ ...action, label }, action, { author: customer, kind: 'press', text: label });
    },
    async sharesPhone() {
      think();
      const card = { kind: 'contact', phone: person.phone, own: true, name: person.firstName } as const;
      happens(card, card, { author: customer, kind: 'contact', text: `${person.firstName}, ${person.phone}` });
    },
    async sendsPhoto({ name, content, width, height }, caption) {
      think();
      attach({ name, content }, 'photo', { width, height }, caption);
    },
    async sendsVoice(seconds) {
      think();
      attach({ name: 'voice.ogg', content: recordSilence(seconds) }, 'voice', { duration: seconds });
    },
    async blocks() {
      const event = { what: 'blocked' as const, values: { reason: 'blocked' } };
      const content = { kind: 'reachability', reachable: false, reason: 'blocked' } as const;
      happens(content, undefined, { author: { kind: 'system' }, kind: 'event', text: '', event });
    },
    async waits(seconds) {
      pass(seconds);
    },
    async asked(): Promise<Asked | undefined> {
      const { position, mode } = record.conversation;
      if (!position || mode !== 'bot') return undefined;
      const text = record.messages.findLast(({ author }) => author.kind === 'bot')?.text ?? '';
      return { text, labels: latestButtons().flatMap(({ label, action }) => (action.kind === 'url' ? [] : [label])) };
    },
    ...createStaffSide({ record, add, pass, resume: () => botAnswers({ kind: 'resume' }, { card: {}, isNew: false }) }),
  };
}

const customer = { kind: 'customer' } as const;

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
