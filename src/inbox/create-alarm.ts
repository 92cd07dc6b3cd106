import { getContact } from '../contacts/index.ts';
import { advance, type Conversation, dueConversations, settleWakeAt, wakeAtOf } from '../conversations/index.ts';
import type { Flows } from '../flows/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import type { Logger } from '../lib/logger.ts';
import type { Messenger, MessengerName } from '../messages/index.ts';
import { advanceUnattended, answerTo } from './answer.ts';
import type { Inbox } from './create-inbox.ts';
import type { Habits } from './facts.ts';
import { noteEvent } from './note-event.ts';

/** Tells runs that their time has come: the end of a wait, a nudge, the expiry. */
export interface Alarm {
  /** Tells all that are due now. Ringing twice, or in two processes, tells nobody twice. */
  ring(): Promise<void>;
}

const pageSize = 200;
/** So many are told at once: customers who write at this moment go first. */
const mostAtOnce = 16;
/** The tick that calls us is taken for dead after a minute; what is left over comes with the next one. */
const longestMs = 30_000;
/** When to try again what could not be told, so that it keeps nobody else from hearing. */
const troubleMs = 5 * 60_000;
/** A run that wants to be woken again in the past is not woken without end. */
const shortestWaitMs = 1000;

export function createAlarm(options: {
  inbox: Inbox;
  flows: Flows;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  defaults: Habits;
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
}): Alarm {
  const { inbox, flows, messengers, defaults, clock, log, checkpoint } = options;
  const gate = new Gate(mostAtOnce);

  async function wake(id: string): Promise<void> {
    try {
      await inbox.exclusively(id, tell);
    } catch (error) {
      log.error({ err: error, conversation: id }, 'a run could not be told its time; it is told later');
    }
  }

  async function tell(conversation: Conversation): Promise<void> {
    const now = clock.now();
    const notBefore = new Date(now.getTime() + troubleMs);
    try {
      await tellTime(conversation, now);
    } catch (error) {
      await settleWakeAt(conversation, { notBefore });
      throw error;
    }
  }

  /** What was left to do by whoever died has been done when the conversation was taken; what remains is the time itself. */
  async function tellTime(conversation: Conversation, now: Date): Promise<void> {
    const { wakeAt } = conversation;
    if (!wakeAt || wakeAt > now) return;
    const due = wakeAtOf(conversation);
    if (!due || due > now) return settleWakeAt(conversation);
    if (conversation.snoozed) return endSnooze(conversation, now);
    const contact = conversation.contact && (await getContact(conversation.contact));
    const messenger = messengers.get(conversation.messenger);
    if (!contact || !messenger) return settleWakeAt(conversation, { notBefore: new Date(now.getTime() + troubleMs) });
    const answer = await answerTo({ kind: 'tick' }, { conversation, contact, messenger }, { flows, defaults, now });
    const next = await advanceUnattended(conversation, answer, { now, defaults });
    if (!next) return;
    await checkpoint('conversation advanced');
    await inbox.finish(next);
    await settleWakeAt(next, { notBefore: new Date(now.getTime() + shortestWaitMs) });
  }

  /** It comes back to whom it was with. */
  async function endSnooze(conversation: Conversation, now: Date): Promise<void> {
    const { contact } = conversation;
    if (contact) await noteEvent({ ...conversation, contact }, { what: 'woken', now });
    await advance(conversation, { now, snoozed: null, mark: 'woken' });
  }

  return {
    async ring() {
      const now = clock.now();
      const tried = new Set<string>();
      while (clock.now().getTime() - now.getTime() < longestMs) {
        const due = (await dueConversations(now, tried.size + pageSize)).filter(id => !tried.has(id));
        if (due.length === 0) return;
        for (const id of due) tried.add(id);
        await Promise.all(due.map(id => gate.run(() => wake(id))));
      }
    },
  };
}
