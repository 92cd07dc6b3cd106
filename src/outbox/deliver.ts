import { reachabilityOf } from '../contacts/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import {
  accountOf,
  addressOf,
  type Changing,
  claimForSending,
  isChanging,
  type Messenger,
  type MessengerName,
  type StoredMessage,
  settleDelivery,
} from '../messages/index.ts';
import type { Dispatched, Item } from './dispatch.ts';
import { type ChangeOptions, makeChange } from './make-change.ts';
import { unreachable } from './policy.ts';
import { settle } from './settle.ts';
import { costOf, toOutgoing } from './to-outgoing.ts';

export interface DeliverOptions extends Omit<ChangeOptions, 'writeDown'> {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  checkpoint: Checkpoint;
  /** Aborts when the program stops. */
  stopped: AbortSignal;
}

export interface Delivery {
  /** The way of one message, or of a change of one: policy, pace, messenger. False when the ones behind it have to wait for another look. */
  deliver(message: StoredMessage, how: { reachable: boolean; signal: AbortSignal }): Promise<boolean>;
  /** Whether this process has the message in hand just now. */
  holds(message: string): boolean;
}

/** How long to wait for a database that is away before what became of a message is written down again. */
const writeAgainMs = 1000;

/** Sends the messages that wait in the history, and writes there what became of them. */
export function createDelivery(options: DeliverOptions): Delivery {
  const { messengers, dispatch, owner, clock, log, checkpoint, stopped, chance } = options;
  const inHand = new Set<string>();

  async function deliver(message: StoredMessage, { reachable, signal }: { reachable: boolean; signal: AbortSignal }) {
    const account = accountOf(message.conversation);
    const address = addressOf(message.conversation);
    if (!messengers.get(address.messenger)?.account) return false;
    if (isChanging(message)) return change(message, signal);
    const refused = dispatch.connected(account) ? await refusal(message, reachable) : 'otherAccount';
    if (refused) {
      const state = refused === 'otherAccount' ? 'failed' : 'suppressed';
      await settleDelivery(message, { status: { state, attempts: 0, reason: refused }, now: clock.now() });
      return true;
    }
    const files = message.attachments?.map(({ file }) => file) ?? [];
    const item: Item = {
      account,
      address,
      outgoing: toOutgoing(message, files.length > 0 ? await dispatch.refsOf(files, address) : undefined),
      key: message.id,
      priority: message.delivery?.priority ?? 'live',
      cost: costOf(message),
      ...(message.forStaff === undefined && { contact: message.contact }),
    };
    const claim = () => {
      inHand.add(message.id);
      return claimForSending(message.id, owner);
    };
    try {
      const dispatched = await dispatch.dispatch(item, { claim, signal });
      return dispatched ? await conclude(message, dispatched) : false;
    } finally {
      inHand.delete(message.id);
    }
  }

  async function change(message: Changing, signal: AbortSignal): Promise<boolean> {
    try {
      return await makeChange(message, { signal, take: () => inHand.add(message.id) }, { ...options, writeDown });
    } finally {
      inHand.delete(message.id);
    }
  }

  async function refusal({ contact, conversation, forStaff }: StoredMessage, reachable: boolean) {
    // Somebody of ours, who asked for it: there is no card that could know anything.
    if (forStaff !== undefined) return undefined;
    // What nobody waits for was decided about before it came into the queue; whether they can be reached may have changed since.
    return unreachable(reachable ? 'reachable' : await reachabilityOf({ contact, identity: conversation }));
  }

  /** False when the message is back in the queue. */
  async function conclude(message: StoredMessage, { outcome, after }: Dispatched): Promise<boolean> {
    await checkpoint('delivery sent');
    const settlement = settle(message, outcome, { now: clock.now(), chance: chance() });
    const { state, reason } = settlement.status;
    await Promise.all([writeDown(message.id, () => settleDelivery(message, settlement)), after]);
    if (state !== 'sent') log.warn({ message: message.id, outcome: outcome.kind, reason }, 'a message was not delivered');
    await checkpoint('delivery settled');
    return state !== 'queued';
  }

  /** Until it is written down nobody knows that the message was sent, so a database that is away is waited for. */
  async function writeDown(message: string, write: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (stopped.aborted) throw error;
        log.warn({ err: error, message }, 'what became of a message could not be written down yet');
        await clock.sleep(writeAgainMs, stopped);
      }
    }
  }

  return { deliver, holds: message => inHand.has(message) };
}
