import type { Vault } from '../config/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import type { MessengerName, SetupCheck } from '../messages/index.ts';
import { readAccounts, storeConnection, storeTransport } from './account-store.ts';
import { type Connectable, type Connection, type Environment, type Transport, variables } from './connection.ts';
import { readTold, silentMs, type Told } from './duty.ts';
import { lastProblems, type NotedProblem } from './problem-store.ts';
import { type Account, resolveAccount, sealConnection } from './resolve-account.ts';

export interface AccountsOptions {
  environment: Environment;
  vault: Vault;
  /** Asks a messenger about a connection that is not in use yet. */
  probe(name: Connectable, connection: Connection): Promise<SetupCheck[]>;
  /** Makes a change so in this process; the others find it within seconds. */
  apply(): Promise<void>;
  clock: Clock;
}

/** What became of connecting. */
export type Connected =
  | { kind: 'connected'; replaced: boolean }
  /** The messenger does not take the token; `said` is its own sentence. */
  | { kind: 'refused'; check: string; said?: string };

/** How a messenger stands, for the page: without anything secret. */
export type AccountView = Omit<Account, 'connection'> & { isOn: boolean };

/** The accounts as a person changes them in the panel. What the environment says cannot be changed: AppError `accounts.conflict`. */
export interface Accounts {
  view(name: Connectable): Promise<AccountView>;
  /** What the process with the duty told last; nothing when it has fallen silent. */
  told(name: MessengerName): Promise<Told | undefined>;
  problems(name: MessengerName, limit: number): Promise<NotedProblem[]>;
  /** Takes a token into use, after the messenger was asked about it; in the place of the one before, if there was one. */
  connect(name: Connectable, connection: Omit<Connection, 'transport'>, by: string): Promise<Connected>;
  disconnect(name: Connectable, by: string): Promise<void>;
  changeTransport(name: Connectable, transport: Transport, by: string): Promise<void>;
}

export function createAccounts({ environment, vault, probe, apply, clock }: AccountsOptions): Accounts {
  return {
    async view(name) {
      const { connection, ...view } = await read(name);
      return { ...view, isOn: connection !== undefined };
    },
    async told(name) {
      const told = (await readTold()).get(name);
      return told && clock.now().getTime() - told.at.getTime() < silentMs ? told : undefined;
    },
    problems: lastProblems,
    async connect(name, connection, by) {
      mustBeFree(name, 'token');
      const before = await read(name);
      const checks = await probe(name, { ...connection, transport: before.transport });
      const wrong = checks.find(check => decisive.includes(check.name) && check.state === 'wrong');
      if (wrong) return { kind: 'refused', check: wrong.name, ...(wrong.found && { said: wrong.found }) };
      await storeConnection(name, sealConnection(name, connection, vault), { by, now: clock.now() });
      await apply();
      return { kind: 'connected', replaced: before.connection !== undefined };
    },
    async disconnect(name, by) {
      mustBeFree(name, 'token');
      await storeConnection(name, {}, { by, now: clock.now() });
      await apply();
    },
    async changeTransport(name, transport, by) {
      mustBeFree(name, 'transport');
      await storeTransport(name, transport, { by, now: clock.now() });
      await apply();
    },
  };

  async function read(name: Connectable): Promise<Account> {
    return resolveAccount({ name, stored: (await readAccounts()).get(name), environment, vault });
  }

  function mustBeFree(name: Connectable, field: 'token' | 'transport'): void {
    if (environment[name][field] === undefined) return;
    const variable = variables[name][field];
    throw new AppError('accounts.conflict', `The environment says it: change ${variable} there, or remove it.`, { variable });
  }
}

/** The checks without which a token is of no use; whatever else is wrong is shown and can be put right later. */
const decisive = ['token', 'group'];
