import {
  type Conversation,
  claimConversation,
  leaseMs,
  openConversation,
  releaseLease,
  renewLease,
} from '../conversations/index.ts';
import { isTransient } from '../db/index.ts';
import { fetchRemoteFile, rememberRemoteFile } from '../files/index.ts';
import type { Flows } from '../flows/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { Gate } from '../lib/gate.ts';
import { KeyedQueue } from '../lib/keyed-queue.ts';
import type { Logger } from '../lib/logger.ts';
import { addressOf, type Incoming, type Intake, type Messenger, type MessengerName } from '../messages/index.ts';
import type { Outbox } from '../outbox/index.ts';
import { applyEffects } from './apply-effects.ts';
import {
  closeEvent,
  conversationsWithEvents,
  noteFailure,
  rawOf,
  storeEvents,
  type WaitingEvent,
  waitingEvents,
} from './event-store.ts';
import type { Habits } from './facts.ts';
import { handleEvent } from './handle-event.ts';
import { createKnownEvents } from './known-events.ts';
import { attachmentsOf } from './to-history.ts';

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
  /** Resolves when nothing is being handled any more. */
  stop(): Promise<void>;
}

/** An event that is older than this and still waits has been forgotten by whoever stored it. */
const forgottenMs = 2000;
const sweepSize = 500;
/** While another process holds a conversation we ask again, so that what we have just stored is not forgotten between us. */
const askAgainMs = 100;
const patienceMs = 3 * leaseMs;
/**
 * So many conversations are worked on at once. All others wait as stored events, so that however many write at the same moment, storing
 * and acknowledging what comes in stays quick.
 */
const mostWorkers = 128;
const mostFresh = 10_000;
/** What is forgotten is done once more, to no effect. */
const rememberedConversations = 50_000;

/** Receives updates and works them through, one conversation in order, by one worker at a time on any number of processes. */
export function createInbox(options: InboxOptions): Inbox {
  const { messengers, outbox, owner, alone, dead, clock, log, checkpoint } = options;
  const queue = new KeyedQueue();
  const workers = new Gate(mostWorkers);
  const planned = new Set<string>();
  /** What has just come in and need not be read again. */
  const fresh = new Map<string, Incoming>();
  const known = createKnownEvents(alone);
  /** The conversations that this process has leased. */
  const leased = new Set<string>();
  /** The latest revisions whose effects are done: of a conversation without a lease nothing else tells. */
  const finished = new Map<string, number>();
  const renewal = setInterval(() => renewLeases(), leaseMs / 3);
  renewal.unref();
  let stopping = false;

  function renewLeases() {
    for (const id of leased) {
      renewLease({ id, owner, now: clock.now() }).catch(error => log.warn({ err: error }, 'a lease could not be renewed'));
    }
  }

  async function accept(messenger: MessengerName, updates: Parameters<Intake['accept']>[1]) {
    const stored = await storeEvents(messenger, updates, clock.now());
    await checkpoint('update stored');
    if (fresh.size > mostFresh) fresh.clear();
    for (const { key, incoming } of updates) if (incoming) fresh.set(key, incoming);
    for (const event of stored) known.add(event);
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
      const conversation = await take(id);
      try {
        await checkpoint('conversation taken');
        return await task(await withoutPending(conversation));
      } finally {
        if (leased.delete(id)) await release(id);
        await checkpoint('conversation released');
      }
    });
  }

  /**
   * Makes a conversation ours until the task is done. A process that is alone saves itself the lease; should another one begin at this very
   * moment, the guarded advance and the keys of the effects still let everything happen once.
   */
  async function take(id: string): Promise<Conversation> {
    if (alone()) return openConversation({ id, now: clock.now(), done: finished.get(id) });
    const conversation = await claim(id);
    leased.add(id);
    return conversation;
  }

  async function release(id: string) {
    const done = finished.get(id);
    await releaseLease({ id, owner, ...(done !== undefined && { done }) });
  }

  async function claim(id: string): Promise<Conversation> {
    const patience = clock.now().getTime() + patienceMs;
    for (;;) {
      const claimed = await claimConversation({ id, owner, dead, now: clock.now() });
      if (claimed) return claimed;
      if (clock.now().getTime() > patience)
        throw new AppError('inbox.busy', 'Another process holds this conversation. Try again in a moment.', { conversation: id });
      await clock.sleep(askAgainMs);
    }
  }

  /** A process that died left effects behind: they come before anything new. */
  async function withoutPending(conversation: Conversation): Promise<Conversation> {
    const { pending, ...rest } = conversation;
    if (!pending || pending.revision === finished.get(conversation.id)) return rest;
    await finish(conversation);
    return rest;
  }

  async function finish(conversation: Conversation, { reachable = false } = {}) {
    const messenger = messengers.get(conversation.messenger);
    if (!messenger)
      throw new AppError('inbox.no_messenger', `The messenger ${conversation.messenger} is off.`, {
        conversation: conversation.id,
      });
    const messages = await applyEffects(conversation, {
      capabilities: messenger.capabilities,
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
    for (const event of known.take(conversation.id) ?? (await waitingEvents(conversation.id))) {
      if (stopping) return;
      const next = await workOn(current, event);
      if (!next) return known.doubt(conversation.id);
      current = next;
    }
  }

  /** Handles one event. Nothing when the rest has to wait for another look. */
  async function workOn(conversation: Conversation, event: WaitingEvent): Promise<Conversation | undefined> {
    try {
      return await handle(conversation, event);
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

  async function handle(conversation: Conversation, event: WaitingEvent): Promise<Conversation | undefined> {
    const messenger = messengers.get(event.messenger);
    const incoming = fresh.get(event._id) ?? messenger?.parse(await rawOf(event._id));
    if (!messenger || !incoming || conversation.handled.includes(event._id)) {
      fresh.delete(event._id);
      await closeEvent(event._id);
      return conversation;
    }
    const context = { ...options, now: clock.now() };
    const advanced = await handleEvent(conversation, { id: event._id, incoming, messenger }, context);
    if (!advanced) {
      // Somebody changed the conversation between our reading and our writing: look again.
      wake(conversation.id);
      return undefined;
    }
    await checkpoint('conversation advanced');
    acknowledge(messenger, incoming);
    fetchFiles(messenger, event._id, incoming, conversation.id);
    // Closed last: an event that is still open is how a sweep finds effects that nobody finished.
    await finish(advanced, { reachable: incoming.content.kind !== 'reachability' });
    fresh.delete(event._id);
    await closeEvent(event._id);
    const { pending: _done, ...rest } = advanced;
    return rest;
  }

  function acknowledge(messenger: Messenger, { address, content }: Incoming) {
    if (content.kind !== 'press' || !content.acknowledge) return;
    messenger.acknowledge?.(address, content.acknowledge).catch(error => log.debug({ err: error }, 'a button goes on spinning'));
  }

  /** Files are brought in beside the conversation: a slow download holds up no answer. What fails is fetched when somebody looks at it. */
  function fetchFiles(messenger: Messenger, event: string, incoming: Incoming, conversation: string) {
    for (const { id, attachment } of attachmentsOf(event, incoming)) {
      rememberRemoteFile({ messenger: messenger.name, attachment, conversation, id, now: clock.now() })
        .then(() => fetchRemoteFile(id, messenger))
        .catch(error => log.warn({ err: error, file: id }, 'a file could not be fetched yet'));
    }
  }

  return {
    accept,
    exclusively,
    finish,
    async sweep({ all = false } = {}) {
      const whole = all || (alone() && !known.isComplete());
      const forgotten = new Date(clock.now().getTime() - (whole ? 0 : forgottenMs));
      const { conversations, isAll } = await conversationsWithEvents(forgotten, sweepSize);
      for (const id of conversations) {
        known.doubt(id);
        if (messengers.has(addressOf(id).messenger)) wake(id);
      }
      if (whole && isAll) known.complete();
    },
    async stop() {
      stopping = true;
      await queue.idle();
      clearInterval(renewal);
    },
  };
}
