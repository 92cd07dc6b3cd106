import {
  type Advance,
  advance,
  type Conversation,
  defaultQueue,
  getConversation,
  listQueues,
  openConversationsOf,
  type Queue,
  queuesInUse,
  type StaffMember,
  silentIn,
  takeTurn,
  unassignedIn,
} from '../conversations/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { type HistoryEvent, suppressQueued } from '../messages/index.ts';
import { activeStaff, may } from '../staff/index.ts';
import type { Desk } from './create-desk.ts';
import type { Inbox } from './create-inbox.ts';
import { expectHeld } from './expect-held.ts';
import type { Habits } from './facts.ts';
import { isIn, queueOf, usualRules } from './house-rules.ts';
import { noteEvent } from './note-event.ts';
import { pickMember } from './pick-member.ts';
import { answerDue, silenceOf } from './to-people.ts';

/** To whom a conversation is given. */
export type To = { staff: StaffMember } | { queue: string; title: string };

interface Acting {
  by: StaffMember;
  /** As `heldBy` told when they decided. */
  held?: string | undefined;
}

/**
 * Who holds a conversation. Each change leaves a line in the history. AppErrors: `inbox.not_found`, `inbox.bot_speaks` while the bot does,
 * `inbox.conflict` with `name` when somebody was first.
 */
export interface Dispatcher {
  /** Gives it to a person or a queue. A customer who waits goes on waiting. */
  transfer(conversation: string, to: To, acting: Acting & { note?: string | undefined }): Promise<void>;
  /** Puts it off; a message of the customer, or the time, brings it back. AppError `inbox.snooze_past`. */
  snooze(conversation: string, until: Date, acting: Acting): Promise<void>;
  /** Brings it back now. */
  wake(conversation: string, acting: Acting): Promise<void>;
  /** Ends the talk of people; a new message opens it again. */
  close(conversation: string, acting: Acting & { reason?: string | undefined }): Promise<void>;
  reopen(conversation: string, acting: Acting): Promise<void>;
  /** Hands out what waits in queues, to who is in and has room. What nobody can take stays. */
  handOut(): Promise<void>;
  /** Lets the bot go on where neither side has written for as long as the queue says. */
  returnSilent(): Promise<void>;
}

const pageSize = 200;
const mostNote = 500;

export function createDispatcher(options: {
  inbox: Inbox;
  desk: Pick<Desk, 'returnSilent'>;
  defaults: Habits;
  clock: Clock;
  log: Logger;
}): Dispatcher {
  const { inbox, desk, defaults, clock, log } = options;
  const rules = () => defaults.rules?.() ?? usualRules;

  /** Makes one change of a conversation that people may change, and notes it. Nothing to change is no change. */
  async function change(id: string, acting: Partial<Acting>, make: (conversation: Conversation) => Change | undefined) {
    if (!(await getConversation(id))) throw notFound(id);
    await inbox.exclusively(id, async conversation => {
      const { contact } = conversation;
      if (!contact) throw notFound(id);
      if (acting.held !== undefined) await expectHeld(conversation, acting.held);
      const made = make(conversation);
      if (!made) return;
      const now = clock.now();
      const { line, values = {}, ...rest } = made;
      if (conversation.mode === 'bot') await suppressQueued(id, 'takenOver', now);
      if (!(await advance(conversation, { now, ...rest }))) return;
      await noteEvent({ ...conversation, contact }, { what: line, by: acting.by, values, now });
    });
  }

  /** Gives what waits in a queue to those who can take it, the longest waiting first. */
  async function handOutIn(queue: Queue, people: ReadonlyMap<string, string>) {
    const waiting = await unassignedIn(queue.id, pageSize);
    const now = clock.now();
    const present = queue.members.filter(
      staff => people.has(staff) && isIn(rules(), { staff, queue: queue.id, now, firmZone: defaults.timeZone }),
    );
    if (waiting.length === 0 || present.length === 0) return;
    const open = await openConversationsOf(present);
    for (const id of waiting) {
      const free = present.filter(staff => queue.mostOpen === undefined || (open.get(staff) ?? 0) < queue.mostOpen);
      if (free.length === 0) return;
      const staff = await pickMember(queue, { free, open, turn: () => takeTurn(queue.id) });
      const name = people.get(staff) ?? '';
      await change(id, {}, conversation => give(conversation, queue.id, { id: staff, name })).catch(error =>
        log.error({ err: error, conversation: id }, 'a conversation could not be handed out; it is tried again'),
      );
      open.set(staff, (open.get(staff) ?? 0) + 1);
    }
  }

  function give(conversation: Conversation, queue: string, to: StaffMember): Change | undefined {
    if (conversation.mode !== 'queue' || conversation.snoozed || (conversation.queue ?? queue) !== queue) return undefined;
    return { mode: { mode: 'staff', staff: to.id, queue }, line: 'assigned', values: { to: to.name } };
  }

  return {
    transfer: (id, to, { note, ...acting }) =>
      change(id, acting, conversation => {
        const values = note?.trim() ? { note: note.trim().slice(0, mostNote) } : {};
        if ('staff' in to) {
          if (conversation.mode === 'staff' && conversation.staff === to.staff.id) return undefined;
          const { queue } = conversation;
          const mode = { mode: 'staff' as const, staff: to.staff.id, ...(queue && { queue }) };
          const isTaken = to.staff.id === acting.by.id;
          return { mode, line: isTaken ? 'taken' : 'assigned', values: { to: to.staff.name, ...values } };
        }
        if (conversation.mode === 'queue' && conversation.queue === to.queue) return undefined;
        const since = conversation.waitingSince ?? clock.now();
        const dueAt = answerDue(to.queue, { defaults, now: since, isFirst: conversation.firstReply === undefined });
        const mode = { mode: 'queue' as const, queue: to.queue };
        return { mode, waiting: true, dueAt, line: 'queued', values: { to: to.title, ...values } };
      }),

    async snooze(id, until, acting) {
      if (until <= clock.now()) throw new AppError('inbox.snooze_past', 'Choose a time that is still to come.');
      await change(id, acting, ({ mode, staff, queue }) => {
        if (mode === 'bot') throw botSpeaks(id);
        // Whoever puts off what nobody has wants to have it then.
        const isTheirs = mode === 'staff' && staff !== undefined;
        const holder = isTheirs ? staff : acting.by.id;
        return {
          mode: { mode: 'staff', staff: holder, ...(queue && { queue }) },
          snoozed: { until, by: acting.by.id },
          unread: 'none',
          mark: null,
          line: 'snoozed',
          values: { until: until.toISOString() },
        };
      });
    },

    wake: (id, acting) => change(id, acting, ({ snoozed }) => (snoozed ? { snoozed: null, line: 'woken' } : undefined)),

    close: (id, { reason, ...acting }) =>
      change(id, acting, ({ mode, staff, queue }) => {
        if (mode === 'closed') return undefined;
        if (mode === 'bot') throw botSpeaks(id);
        const why = reason?.trim().slice(0, mostNote);
        return {
          mode: { mode: 'closed', staff: staff ?? acting.by.id, ...(queue && { queue }) },
          closed: { at: clock.now(), by: acting.by.id, ...(why && { reason: why }) },
          waiting: false,
          unread: 'none',
          line: 'closed',
          values: why ? { reason: why } : {},
        };
      }),

    reopen: (id, acting) =>
      change(id, acting, ({ mode, queue }) =>
        mode === 'closed'
          ? { mode: { mode: 'staff', staff: acting.by.id, ...(queue && { queue }) }, line: 'reopened' }
          : undefined,
      ),

    async handOut() {
      const queues = (await listQueues()).filter(({ handsOut, members }) => handsOut !== 'byHand' && members.length > 0);
      if (queues.length === 0) return;
      const people = new Map((await activeStaff()).filter(staff => may(staff, 'write')).map(({ id, name }) => [id, name]));
      for (const queue of queues) await handOutIn(queue, people);
    },

    async returnSilent() {
      // One that nobody has set up works like the default one.
      const isUsual = queueOf(rules(), defaultQueue).returnAfterMinutes !== undefined;
      for (const queue of new Set([defaultQueue, ...rules().queues.keys(), ...(isUsual ? await queuesInUse() : [])])) {
        const { returnAfterMinutes } = queueOf(rules(), queue);
        if (returnAfterMinutes === undefined) continue;
        const silence = silenceOf(queue, returnAfterMinutes, { defaults, now: clock.now() });
        for (const id of await silentIn(queue, silence, pageSize)) {
          await desk
            .returnSilent(id, returnAfterMinutes)
            .catch(error =>
              log.error({ err: error, conversation: id }, 'a conversation could not be given back; it is tried again'),
            );
        }
      }
    },
  };
}

type Change = Pick<Advance, 'mode' | 'waiting' | 'dueAt' | 'snoozed' | 'closed' | 'mark' | 'unread'> & {
  line: HistoryEvent;
  values?: Record<string, string>;
};

function botSpeaks(conversation: string): AppError {
  return new AppError('inbox.bot_speaks', 'The bot speaks in this conversation. Take it over first.', { conversation });
}

function notFound(conversation: string): AppError {
  return new AppError('inbox.not_found', 'There is no such conversation.', { conversation });
}
