import { type Contact, getContact, identityKey, patchContact, type ReachabilityState } from '../contacts/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import {
  abandonedDeliveries,
  addressOf,
  claimForSending,
  conversationsWithWork,
  headOfQueue,
  type Messenger,
  type MessengerName,
  type Outgoing,
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
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
}

export interface Outbox {
  /** Something waits in this conversation: send it, in order, as soon as it may be. Returns at once. */
  wake(conversation: string): void;
  /** Looks for messages that wait and nobody sends: other processes' ones, and those whose time has come. */
  sweep(): Promise<void>;
  /** Settles what processes that are no longer alive were sending. */
  recover(aliveOwners: string[]): Promise<void>;
  /** Resolves when nothing is being sent any more. Nothing new is begun. */
  stop(): Promise<void>;
}

const sweepSize = 1000;

/** Sends what waits in the history: policy, then pace, then the messenger; one message of a conversation after the other. */
export function createOutbox({ messengers, governor, owner, sends, clock, log, checkpoint }: OutboxOptions): Outbox {
  const active = new Map<string, Promise<void>>();
  const wokenAgain = new Set<string>();
  let stopping = false;

  function wake(conversation: string) {
    if (!sends || stopping) return;
    if (active.has(conversation)) {
      wokenAgain.add(conversation);
      return;
    }
    const work = drain(conversation)
      .catch(error => log.error({ err: error, conversation }, 'sending was interrupted; it goes on with the next sweep'))
      .finally(() => {
        active.delete(conversation);
        if (wokenAgain.delete(conversation)) wake(conversation);
      });
    active.set(conversation, work);
  }

  async function drain(conversation: string) {
    const { messenger: name, account, chat } = addressOf(conversation);
    const messenger = messengers.get(name);
    if (!messenger?.account) return;
    for (;;) {
      wokenAgain.delete(conversation);
      const message = await headOfQueue(conversation);
      if (!message || stopping || message.delivery?.state !== 'queued' || isEarly(message)) return;
      if (messenger.account !== account) {
        await settleDelivery(message.id, { state: 'failed', attempts: 0, reason: 'otherAccount' }, { now: clock.now() });
        continue;
      }
      const verdict = decide({ kind: 'live', by: message.author.kind === 'staff' ? 'staff' : 'bot' }, await policyFacts(message));
      if (verdict.kind === 'never') {
        await settleDelivery(message.id, { state: 'suppressed', attempts: 0, reason: verdict.reason }, { now: clock.now() });
        continue;
      }
      if (!(await governor.turn(`${name}:${account}`, chat, 'live'))) return;
      if (await claimForSending(message.id, owner)) await send(messenger, message);
    }
  }

  const isEarly = (message: StoredMessage) => (message.delivery?.retryAt?.getTime() ?? 0) > clock.now().getTime();

  async function send(messenger: Messenger, message: StoredMessage) {
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

  async function policyFacts(message: StoredMessage) {
    return { reachability: reachabilityOf(await getContact(message.contact), message.conversation) };
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
      governor.stop();
      await Promise.all(active.values());
    },
  };
}

function reachabilityOf(contact: Contact | undefined, conversation: string): ReachabilityState | undefined {
  const identity = contact?.identities.find(({ key }) => key === conversation);
  return identity?.reachability.state;
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
