import type { Vault } from '../config/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { type Intake, type Messenger, type MessengerName, messengerNames, type Problem } from '../messages/index.ts';
import { readAccounts } from './account-store.ts';
import { type Connectable, type Connection, type Environment, isConnectable, isPush } from './connection.ts';
import { leaveDuties, makeDuties, readTold, silentMs, type Told, takeDuty } from './duty.ts';
import { noteProblem } from './problem-store.ts';
import { type Account, resolveAccount } from './resolve-account.ts';
import { createSlot, type Made, type Slot, type Wanted } from './slot.ts';

export interface RegistryOptions<Routes> {
  environment: Environment;
  vault: Vault;
  /** Makes a messenger; nothing happens before its `start`. `note` takes what goes wrong. */
  make(name: Connectable, connection: Connection, note: (problem: Problem) => void): Made<Routes>;
  /** Messengers that need no account. */
  fixed: Made<Routes>[];
  /** Whether this process receives; without it the messengers are made and not started. */
  receives: boolean;
  owner: string;
  /** The processes that live, this one among them. */
  alive(): Promise<string[]>;
  clock: Clock;
  log: Logger;
}

/** A messenger that is stopped finishes what it is sending; nobody who has pressed a button waits longer than that for it. */
const patienceMs = 5000;

/** The messengers as they are connected at this moment, in this process. */
export interface Registry<Routes> {
  /** Live: what is connected appears in it, what is disconnected goes. */
  readonly messengers: ReadonlyMap<MessengerName, Messenger>;
  /** The same as a list, live too. */
  readonly list: Messenger[];
  /** The way in of a messenger that is pushed to; nothing while it is off or asks by itself. */
  routes(name: MessengerName): Routes | undefined;
  /** Begins to receive. */
  receive(intake: Intake): Promise<void>;
  /** Looks what was changed in the panel, by any process, and begins to make it so. */
  refresh(): Promise<void>;
  /** The same, and resolves when it is so in this process, or after some seconds when a large file still goes out. */
  apply(): Promise<void>;
  /** Resolves when nothing is received any more and another process may begin. */
  stop(): Promise<void>;
}

/**
 * Starts and stops messengers as their accounts are changed in the panel, in every process of the installation. Of each messenger one
 * process has the duty: it alone asks for updates (two would be refused, or get everything twice) and tells the others how things stand.
 * What is pushed is taken by every process.
 */
export async function createRegistry<Routes>(options: RegistryOptions<Routes>): Promise<Registry<Routes>> {
  const { environment, vault, make, fixed, receives, owner, alive, clock, log } = options;
  const messengers = new Map<MessengerName, Messenger>();
  const list: Messenger[] = [];
  const slots = messengerNames.map(newSlot);
  let intake: Intake | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  await makeDuties();
  await refresh();
  return {
    messengers,
    list,
    routes: name => slots.find(slot => slot.name === name)?.made?.routes,
    async receive(into) {
      intake = into;
      await refresh();
    },
    refresh,
    apply,
    async stop() {
      stopped = true;
      await looking;
      await Promise.all(slots.map(slot => slot.stop()));
      if (receives) await leaveDuties(owner).catch(error => log.warn({ err: error }, 'a duty could not be left; it runs out'));
    },
  };

  /** One look at a time, in the order of asking, so that nobody is answered by a look that began before their change. */
  function refresh(): Promise<void> {
    const look = looking.then(() => (stopped ? undefined : lookAround()));
    looking = look.catch(() => undefined);
    return look;
  }

  /** Twice, because a change that was under way already keeps the first look from beginning another. */
  async function apply(): Promise<void> {
    for (const _ of [1, 2]) {
      await refresh();
      const patience = new AbortController();
      await Promise.race([Promise.all(slots.map(slot => slot.settled())), clock.sleep(patienceMs, patience.signal)]);
      patience.abort();
    }
  }

  async function lookAround(): Promise<void> {
    const [accounts, told, living] = await Promise.all([readAccounts(), readTold(), intake ? alive() : []]);
    await Promise.all(
      slots.map(async slot => {
        const { name } = slot;
        const account = isConnectable(name)
          ? resolveAccount({ name, stored: accounts.get(name), environment, vault })
          : undefined;
        slot.hear(fresh(told.get(name)));
        const wanted = account ? wantedOf(account) : fixedAt(name);
        const receiving = wanted && receives ? intake : undefined;
        const duty = { owner, alive: living, now: clock.now(), pulls: wanted?.isPull === true, told: slot.tell() };
        slot.become({ wanted, intake: receiving, hasDuty: receiving !== undefined && (await takeDuty(name, duty)) });
      }),
    );
  }

  /** What was told long ago tells nothing of now. */
  function fresh(told: Told | undefined): Told | undefined {
    return told && clock.now().getTime() - told.at.getTime() < silentMs ? told : undefined;
  }

  function newSlot(name: MessengerName): Slot<Routes> {
    return createSlot<Routes>({ name, receives, note: problem => note(name, problem), onChange: show, clock, log });
  }

  function note(name: MessengerName, problem: Problem): void {
    noteProblem(name, problem, clock.now()).catch(error => log.warn({ err: error }, 'a problem could not be kept'));
  }

  function wantedOf({ name, connection }: Account): Wanted<Routes> | undefined {
    if (!connection) return undefined;
    return {
      fingerprint: JSON.stringify(connection),
      mark: vault.mark(connection.token),
      isPull: !isPush(connection.transport),
      // Telegram refuses a second one; VK gives both the same events, which are known by their keys.
      overlaps: name === 'vk',
      hide: hider(connection),
      make: (account, noted) => {
        const known = { ...connection, ...(name === 'vk' && !connection.groupId && account && { groupId: account }) };
        return make(name, known, noted);
      },
    };
  }

  function fixedAt(name: MessengerName): Wanted<Routes> | undefined {
    const made = fixed.find(({ messenger }) => messenger.name === name);
    return made && { fingerprint: 'fixed', mark: '', isPull: false, overlaps: false, hide: text => text, make: () => made };
  }

  function show(): void {
    for (const { name, shown } of slots) {
      if (shown) messengers.set(name, shown);
      else messengers.delete(name);
    }
    list.splice(0, list.length, ...messengerNames.flatMap(name => messengers.get(name) ?? []));
  }
}

/** Messengers put tokens into addresses, and addresses into errors. */
export function hider({ token, secret, confirmationCode }: Connection): (text: string) => string {
  const secrets = [token, secret, confirmationCode].flatMap(text => (text ? [text] : []));
  return text => secrets.reduce((said, hidden) => said.replaceAll(hidden, '…'), text);
}
