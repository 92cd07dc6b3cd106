import { applyPatch, type ContactPatch } from '../../../src/contacts/index.ts';
import type { StoredMessage } from '../../../src/messages/index.ts';
import type { Person } from '../people/person.ts';
import { newRecord, type TalkRecord } from './record.ts';

export type NewEntry = Omit<StoredMessage, 'id' | 'conversation' | 'contact' | 'order' | 'at' | 'changedAt'>;

/** A talk being written down: its own time, its history, its card. */
export interface TalkBook {
  readonly record: TalkRecord;
  now(): Date;
  pass(seconds: number): void;
  add(entry: NewEntry): StoredMessage;
  /** A write to the card; of the flow where one is named, otherwise of the messenger. */
  write(patch: ContactPatch, flow?: string): void;
}

export function openBook(person: Person, startsAt: Date): TalkBook {
  const record = newRecord(person, startsAt);
  let ms = startsAt.getTime();
  const now = () => new Date(ms);

  return {
    record,
    now,
    pass(seconds) {
      ms += Math.round(seconds * 1000);
    },
    add(entry) {
      // No two entries of one talk fall into one moment, so that the time alone puts them in order.
      ms += 1;
      const at = now();
      const id = `demo:${person.conversation}:${record.messages.length}`;
      const place = { conversation: person.conversation, contact: '', order: ms * 1000, at, changedAt: at };
      const message: StoredMessage = { id, ...place, ...entry };
      record.messages.push(message);
      noteLast(record, message);
      return message;
    },
    write(patch, flow) {
      record.contact = applyPatch(record.contact, patch);
      const { messenger } = person.address;
      record.writes.push({ patch, by: flow ? { kind: 'flow', flow } : { kind: 'messenger', messenger }, at: now() });
    },
  };
}

/** What the list of conversations shows of it. */
function noteLast({ conversation }: TalkRecord, { kind, text, attachments, author, at }: StoredMessage): void {
  if (kind === 'event') return;
  conversation.lastMessage = { text: text.slice(0, 200), kind: attachments?.[0]?.kind ?? kind, at, author: author.kind };
  conversation.lastAt = at;
}
