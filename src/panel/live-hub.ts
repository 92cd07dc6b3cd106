import { type Alert, alertsOf, missedAlerts } from '../alerts/index.ts';
import { type StoredMessage, watchMessages } from '../messages/index.ts';
import { type GivenSignal, type Signal, watchSignals } from '../signals/index.ts';
import { gather } from './gather.ts';
import { type Frame, frameOf } from './live-stream.ts';

/** What an open page is told: the same for all of them, so it is gathered once. */
export interface LiveListener {
  /** New and changed messages by their conversations: the same lists for all. */
  messages(messages: ReadonlyMap<string, StoredMessage[]>): void;
  /** The list of conversations is not what it was. */
  inbox(frame: Frame): void;
  /** Something is not what it was; many of one kind within a moment come as one without `about`. */
  changed(frame: Frame): void;
  /** Who looks at a conversation and writes in it. */
  typing(signal: GivenSignal, frame: Frame): void;
  /** Somebody of the staff is called by name. */
  called(signal: GivenSignal): void;
  /** Customers wrote. */
  alerts(alerts: Alert[]): void;
}

export type Changed = { topic: Signal['topic'] | 'everything'; about?: string };

/** Many changes within this time are told once; those of the list of conversations, which is read anew for it, within twice that. */
const gatherMs = 100;
const missedStepMs = 5000;
const missedKeptMs = 1000;
/** More changed things of one kind than this: the whole kind is told. */
const mostOfTopic = 20;

/** One look at the database for all open pages of this process; nobody looking costs nothing. */
export function createLiveHub() {
  const listeners = new Set<LiveListener>();
  let unwatch: (() => void)[] = [];
  let gathered: GivenSignal[] = [];
  /**
   * Many pages come back at once, as after a restart: what they missed since about the same moment is looked up once, until something new
   * is heard, of which only those know who were here.
   */
  const missed = new Map<number, Promise<Alert[]>>();

  function each(tell: (listener: LiveListener) => void) {
    for (const listener of listeners) tell(listener);
  }

  const announce = gather(2 * gatherMs, () => each(listener => listener.inbox(inboxChanged)));

  async function hearMessages(messages: StoredMessage[]) {
    missed.clear();
    const byConversation = new Map<string, StoredMessage[]>();
    for (const message of messages) {
      const others = byConversation.get(message.conversation);
      if (others) others.push(message);
      else byConversation.set(message.conversation, [message]);
    }
    each(listener => listener.messages(byConversation));
    announce();
    const alerts = await alertsOf(messages, new Date());
    if (alerts.length > 0) each(listener => listener.alerts(alerts));
  }

  function hear(told: GivenSignal) {
    if (told.topic === 'typing') {
      const frame = frameOf({ event: 'typing', data: JSON.stringify(told.facts) });
      return each(listener => listener.typing(told, frame));
    }
    if (told.topic === 'alerts') {
      missed.clear();
      return each(listener => listener.called(told));
    }
    gathered.push(told);
    if (gathered.length === 1) setTimeout(tellChanges, gatherMs);
  }

  function tellChanges() {
    const signals = gathered;
    gathered = [];
    const at = new Date(Math.max(...signals.map(told => told.at.getTime())));
    const frame = changedFrame(summarize(signals), at);
    each(listener => listener.changed(frame));
  }

  return {
    /** What was told of customers and to people of the staff since, and up to some seconds before. */
    missed(since: number): Promise<Alert[]> {
      const from = Math.floor(since / missedStepMs) * missedStepMs;
      const known = missed.get(from) ?? missedAlerts(new Date(from));
      if (!missed.has(from)) setTimeout(() => missed.delete(from), missedKeptMs).unref();
      missed.set(from, known);
      return known;
    },
    join(listener: LiveListener): () => void {
      if (listeners.size === 0) {
        unwatch = [
          // A notification that could not be made is not worth a page's stream.
          watchMessages(messages => void hearMessages(messages).catch(() => undefined)),
          watchSignals(hear),
        ];
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        for (const stop of unwatch) stop();
        missed.clear();
      };
    },
  };
}

export const inboxChanged = frameOf({ event: 'inbox', data: '' });

export const changedFrame = (changed: Changed[], at: Date): Frame =>
  frameOf({ event: 'changed', data: JSON.stringify(changed), id: at.getTime() });

/** Each changed thing once; a whole kind where most of it changed. */
export function summarize(signals: Signal[]): Changed[] {
  const byTopic = new Map<Signal['topic'], Set<string | undefined>>();
  for (const { topic, about } of signals) byTopic.set(topic, (byTopic.get(topic) ?? new Set()).add(about));
  return [...byTopic].flatMap(([topic, about]) =>
    about.has(undefined) || about.size > mostOfTopic
      ? [{ topic }]
      : [...about].map(each => ({ topic, ...(each !== undefined && { about: each }) })),
  );
}
