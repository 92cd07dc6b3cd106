import { getContact } from '../contacts/index.ts';
import {
  type Advance,
  advance,
  type Conversation,
  getConversation,
  isSilent,
  type StaffMember,
  settleWakeAt,
} from '../conversations/index.ts';
import type { Flows } from '../flows/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import { afterQuietHours } from '../lib/quiet-hours.ts';
import {
  type Button,
  capabilitiesOf,
  type Entity,
  type Fitted,
  fitMessage,
  getMessage,
  type HistoryEvent,
  history,
  keepMessage,
  type Messenger,
  type MessengerName,
  type Outgoing,
  type OutgoingAttachment,
  requeue,
  type StoredMessage,
  suppressQueued,
} from '../messages/index.ts';
import { type Outbox, sendingRules } from '../outbox/index.ts';
import { type Language, languageOf } from '../texts/index.ts';
import { answerTo, changeBy, preview } from './answer.ts';
import { editSent, removeSent } from './change-sent.ts';
import type { Inbox } from './create-inbox.ts';
import { expectHeld } from './expect-held.ts';
import type { Habits } from './facts.ts';
import { contentOf } from './history-of.ts';
import { noteEvent, place } from './note-event.ts';
import { quoteFor } from './quote-for.ts';
import { silenceOf, waitedFor } from './to-people.ts';

export interface Reply {
  conversation: string;
  staff: StaffMember;
  text: string;
  entities?: Entity[];
  /** More than one travel as an album where the messenger has such. */
  attachments?: OutgoingAttachment[];
  location?: NonNullable<Outgoing['location']>;
  /** Rows of buttons under the last part. */
  buttons?: Button[][];
  /** Our id of the customer's message that it answers; one that cannot be answered (any more) is passed over. */
  replyTo?: string;
  /** The page's own id of this reply: the same twice is one message. */
  key?: string;
  /** Said in passing: whoever speaks goes on to, and whoever waits still does. */
  aside?: true;
  /** Written earlier to go now: whoever else has taken the conversation meanwhile keeps it. */
  planned?: true;
  /** Where the bot speaks it goes on to, and asks once more the question that waits for an answer. */
  interjected?: true;
}

/** What people do in a conversation. */
export interface Desk {
  /**
   * The member of staff speaks from now on; what the bot has not sent yet is taken back. `held`: as `heldBy` told when they decided; AppError
   * `inbox.conflict` with `name` when somebody was first.
   */
  takeOver(conversation: string, staff: StaffMember, held?: string): Promise<void>;
  /** The bot speaks again and asks the exact question at which it was stopped. */
  giveBack(conversation: string, staff: StaffMember): Promise<void>;
  /** The same because neither side has written for so many minutes; nothing when somebody has, or in the customer's quiet hours. */
  returnSilent(conversation: string, minutes: number): Promise<void>;
  /** Sends a message of a person. AppError `inbox.bot_speaks` while the bot does, `inbox.empty_reply` when there is nothing to send. */
  reply(reply: Reply): Promise<void>;
  /** Sends again what failed, or what nobody knows of. AppError `inbox.nothing_to_send_again`. */
  sendAgain(message: string): Promise<void>;
  /**
   * Queues other words for a message of ours that was sent, which goes as answers do; what became of it stands at the message, whose history
   * keeps the old words and whose doing it was. AppError `inbox.not_changeable`, `inbox.edit_too_long`, `inbox.empty_reply`.
   */
  edit(message: string, text: string, staff: StaffMember): Promise<void>;
  /** Queues that a message of ours is taken back on the customer's side; the history keeps it. AppError `inbox.not_changeable`. */
  remove(message: string, staff: StaffMember): Promise<void>;
  /** Where the list of conversations shows words of a message that are not what they were, it shows the last that still are. */
  showLast(before: StoredMessage): Promise<void>;
}

export function createDesk(options: {
  inbox: Inbox;
  outbox: Outbox;
  flows: Flows;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  defaults: Habits;
  clock: Clock;
}): Desk {
  const { inbox, outbox, flows, messengers, defaults, clock } = options;

  /** Does something with a conversation that has begun; without a contact nobody has written yet. */
  async function within(id: string, task: (conversation: Conversation & { contact: string }) => Promise<void>) {
    if (!(await getConversation(id))) throw notFound(id);
    await inbox.exclusively(id, async conversation => {
      const { contact } = conversation;
      if (!contact) throw notFound(id);
      await task({ ...conversation, contact });
    });
  }

  const note = (conversation: Conversation & { contact: string }, what: HistoryEvent, by?: StaffMember, values = {}) =>
    noteEvent(conversation, { what, by, values, now: clock.now() });

  async function hold(conversation: Conversation, staff: StaffMember) {
    await advance(conversation, { now: clock.now(), mode: modeOf(conversation, staff), unread: 'none' });
  }

  async function handToBot(conversation: Conversation & { contact: string }) {
    const answer = await resume(conversation);
    const next = await advance(conversation, {
      now: clock.now(),
      mode: { mode: 'bot' },
      unread: 'none',
      waiting: false,
      unattended: true,
      ...answer,
    });
    if (next) await letBotGoOn(next);
  }

  async function letBotGoOn(conversation: Conversation) {
    if (conversation.pending) await inbox.finish(conversation);
    await settleWakeAt(conversation);
  }

  return {
    takeOver: (id, staff, held) =>
      within(id, async conversation => {
        if (conversation.mode === 'staff' && conversation.staff === staff.id) return;
        if (held !== undefined) await expectHeld(conversation, held);
        await hold(conversation, staff);
        await suppressQueued(id, 'takenOver', clock.now());
        await note(conversation, 'taken', staff);
      }),

    giveBack: (id, staff) =>
      within(id, async conversation => {
        if (conversation.mode === 'bot') return;
        await note(conversation, 'givenBack', staff);
        await handToBot(conversation);
      }),

    returnSilent: (id, minutes) =>
      within(id, async conversation => {
        const now = clock.now();
        if (!isSilent(conversation, silenceOf(conversation.queue, minutes, { defaults, now }))) return;
        if (await isQuiet(conversation, now)) return;
        await note(conversation, 'returned', undefined, { minutes: String(minutes) });
        await handToBot(conversation);
      }),

    reply: ({ conversation: id, staff, text, entities, attachments, location, buttons, replyTo, key = newId(), ...how }) =>
      within(id, async conversation => {
        const botGoesOn = conversation.mode === 'bot' && how.interjected === true;
        const isOthers = conversation.mode === 'staff' && conversation.staff !== undefined && conversation.staff !== staff.id;
        const aside = how.aside === true || botGoesOn || (how.planned === true && isOthers);
        if (conversation.mode === 'bot' && !aside)
          throw new AppError('inbox.bot_speaks', 'The bot speaks in this conversation. Take it over first.', {
            conversation: id,
          });
        const messenger = messengers.get(conversation.messenger);
        if (!messenger)
          throw new AppError('inbox.no_messenger', `The messenger ${conversation.messenger} is off.`, { conversation: id });
        const parts = fitMessage(
          {
            text: text.trim(),
            ...(entities && { entities }),
            ...(attachments && { attachments }),
            ...(location && { location }),
            ...(buttons && buttons.length > 0 && { buttons }),
          },
          capabilitiesOf(messenger.capabilities, conversation.lacks),
          { language: await languageIn(conversation) },
        );
        if (parts.length === 0)
          throw new AppError('inbox.empty_reply', 'Write something or attach a file.', { conversation: id });
        const quote = replyTo === undefined ? undefined : await quoteFor(replyTo, id);
        const now = clock.now();
        const messages = parts.map((part, i) => ({
          ...place(conversation, `reply:${key}:${i}`, now),
          ...spoken(part, staff),
          ...(i === 0 && quote && { quoted: [quote] }),
        }));
        // Kept before anything else: from here on it is sent whatever happens to us.
        await Promise.all(messages.map(keepMessage));
        const waited = waitedFor(conversation, { defaults, now });
        // The question goes behind what was said by the same write, so that nobody who dies in between leaves the customer without either.
        const next = await advance(conversation, {
          now,
          ...(botGoesOn && { unattended: true, ...(await resume(conversation)) }),
          ...(!aside && { mode: modeOf(conversation, staff), unread: 'none' as const, waiting: false }),
          ...(!aside && waited !== undefined && { reply: { by: staff.id, at: now, ms: waited } }),
          message: {
            text: text.trim().slice(0, 200),
            kind: text.trim() ? 'text' : (attachments?.[0]?.kind ?? (location ? 'location' : 'text')),
            at: now,
            author: 'staff',
          },
        });
        outbox.wake(id);
        if (botGoesOn && next) await letBotGoOn(next);
      }),

    async sendAgain(id) {
      const message = await getMessage(id);
      if (!message || !(await requeue(id, clock.now()))) {
        throw new AppError('inbox.nothing_to_send_again', 'This message is on its way already, or gone.', { message: id });
      }
      outbox.wake(message.conversation);
    },

    async edit(id, text, { name }) {
      outbox.wake((await editSent(id, text, { by: name, messengers, clock })).conversation);
    },

    async remove(id, { name }) {
      outbox.wake((await removeSent(id, { by: name, messengers, clock })).conversation);
    },

    async showLast({ conversation: id, text: before }) {
      if ((await getConversation(id))?.lastMessage?.text !== preview(before)) return;
      await within(id, async conversation => {
        const { lastMessage } = conversation;
        if (lastMessage?.text !== preview(before)) return;
        const latest = (await history(id, { limit: 20 })).findLast(({ kind, removed }) => kind !== 'event' && !removed);
        const { text = '', kind = 'text', author = { kind: lastMessage.author }, attachments } = latest ?? {};
        await advance(conversation, {
          now: clock.now(),
          message: { text: preview(text), kind: attachments?.[0]?.kind ?? kind, at: lastMessage.at, author: author.kind },
        });
      });
    },
  };

  /** Nobody has asked for a question in the night. */
  async function isQuiet({ contact }: Conversation & { contact: string }, now: Date): Promise<boolean> {
    const [card, { quietHours }] = await Promise.all([getContact(contact), sendingRules()]);
    return afterQuietHours(now, { quietHours, timeZone: card?.timeZone ?? defaults.timeZone }) > now;
  }

  /** What the bot does when it is its turn again. */
  async function resume(conversation: Conversation & { contact: string }): Promise<Partial<Advance>> {
    const contact = await getContact(conversation.contact);
    const messenger = messengers.get(conversation.messenger);
    if (!contact || !messenger) return {};
    const now = clock.now();
    const answer = await answerTo({ kind: 'resume' }, { conversation, contact, messenger }, { flows, defaults, now });
    return changeBy(conversation, answer);
  }
}

/** They have it from now on; it stays in the queue where it came to people. */
const modeOf = ({ queue }: Conversation, { id }: StaffMember): NonNullable<Advance['mode']> => ({
  mode: 'staff',
  staff: id,
  ...(queue && { queue }),
});

function spoken(part: Fitted, staff: StaffMember): Omit<StoredMessage, keyof ReturnType<typeof place>> {
  return {
    author: { kind: 'staff', ...staff },
    ...contentOf(part),
    ...(part.buttons && { buttons: part.buttons }),
    delivery: { state: 'queued', attempts: 0 },
  };
}

/** In which the words of a messenger's limits are said to the customer. */
async function languageIn({ position, contact }: Conversation & { contact: string }): Promise<Language> {
  return position?.language ?? languageOf((await getContact(contact))?.language);
}

function notFound(conversation: string): AppError {
  return new AppError('inbox.not_found', 'There is no such conversation.', { conversation });
}
