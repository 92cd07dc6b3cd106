import { identityKey, patchContact, type ReachabilityState, reachabilityOf } from '../contacts/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import {
  abandonedDeliveries,
  addressOf,
  claimForSending,
  conversationsWithWork,
  type Messenger,
  type MessengerName,
  type Outgoing,
  openMessages,
  type SendOutcome,
  type StoredMessage,
  settleDelivery,
} from '../messages/index.ts';
import type { Governor } from './governor.ts';
import { decide } from './policy.ts';
import { settle } from './settle.ts';

export interface OutboxOptions {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  governor: Governor;
  /** This process, in leases and claims. */
  owner: string;
  /** Whether this process sends; one that only serves the panel leaves it to the others. */
  sends: boolean;
  /** Whether no other process is at work: then what this one knows of a conversation need not be read again. */
  alone: () => boolean;
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
}

/** What somebody has just put into the queue of a conversation. */
export interface JustQueued {
  messages: StoredMessage[];
  /** They have just written, so that we need not ask whether they can be reached. */
  reachable: boolean;
}

export interface Outbox {
  /** Something waits in this conversation: send it, in order, as soon as it may be. Returns at once. */
  wake(conversation: string, queued?: JustQueued): void;
  /** Looks for messages that wait and nobody sends: other processes' ones, and those whose time has come. */
  sweep(): Promise<void>;
  /** Settles what processes that are no longer alive were sending. */
  recover(aliveOwners: string[]): Promise<void>;
  /** Resolves when nothing is being sent any more. Nothing new is begun. */
  stop(): Promise<void>;
}

const sweepSize = 1000;
/** What is forgotten is read once more. */
const rememberedConversations = 50_000;
/** Telegram shows it for five seconds at most (core.telegram.org/bots/api#sendchataction), VK for ten. */
const typingShownMs = 4000;
/** Longer than this nobody believes that somebody is writing. */
const longestTypingMs = 30_000;

/** Sends what waits in the history: policy, then pace, then the messenger; one message of a conversation after the other. */
export function createOutbox({ messengers, governor, owner, sends, alone, clock, log, checkpoint }: OutboxOptions): Outbox {
  const active = new Map<string, Promise<void>>();
  const wokenAgain = new Set<string>();
  /** Conversations in which nothing waits but what we are told of. */
  const clear = new Set<string>();
  const stopped = new AbortController();
  let stopping = false;

  function wake(conversation: string, queued?: JustQueued) {
    if (!sends || stopping) return;
    if (active.has(conversation)) {
      wokenAgain.add(conversation);
      return;
    }
    const known = clear.delete(conversation) && alone() ? queued : undefined;
    const work = drain(conversation, known)
      .then(isClear => {
        if (isClear && !wokenAgain.has(conversation)) remember(conversation);
      })
      .catch(error => log.error({ err: error, conversation }, 'sending was interrupted; it goes on with the next sweep'))
      .finally(() => {
        active.delete(conversation);
        if (wokenAgain.delete(conversation)) wake(conversation);
      });
    active.set(conversation, work);
  }

  function remember(conversation: string) {
    if (clear.size >= rememberedConversations) clear.clear();
    clear.add(conversation);
  }

  /** Sends what waits, as it is known or as it is read. True when nothing is left behind. */
  async function drain(conversation: string, known?: JustQueued): Promise<boolean> {
    const messenger = messengers.get(addressOf(conversation).messenger);
    if (!messenger?.account) return false;
    wokenAgain.delete(conversation);
    for (const message of known?.messages ?? (await openMessages(conversation))) {
      // One that has to wait, or is on its way from elsewhere, holds up the ones behind it.
      if (stopping || message.delivery?.state !== 'queued' || isEarly(message)) return false;
      await pretendTyping(messenger, message);
      if (stopping || !(await deliver(messenger, message, known))) return false;
    }
    return true;
  }

  /** Lets a message look written: only the conversation itself waits for it, and only for the first attempt. */
  async function pretendTyping(messenger: Messenger, { conversation, typingMs = 0, delivery }: StoredMessage) {
    let left = delivery?.attempts === 0 ? Math.min(typingMs, longestTypingMs) : 0;
    for (; left > 0 && !stopping; left -= typingShownMs) {
      messenger.typing?.(addressOf(conversation));
      await clock.sleep(Math.min(left, typingShownMs), stopped.signal);
    }
  }

  /** One message's way: policy, pace, messenger. False when the ones behind it have to wait for another look. */
  async function deliver(messenger: Messenger, message: StoredMessage, known?: JustQueued): Promise<boolean> {
    const { account, chat } = addressOf(message.conversation);
    const refused = messenger.account === account ? await refusal(message, known) : 'otherAccount';
    if (refused) {
      const state = refused === 'otherAccount' ? 'failed' : 'suppressed';
      await settleDelivery(message.id, { state, attempts: 0, reason: refused }, { now: clock.now() });
      return true;
    }
    if (!(await governor.turn(`${messenger.name}:${account}`, chat, 'live'))) return false;
    return (await claimForSending(message.id, owner)) && (await send(messenger, message));
  }

  async function refusal({ author, contact, conversation }: StoredMessage, known?: JustQueued): Promise<string | undefined> {
    const by = author.kind === 'staff' ? 'staff' : 'bot';
    const reachability = known?.reachable ? 'reachable' : await reachabilityOf({ contact, identity: conversation });
    const verdict = decide({ kind: 'live', by }, { reachability });
    return verdict.kind === 'never' ? verdict.reason : undefined;
  }

  const isEarly = (message: StoredMessage) => (message.delivery?.retryAt?.getTime() ?? 0) > clock.now().getTime();

  /** False when it is back in the queue. */
  async function send(messenger: Messenger, message: StoredMessage): Promise<boolean> {
    await checkpoint('delivery claimed');
    const outcome = await attempt(messenger, message);
    await checkpoint('delivery sent');
    const now = clock.now();
    const status = settle(message, outcome, { now, chance: Math.random() });
    if (outcome.kind === 'later') governor.pause(`${messenger.name}:${messenger.account}`, outcome.retryAt, outcome.reason);
    if (outcome.kind === 'blocked') await noteUnreachable(message, outcome.reason);
    if (status.state !== 'sent')
      log.warn({ message: message.id, outcome: outcome.kind, reason: status.reason }, 'a message was not delivered');
    await settleDelivery(message.id, status, {
      now,
      ...(outcome.kind === 'sent' && outcome.externalId && { externalId: outcome.externalId }),
    });
    await checkpoint('delivery settled');
    return status.state !== 'queued';
  }

  async function attempt(messenger: Messenger, message: StoredMessage): Promise<SendOutcome> {
    try {
      return await messenger.send(addressOf(message.conversation), toOutgoing(message), message.id);
    } catch (error) {
      // The port promises not to throw. Whether this one was accepted nobody can say, so nobody may repeat it.
      log.error({ err: error, message: message.id }, 'a messenger broke while sending');
      return { kind: 'unknown', reason: 'internal' };
    }
  }

  async function noteUnreachable(message: StoredMessage, state: Exclude<ReachabilityState, 'reachable'>) {
    const { messenger, account, chat } = addressOf(message.conversation);
    const now = clock.now();
    const identity = identityKey({ messenger, account, id: chat });
    await patchContact(
      message.contact,
      { reachability: { identity, state, at: now, evidence: 'send' } },
      { key: `unreachable:${newId()}`, by: { kind: 'messenger', messenger }, now },
    );
  }

  return {
    wake,
    async sweep() {
      for (const conversation of await conversationsWithWork(clock.now(), sweepSize)) wake(conversation);
    },
    async recover(aliveOwners) {
      for (const message of await abandonedDeliveries(aliveOwners)) {
        const messenger = messengers.get(addressOf(message.conversation).messenger);
        if (!messenger) continue;
        const outcome: SendOutcome = messenger.capabilities.idempotent
          ? { kind: 'retry', reason: 'interrupted' }
          : { kind: 'unknown', reason: 'interrupted' };
        await settleDelivery(message.id, settle(message, outcome, { now: clock.now(), chance: 0 }), { now: clock.now() });
        wake(message.conversation);
      }
    },
    async stop() {
      stopping = true;
      stopped.abort();
      governor.stop();
      await Promise.all(active.values());
    },
  };
}

function toOutgoing({ text, entities, buttons, removeKeyboard, attachments = [] }: StoredMessage): Outgoing {
  return {
    text,
    ...(entities && { entities }),
    ...(buttons && { buttons }),
    ...(removeKeyboard && { removeKeyboard }),
    ...(attachments.length > 0 && {
      attachments: attachments.map(({ file, kind, name = 'file', mime = 'application/octet-stream', size = 0 }) => ({
        id: file,
        kind: kind === 'sticker' || kind === 'videoNote' || kind === 'animation' ? 'document' : kind,
        name,
        mime,
        size,
      })),
    }),
  };
}
