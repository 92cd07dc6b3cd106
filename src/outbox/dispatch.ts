import { identityKey, patchContact, type ReachabilityState } from '../contacts/index.ts';
import type { Checkpoint } from '../lib/checkpoint.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import {
  type Address,
  addressOf,
  type ChangeOutcome,
  type Messenger,
  type MessengerName,
  type Outgoing,
  type Parcel,
  type Priority,
  type SendOutcome,
  type Upload,
} from '../messages/index.ts';
import type { AccountHealth } from './account-health.ts';
import type { Governor } from './governor.ts';

type UploadAccount = Pick<Address, 'messenger' | 'account'>;

/** What messengers call the files that they have already. */
export interface Uploads {
  find(files: string[], account: UploadAccount): Promise<Map<string, string>>;
  remember(account: UploadAccount, uploads: Upload[]): Promise<void>;
  forget(account: UploadAccount, files: string[]): Promise<void>;
}

export interface DispatchOptions {
  messengers: ReadonlyMap<MessengerName, Messenger>;
  governor: Governor;
  health: AccountHealth;
  uploads?: Uploads | undefined;
  /** Whether this process sends for the account. */
  owns: (account: string) => boolean;
  clock: Clock;
  log: Logger;
  checkpoint: Checkpoint;
}

/** A message that may be sent. */
export interface Item {
  /** `telegram:<bot>` */
  account: string;
  address: Address;
  outgoing: Outgoing;
  /** The same on every attempt. */
  key: string;
  priority: Priority;
  /** How many messages the messenger counts. */
  cost: number;
  /** What is done to messages that were sent, by the messenger's ids, instead of sending one: `outgoing` is what the first of them is to say. */
  change?: { what: 'edit' | 'remove'; externalIds: string[] };
  /** Whose card learns that they cannot be reached; nobody's for what goes to the staff. */
  contact?: string;
}

export interface Dispatched {
  outcome: SendOutcome;
  /** What follows from it is written down too. Never rejects. */
  after: Promise<unknown>;
}

export interface Dispatch {
  /**
   * One message's way from its turn to the messenger. `claim` is asked when it may go at once: false, or an error, gives its place away.
   * Nothing when it did not go: the signal called it off, or the claim failed.
   */
  dispatch(item: Item, how: { claim: () => Promise<boolean>; signal: AbortSignal }): Promise<Dispatched | undefined>;
  /** The account's messenger, when it is connected. Looked up when it is used: meanwhile it may get another token. */
  connected(account: string): Messenger | undefined;
  /** What the messenger calls these files of ours already. */
  refsOf(files: string[], account: UploadAccount): Promise<Map<string, string> | undefined>;
}

const notConnected: SendOutcome = { kind: 'account', reason: 'notConnected' };

/** Sends what is fit to be sent: pace, claim, call, and what the answer means for the account, the card and the files. Whoever calls keeps the books. */
export function createDispatch({
  messengers,
  governor,
  health,
  uploads,
  owns,
  clock,
  log,
  checkpoint,
}: DispatchOptions): Dispatch {
  async function dispatch(item: Item, { claim, signal }: { claim: () => Promise<boolean>; signal: AbortSignal }) {
    const { account, address, outgoing, key, priority, cost, change } = item;
    const messenger = connected(account);
    const together = messenger && !change ? togetherOf(messenger, outgoing) : 1;
    const ticket = await governor.turn({ account, chat: address.chat, priority, cost, together }, signal);
    if (!ticket) return undefined;
    if (!(await claimed(account, claim, ticket.leave))) return undefined;
    await checkpoint('delivery claimed');
    const parcel: Parcel = { address, message: outgoing, key };
    const outcome = await doubtRefs(parcel, await ticket.send(parcel, parcels => transmit(account, parcels, change)));
    const work = consequences(item, outcome).map(each => each.catch(noteTrouble(key)));
    return { outcome, after: Promise.all(work) };
  }

  /** Where the claim fails the others of the call must not wait for it. */
  async function claimed(account: string, claim: () => Promise<boolean>, leave: () => void): Promise<boolean> {
    let isOurs = false;
    try {
      isOurs = owns(account) && (await claim());
    } finally {
      if (!isOurs) leave();
    }
    return isOurs;
  }

  function connected(account: string): Messenger | undefined {
    const messenger = messengers.get(addressOf(account).messenger);
    return messenger && `${messenger.name}:${messenger.account}` === account ? messenger : undefined;
  }

  /** What an outcome means for the account is learned before the next message can go. */
  async function transmit(account: string, parcels: Parcel[], change: Item['change']): Promise<SendOutcome[]> {
    const messenger = connected(account);
    const outcomes = messenger ? await call(messenger, parcels, change) : parcels.map(() => notConnected);
    for (const [i, { address, key }] of parcels.entries()) {
      const outcome = outcomes[i];
      if (outcome) health.heard({ account, chat: address.chat }, outcome).catch(noteTrouble(key));
    }
    return outcomes;
  }

  async function call(messenger: Messenger, parcels: Parcel[], change: Item['change']): Promise<SendOutcome[]> {
    try {
      const [first] = parcels;
      if (first && change) return [asSent(await makeChange(messenger, first, change))];
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

  function consequences({ contact, address }: Item, outcome: SendOutcome): Promise<unknown>[] {
    const work: Promise<unknown>[] = [];
    if (outcome.kind === 'blocked' && contact !== undefined) work.push(noteUnreachable(contact, address, outcome.reason));
    const made = outcome.kind === 'sent' ? (outcome.uploads ?? []) : [];
    if (made.length > 0 && uploads) work.push(uploads.remember(address, made));
    return work;
  }

  const noteTrouble = (message: string) => (error: unknown) =>
    log.error({ err: error, message }, 'what follows from a delivery could not be written down');

  async function noteUnreachable(
    contact: string,
    { messenger, account, chat }: Address,
    state: Exclude<ReachabilityState, 'reachable'>,
  ) {
    const now = clock.now();
    const identity = identityKey({ messenger, account, id: chat });
    await patchContact(
      contact,
      { reachability: { identity, state, at: now, evidence: 'send' } },
      { key: `unreachable:${newId()}`, by: { kind: 'messenger', messenger }, now },
    );
  }

  return {
    dispatch,
    connected,
    refsOf: async (files, account) => (files.length > 0 && uploads ? uploads.find(files, account) : undefined),
  };
}

async function makeChange(
  messenger: Messenger,
  { address, message }: Parcel,
  { what, externalIds }: NonNullable<Item['change']>,
): Promise<ChangeOutcome> {
  const [first = ''] = externalIds;
  const work = what === 'edit' ? messenger.edit?.(address, first, message) : messenger.remove?.(address, externalIds);
  return (await work) ?? { kind: 'refused', reason: 'cannot' };
}

/** A change in the words of sending, which the account's health and the books understand. */
function asSent(outcome: ChangeOutcome): SendOutcome {
  if (outcome.kind === 'done') return { kind: 'sent' };
  return outcome.kind === 'refused' ? { kind: 'broken', reason: outcome.reason } : outcome;
}

/** Files that are still to be uploaded take calls of their own, so such a message travels alone. */
function togetherOf(messenger: Messenger, { attachments = [] }: Outgoing): number {
  return messenger.sendMany && attachments.every(({ ref }) => ref !== undefined) ? messenger.capabilities.batch : 1;
}
