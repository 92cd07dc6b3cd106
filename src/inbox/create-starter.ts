import { getContact } from '../contacts/index.ts';
import { advance, type Conversation, settleWakeAt } from '../conversations/index.ts';
import type { Flows } from '../flows/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import type { Messenger, MessengerName } from '../messages/index.ts';
import { answerTo, changeBy, lastSaid } from './answer.ts';
import type { Inbox } from './create-inbox.ts';
import type { Habits } from './facts.ts';
import { answerDue } from './to-people.ts';

/**
 * `started`: it asks its first question, or asks the present one again where they were in the middle of it. Otherwise nothing was said:
 * people hold the conversation, nobody has written in it yet, the flow is not there, the messenger is off.
 */
export type Started = 'started' | 'peopleSpeak' | 'notBegun' | 'unknownFlow' | 'noMessenger';

/** Begins flows that nobody asked for just now. */
export interface Starter {
  /** The same key twice starts it once. Rejects when somebody else changes the conversation at the same time: it is to be tried again. */
  start(conversation: string, wish: { flow: string; key: string }): Promise<Started>;
}

export function createStarter(options: {
  inbox: Pick<Inbox, 'exclusively' | 'finish'>;
  flows: Flows;
  messengers: ReadonlyMap<MessengerName, Messenger>;
  defaults: Habits;
  clock: Clock;
  checkpoint: Checkpoint;
}): Starter {
  const { inbox, flows, messengers, defaults, clock, checkpoint } = options;

  async function startWithin(conversation: Conversation, { flow, key }: { flow: string; key: string }): Promise<Started> {
    if (conversation.handled.includes(key)) return 'started';
    // Of a closed one nobody is there to be talked over.
    if (conversation.mode === 'queue' || conversation.mode === 'staff') return 'peopleSpeak';
    if (!flows.library.byId(flow)) return 'unknownFlow';
    const contact = conversation.contact ? await getContact(conversation.contact) : undefined;
    if (!contact) return 'notBegun';
    const messenger = messengers.get(conversation.messenger);
    if (!messenger) return 'noMessenger';
    const now = clock.now();
    const whose = { conversation: withoutPress(conversation), contact, messenger };
    const answer = await answerTo({ kind: 'press', data: `f:start:${flow}` }, whose, { flows, defaults, now });
    // Nobody has pressed anything: their own first press of such a button still counts.
    const { lastPress: _press, ...told } = answer;
    const { position, ...change } = changeBy(conversation, told.position ? { ...told, position: bare(told.position) } : told);
    const message = lastSaid(answer, now);
    const isClosed = conversation.mode === 'closed';
    const next = await advance(conversation, {
      now,
      event: key,
      ...(isClosed && { mode: { mode: 'bot' }, unread: 'none', waiting: false }),
      ...change,
      ...(position !== undefined && { position }),
      todo: { ...change.todo, priority: 'reminder' },
      ...(message && { message }),
      ...(change.mode && { waiting: true, dueAt: answerDue(change.mode.queue, { defaults, now, isFirst: true }) }),
      unattended: true,
    });
    if (!next) throw new Error(`the conversation ${conversation.id} was changed meanwhile`);
    await checkpoint('conversation advanced');
    await inbox.finish(next);
    await settleWakeAt(next);
    return 'started';
  }

  return { start: (id, wish) => inbox.exclusively(id, conversation => startWithin(conversation, wish)) };
}

function withoutPress({ lastPress: _press, ...conversation }: Conversation): Conversation {
  const { position } = conversation;
  return position ? { ...conversation, position: bare(position) } : conversation;
}

function bare<P extends { lastPress?: string }>({ lastPress: _press, ...position }: P): Omit<P, 'lastPress'> {
  return position;
}
