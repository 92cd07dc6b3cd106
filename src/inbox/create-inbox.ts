import type { Contact } from '../contacts/index.ts';
import type { Conversation } from '../conversations/index.ts';
import { isTransient } from '../db/index.ts';
import type { Delivery, MessageContent } from '../deliveries/index.ts';
import type { Flows } from '../flows/index.ts';
import { AppError } from '../lib/app-error.ts';
import { makeWay } from '../lib/batching.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import type { Logger } from '../lib/logger.ts';
import { addressOf, capabilitiesOf, type Intake, type Messenger, type MessengerName } from '../messages/index.ts';
import type { Outbox } from '../outbox/index.ts';
import { albumOf, albumWait } from './album-of.ts';
import { applyEffects } from './apply-effects.ts';
import { createArrivals } from './arrivals.ts';
import { choicesWait } from './choices-wait.ts';
import { createAcknowledger } from './create-acknowledger.ts';
import { createHolder } from './create-holder.ts';
import { createProfiles } from './create-profiles.ts';
import { conversationsWithEvents, noteFailure, storeEvents, type WaitingEvent, waitingEvents } from './event-store.ts';
import type { Habits } from './facts.ts';
import { fetchFiles } from './fetch-files.ts';
import { handleEvent } from './handle-event.ts';
import { isWritten } from './is-written.ts';
import { createKnownEvents } from './known-events.ts';
import { createYieldingGate } from './yielding-gate.ts';

export interface InboxOptions {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  flows: Flows;
  outbox: Outbox;
  owner: string;
  /** Whether no other process works on conversations: then a lease keeps nobody off. */
  alone: () => boolean;
  /** Calls to other programs wait: whoever makes them need not wait for a tick. */
  wakeCaller?: () => void;
  /** Processes known to be dead when this one started: what they held is free. */
  dead: string[];
  defaults: Habits;
  /** What a delivery said, for presses on its buttons. */
  contentOf?: (delivery: Delivery) => Promise<MessageContent | undefined>;
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
}

/** Works on a conversation that is held for this process alone; nothing pending is left from before. */
type Task<T> = (conversation: Conversation) => Promise<T>;

export interface Inbox extends Intake {
  /** Looks for events that nobody finished working on, of this process or of one that died; at the start for all of them, also the newest. */
  sweep(options?: { all?: boolean }): Promise<void>;
  /** Does something with a conversation while nobody else does. AppError `inbox.busy` when another process holds it for too long. */
  exclusively<T>(conversation: string, task: Task<T>): Promise<T>;
  /** Does what an advance left to do, and lets the outbox send it. */
  finish(conversation: Conversation): Promise<void>;
  /** Whether so many are waiting to be answered here that what nobody waits for had better come later. */
  isBusy(): boolean;
  /** Resolves when nothing is being handled any more. */
  stop(): Promise<void>;
}

/** An event that is older than this and still waits has been forgotten by whoever stored it. */
const forgottenMs = 2000;
const sweepSize = 500;
/**
 * So many conversations are worked on at once. All others wait as stored events, so that however many write at the same moment, storing
 * and acknowledging what comes in stays quick. Twice as many as 128 leave the cores less idle and cost some 8 MB.
 */
const mostWorkers = 256;
const leastWorkers = 4;
/** A messenger gives us some seconds; a person who waits for a button to stop spinning does not. */
const storingMs = 8;
/** With no more conversations at work or waiting for it there is time for what nobody waits for. */
const fewAtWork = 8;
/** What is forgotten is done once more, to no effect. */
const rememberedConversations = 50_000;

/** Receives updates and works them through, one conversation in order, by one worker at a time on any number of processes. */
export function createInbox(options: InboxOptions): Inbox {
  const { messengers, outbox, alone, clock, log, checkpoint } = options;
  const queue = new KeyedQueue();
  const workers = createYieldingGate({ most: mostWorkers, least: leastWorkers, patienceMs: storingMs });
  const planned = new Set<string>();
  const arrivals = createArrivals(alone);
  const known = createKnownEvents(alone);
  const buttons = createAcknowledger({ clock, log });
  const profiles = createProfiles({ busy: isBusy, clock, log });
  /** Conversations that are looked at again when an album is whole, or what they answer is known. */
  const gathering = new Set<string>();
  const stopped = new AbortController();
  /** The latest revisions whose effects are done: of a conversation without a lease nothing else tells. */
  const finished = new Map<string, number>();
  const holder = createHolder(options);
  let stopping = false;

  function isBusy(): boolean {
    return queue.size + planned.size > fewAtWork;
  }

  async function accept(...[messenger, updates, { urgent = false } = {}]: Parameters<Intake['accept']>) {
    if (urgent) makeWay();
    const began = performance.now();
    const stored = await storeEvents(messenger, updates, clock.now());
    if (urgent) workers.waited(performance.now() - began);
    await checkpoint('update stored');
    const brought = new Map(updates.map(({ key, incoming }) => [key, incoming]));
    for (const event of stored) {
      known.add(event);
      const incoming = brought.get(event._id);
      if (!incoming) continue;
      arrivals.keep(event._id, incoming);
      buttons.arrived(event._id, messengers.get(messenger), incoming);
    }
    for (const { conversation } of stored) if (conversation !== undefined) wake(conversation);
  }

  /** Plans one more look at a conversation, unless one is planned already that has not begun. */
  function wake(conversation: string) {
    if (stopping || planned.has(conversation)) return;
    planned.add(conversation);
    const work = workers.run(() => exclusively(conversation, workThrough, () => planned.delete(conversation)));
    work.catch(error => {
      known.doubt(conversation);
      log.error({ err: error, conversation }, 'handling was interrupted; it goes on with the next sweep');
    });
  }

  async function exclusively<T>(id: string, task: Task<T>, onBegin?: () => void): Promise<T> {
    return queue.run(id, async () => {
      onBegin?.();
      const conversation = await holder.take(id, finished.get(id));
      try {
        await checkpoint('conversation taken');
        return await task(await withoutPending(conversation));
      } finally {
        await holder.release(id, finished.get(id));
        await checkpoint('conversation released');
      }
    });
  }

  /** A process that died left effects behind: they come before anything new. */
  async function withoutPending(conversation: Conversation): Promise<Conversation> {
    const { pending, ...rest } = conversation;
    if (!pending || pending.revision === finished.get(conversation.id)) return rest;
    await finish(conversation);
    return rest;
  }

  async function finish(conversation: Conversation, { reachable = false, card }: { reachable?: boolean; card?: Contact } = {}) {
    const messenger = messengers.get(conversation.messenger);
    if (!messenger)
      throw new AppError('inbox.no_messenger', `The messenger ${conversation.messenger} is off.`, {
        conversation: conversation.id,
      });
    const messages = await applyEffects(conversation, {
      capabilities: capabilitiesOf(messenger.capabilities, conversation.lacks),
      card,
      now: clock.now(),
      checkpoint,
      log,
    });
    remember(conversation);
    outbox.wake(conversation.id, messages && { messages, reachable });
    if (conversation.pending?.effects.some(effect => effect.kind === 'webhook')) options.wakeCaller?.();
  }

  function remember({ id, pending }: Conversation) {
    if (!pending) return;
    if (finished.size >= rememberedConversations) finished.clear();
    finished.set(id, pending.revision);
  }

  async function workThrough(conversation: Conversation): Promise<void> {
    let current = conversation;
    const waiting = known.take(conversation.id) ?? (await waitingEvents(conversation.id));
    const done = new Set<string>();
    for (const event of waiting) {
      if (stopping) return;
      if (done.has(event._id)) continue;
      // Only the bot needs an album in one piece: people see each part when it comes.
      const parts = current.mode === 'bot' ? albumOf(event, waiting) : ([event] as const);
      const wait =
        (current.mode === 'bot' ? albumWait([...parts], clock.now()) : 0) || (await choicesWait(event, current, clock.now()));
      if (wait > 0) lookAgain(conversation.id, wait);
      const next = wait > 0 ? undefined : await workOn(current, [...parts]);
      if (!next) return known.doubt(conversation.id);
      for (const { _id } of parts) done.add(_id);
      current = next;
    }
    holder.rest(current);
  }

  /** What has to wait does so as a stored event, with all that came after it: should we die, the sweep of another process finds them. */
  function lookAgain(conversation: string, ms: number) {
    if (gathering.has(conversation)) return;
    gathering.add(conversation);
    void clock.sleep(ms, stopped.signal).then(() => {
      gathering.delete(conversation);
      wake(conversation);
    });
  }

  /** Handles one event, or the parts of an album. Nothing when the rest has to wait for another look. */
  async function workOn(
    conversation: Conversation,
    events: [WaitingEvent, ...WaitingEvent[]],
  ): Promise<Conversation | undefined> {
    const [event] = events;
    try {
      return await handle(conversation, events);
    } catch (error) {
      if (isTransient(error)) {
        log.warn({ err: error, event: event._id }, 'the database was away; the event is handled with the next sweep');
        return undefined;
      }
      log.error({ err: error, event: event._id }, 'an event could not be handled');
      if (await noteFailure(event, String(error)))
        log.error({ event: event._id }, 'the event is put aside: please report this with the log');
      return undefined;
    }
  }

  async function handle(conversation: Conversation, events: WaitingEvent[]): Promise<Conversation | undefined> {
    const messenger = messengers.get(conversation.messenger);
    const parts = messenger && (await arrivals.read(events, { conversation, messenger }));
    if (!messenger || !parts) {
      await arrivals.close(events);
      return conversation;
    }
    const [{ incoming }] = parts;
    const handled = await handleEvent(conversation, { parts, messenger }, { ...options, profiles, now: clock.now() });
    if (!handled) {
      // Somebody changed the conversation between our reading and our writing: look again.
      wake(conversation.id);
      return undefined;
    }
    await checkpoint('conversation advanced');
    for (const { _id: id, receivedAt } of events) buttons.handled({ id, receivedAt }, messenger, incoming);
    for (const part of parts) fetchFiles(part, { messenger, clock, log });
    // Closed last: an event that is still open is how a sweep finds effects that nobody finished.
    await finish(handled.advanced, { reachable: isWritten(incoming), card: handled.card });
    await arrivals.close(events);
    const { pending: _done, ...rest } = handled.advanced;
    return rest;
  }

  return {
    isBusy,
    accept,
    exclusively,
    finish,
    async sweep({ all = false } = {}) {
      const whole = all || (alone() && !known.isComplete());
      const forgotten = new Date(clock.now().getTime() - (whole ? 0 : forgottenMs));
      const { conversations, isAll } = await conversationsWithEvents(forgotten, sweepSize);
      for (const id of conversations) {
        // What waits its turn in this process is not forgotten.
        if (!whole && known.isComplete() && (planned.has(id) || queue.has(id))) continue;
        known.doubt(id);
        if (messengers.has(addressOf(id).messenger)) wake(id);
      }
      if (whole && isAll) known.complete();
    },
    async stop() {
      stopping = true;
      stopped.abort();
      buttons.stop();
      await queue.idle();
      await profiles.stop();
      holder.stop();
    },
  };
}
