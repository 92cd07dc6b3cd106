import { identityKey, patchContact, type ReachabilityState, reachabilityOf } from '../contacts/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import {
  type Address,
  accountOf,
  addressOf,
  claimForSending,
  type Messenger,
  type MessengerName,
  type Outgoing,
  type Parcel,
  type SendOutcome,
  type Settlement,
  type StoredMessage,
  settleDelivery,
  type Upload,
} from '../messages/index.ts';
import type { AccountHealth } from './account-health.ts';
import type { Governor } from './governor.ts';
import { unreachable } from './policy.ts';
import { settle } from './settle.ts';
import { costOf, toOutgoing } from './to-outgoing.ts';

type UploadAccount = Pick<Address, 'messenger' | 'account'>;

/** What messengers call the files that they have already. */
export interface Uploads {
  find(files: string[], account: UploadAccount): Promise<Map<string, string>>;
  remember(account: UploadAccount, uploads: Upload[]): Promise<void>;
  forget(account: UploadAccount, files: string[]): Promise<void>;
}

export interface DeliverOptions {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  governor: Governor;
  health: AccountHealth;
  uploads?: Uploads | undefined;
  owner: string;
  /** Whether this process sends for the account. */
  owns: (account: string) => boolean;
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
  /** Aborts when the program stops. */
  stopped: AbortSignal;
  chance: () => number;
}

export interface Delivery {
  /** One message's way: policy, pace, messenger. False when the ones behind it have to wait for another look. */
  deliver(message: StoredMessage, how: { reachable: boolean; signal: AbortSignal }): Promise<boolean>;
  /** Whether this process has the message in hand just now. */
  holds(message: string): boolean;
}

const notConnected: SendOutcome = { kind: 'account', reason: 'notConnected' };
/** How long to wait for a database that is away before what became of a message is written down again. */
const writeAgainMs = 1000;

export function createDelivery(options: DeliverOptions): Delivery {
  const { messengers, governor, health, uploads, owner, owns, clock, log, checkpoint, stopped, chance } = options;
  const inHand = new Set<string>();

  async function deliver(message: StoredMessage, { reachable, signal }: { reachable: boolean; signal: AbortSignal }) {
    const { messenger: name, chat } = addressOf(message.conversation);
    const account = accountOf(message.conversation);
    const messenger = messengers.get(name);
    if (!messenger?.account) return false;
    const refused = connected(account) ? await refusal(message, reachable) : 'otherAccount';
    if (refused) {
      const state = refused === 'otherAccount' ? 'failed' : 'suppressed';
      await settleDelivery(message, { status: { state, attempts: 0, reason: refused }, now: clock.now() });
      return true;
    }
    const outgoing = toOutgoing(message, await refsOf(message));
    const priority = message.delivery?.priority ?? 'live';
    const request = { account, chat, priority, cost: costOf(message), together: togetherOf(messenger, outgoing) };
    const ticket = await governor.turn(request, signal);
    if (!ticket) return false;
    inHand.add(message.id);
    try {
      if (!(await claim(message, account, ticket.leave))) return false;
      await checkpoint('delivery claimed');
      const parcel: Parcel = { address: addressOf(message.conversation), message: outgoing, key: message.id };
      const outcome = await ticket.send(parcel, parcels => transmit(account, parcels));
      return await conclude(message, await doubtRefs(parcel, outcome));
    } finally {
      inHand.delete(message.id);
    }
  }

  /** Takes the message for sending; where that fails the others of the call must not wait for it. */
  async function claim({ id }: StoredMessage, account: string, leave: () => void): Promise<boolean> {
    let claimed = false;
    try {
      claimed = owns(account) && (await claimForSending(id, owner));
    } finally {
      if (!claimed) leave();
    }
    return claimed;
  }

  /** Looked up when it is used: while a message waits for its turn the account may get another token. */
  function connected(account: string): Messenger | undefined {
    const messenger = messengers.get(addressOf(account).messenger);
    return messenger && `${messenger.name}:${messenger.account}` === account ? messenger : undefined;
  }

  async function refusal({ contact, conversation, forStaff }: StoredMessage, reachable: boolean) {
    // Somebody of ours, who asked for it: there is no card that could know anything.
    if (forStaff !== undefined) return undefined;
    // What nobody waits for was decided about before it came into the queue; whether they can be reached may have changed since.
    return unreachable(reachable ? 'reachable' : await reachabilityOf({ contact, identity: conversation }));
  }

  async function refsOf({ conversation, attachments = [] }: StoredMessage): Promise<Map<string, string> | undefined> {
    if (attachments.length === 0 || !uploads) return undefined;
    const ids = attachments.map(({ file }) => file);
    return uploads.find(ids, addressOf(conversation));
  }

  /** What an outcome means for the account is learned before the next message can go. */
  async function transmit(account: string, parcels: Parcel[]): Promise<SendOutcome[]> {
    const messenger = connected(account);
    const outcomes = messenger ? await call(messenger, parcels) : parcels.map(() => notConnected);
    for (const [i, { address, key }] of parcels.entries()) {
      const outcome = outcomes[i];
      if (outcome) health.heard({ account, chat: address.chat }, outcome).catch(noteTrouble(key));
    }
    return outcomes;
  }

  async function call(messenger: Messenger, parcels: Parcel[]): Promise<SendOutcome[]> {
    try {
      const [first] = parcels;
      if (first && (parcels.length === 1 || !messenger.sendMany))
        return [await messenger.send(first.address, first.message, first.key)];
      return (await messenger.sendMany?.(parcels)) ?? [];
    } catch (error) {
      // The port promises not to throw. Whether these were accepted nobody can say, so nobody may repeat them.
      log.error({ err: error, messages: parcels.map(({ key }) => key) }, 'a messenger broke while sending');
      return parcels.map(() => ({ kind: 'unknown', reason: 'internal' }));
    }
  }

  /** A message that was refused may have named a file that the messenger has forgotten: it is tried once more with the file itself. */
  async function doubtRefs({ address, message }: Parcel, outcome: SendOutcome): Promise<SendOutcome> {
    const named = (message.attachments ?? []).filter(({ ref }) => ref !== undefined).map(({ id }) => id);
    if (outcome.kind !== 'broken' || named.length === 0 || !uploads) return outcome;
    await uploads.forget(address, named);
    return { kind: 'retry', reason: outcome.reason };
  }

  /** False when the message is back in the queue. */
  async function conclude(message: StoredMessage, outcome: SendOutcome): Promise<boolean> {
    await checkpoint('delivery sent');
    const settlement = settle(message, outcome, { now: clock.now(), chance: chance() });
    const { state, reason } = settlement.status;
    const written = writeDown(message, settlement);
    await Promise.all([written, ...consequences(message, outcome).map(work => work.catch(noteTrouble(message.id)))]);
    if (state !== 'sent') log.warn({ message: message.id, outcome: outcome.kind, reason }, 'a message was not delivered');
    await checkpoint('delivery settled');
    return state !== 'queued';
  }

  function consequences(message: StoredMessage, outcome: SendOutcome): Promise<unknown>[] {
    const work: Promise<unknown>[] = [];
    if (outcome.kind === 'blocked' && message.forStaff === undefined) work.push(noteUnreachable(message, outcome.reason));
    const made = outcome.kind === 'sent' ? (outcome.uploads ?? []) : [];
    if (made.length > 0 && uploads) work.push(uploads.remember(addressOf(message.conversation), made));
    return work;
  }

  /** Until it is written down nobody knows that the message was sent, so a database that is away is waited for. */
  async function writeDown(message: StoredMessage, settlement: Settlement): Promise<void> {
    for (;;) {
      try {
        return await settleDelivery(message, settlement);
      } catch (error) {
        if (stopped.aborted) throw error;
        log.warn({ err: error, message: message.id }, 'what became of a message could not be written down yet');
        await clock.sleep(writeAgainMs, stopped);
      }
    }
  }

  const noteTrouble = (message: string) => (error: unknown) =>
    log.error({ err: error, message }, 'what follows from a delivery could not be written down');

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

  return { deliver, holds: message => inHand.has(message) };
}

/** Files that are still to be uploaded take calls of their own, so such a message travels alone. */
function togetherOf(messenger: Messenger, { attachments = [] }: Outgoing): number {
  return messenger.sendMany && attachments.every(({ ref }) => ref !== undefined) ? messenger.capabilities.batch : 1;
}
