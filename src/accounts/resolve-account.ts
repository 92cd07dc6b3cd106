import type { Vault } from '../config/index.ts';
import type { AccountDocument, StoredConnection } from './account-store.ts';
import {
  type Connectable,
  type Connection,
  type ConnectionField,
  type Environment,
  isTransportOf,
  transports,
} from './connection.ts';

/** A messenger's account as it stands: how to connect, and what of it was said where. */
export interface Account {
  name: Connectable;
  /** Absent where there is no token, or none that can be read. */
  connection?: Connection;
  /** What the environment says: that cannot be changed in the panel. */
  fromEnvironment: ConnectionField[];
  /** A token lies in the database, but the secret it was sealed with is not the one we have. */
  isUnreadable: boolean;
  transport: Connection['transport'];
  /** The last characters of the token. */
  ending?: string;
  changedAt?: Date;
  changedBy?: string;
}

/** Under which name each secret is sealed, so that one cannot be put in the place of another. */
const sealName = (name: Connectable, field: ConnectionField) => `accounts/${name}/${field}`;

/** Shorter tokens would be half given away by their last characters. */
const shownFrom = 20;
const shownLength = 4;
export const endingOf = (token: string): string => (token.length < shownFrom ? '' : token.slice(-shownLength));

/** What the environment says wins. A token of the environment brings its own community and secrets along; those of the panel belong to the panel's token. */
export function resolveAccount({
  name,
  stored,
  environment,
  vault,
}: {
  name: Connectable;
  stored: AccountDocument | undefined;
  environment: Environment;
  vault: Vault;
}): Account {
  const given = environment[name];
  const transport = given.transport ?? chosen(name, stored?.transport);
  const opened = given.token ? {} : openConnection(name, stored, vault);
  const token = given.token ?? opened.token;
  const about = {
    name,
    transport,
    fromEnvironment: (Object.keys(given) as ConnectionField[]).filter(field => given[field] !== undefined),
    isUnreadable: !given.token && stored?.token !== undefined && opened.token === undefined,
    ...(stored && { changedAt: stored.changedAt, changedBy: stored.changedBy }),
  };
  if (!token) return { ...about, ...(stored?.ending && { ending: stored.ending }) };
  return { ...about, ending: endingOf(token), connection: { ...opened, ...defined(given), token, transport } };
}

/** A connection as it is kept. */
export function sealConnection(name: Connectable, connection: Omit<Connection, 'transport'>, vault: Vault): StoredConnection {
  const seal = (field: 'token' | 'secret' | 'confirmationCode') => {
    const text = connection[field];
    return text === undefined ? {} : { [field]: vault.seal(sealName(name, field), text) };
  };
  return {
    ...seal('token'),
    ...seal('secret'),
    ...seal('confirmationCode'),
    ending: endingOf(connection.token),
    ...(connection.groupId !== undefined && { groupId: connection.groupId }),
  };
}

function openConnection(name: Connectable, stored: AccountDocument | undefined, vault: Vault): Partial<Connection> {
  const open = (field: 'token' | 'secret' | 'confirmationCode') => {
    const sealed = stored?.[field];
    const text = sealed === undefined ? undefined : vault.open(sealName(name, field), sealed);
    return text === undefined ? {} : { [field]: text };
  };
  return {
    ...open('token'),
    ...open('secret'),
    ...open('confirmationCode'),
    ...(stored?.groupId !== undefined && { groupId: stored.groupId }),
  };
}

const chosen = (name: Connectable, transport: string | undefined): Connection['transport'] =>
  transport !== undefined && isTransportOf(name, transport) ? transport : transports[name].pull;

function defined(given: Partial<Connection>): Partial<Connection> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
