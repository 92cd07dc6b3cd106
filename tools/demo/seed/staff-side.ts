import type { ContactEdit } from '../../../src/contacts/index.ts';
import type { StaffMember } from '../../../src/conversations/index.ts';
import type { DeliveryStatus } from '../../../src/messages/index.ts';
import type { TalkBook } from './talk-book.ts';

/** What people of the firm do in a talk. */
export interface StaffSide {
  takes(staff: StaffMember): void;
  /** Sent at once unless told otherwise. */
  replies(staff: StaffMember, text: string, delivery?: DeliveryStatus): void;
  givesBack(staff: StaffMember): void;
  /** Fills in the card. */
  writesCard(staff: StaffMember, edit: ContactEdit): void;
  /** Does what was promised. */
  doesTasks(staff: StaffMember): void;
  /** Moves the latest deal. */
  movesDeal(stage: 'in-work' | 'won' | 'lost'): void;
}

interface StaffSideOptions {
  book: TalkBook;
  /** The bot's turn has come again. */
  resume(): void;
}

export function createStaffSide({ book, resume }: StaffSideOptions): StaffSide {
  const { record, add, pass, now } = book;
  const { conversation } = record;

  function note(what: 'taken' | 'givenBack', staff: StaffMember) {
    add({ author: { kind: 'staff', ...staff }, kind: 'event', text: '', event: { what, values: { name: staff.name } } });
  }

  return {
    takes(staff) {
      delete conversation.queue;
      Object.assign(conversation, { mode: 'staff', staff: staff.id, unread: 0 });
      note('taken', staff);
    },
    replies(staff, text, delivery) {
      const sent = add({ author: { kind: 'staff', ...staff }, kind: 'text', text });
      sent.delivery = delivery ?? { state: 'sent', attempts: 1, sentAt: new Date(sent.at.getTime() + 400) };
      conversation.unread = 0;
      delete conversation.waitingSince;
      pass(1);
    },
    writesCard(staff, edit) {
      pass(20);
      record.edits.push({ edit, by: { kind: 'staff', ...staff }, at: now() });
    },
    doesTasks({ id }) {
      for (const task of record.tasks) task.done ??= { at: now(), by: id };
    },
    movesDeal(stage) {
      record.deals.at(-1)?.moves.push({ stage, at: now() });
    },
    givesBack(staff) {
      note('givenBack', staff);
      delete conversation.staff;
      delete conversation.waitingSince;
      Object.assign(conversation, { mode: 'bot', unread: 0 });
      resume();
    },
  };
}
