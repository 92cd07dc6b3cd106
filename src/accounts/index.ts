export {
  type Connectable,
  type Connection,
  type ConnectionField,
  connectables,
  type Environment,
  isConnectable,
  isPush,
  isTransportOf,
  type Transport,
  transports,
  variables,
} from './connection.ts';
export { type Accounts, type AccountView, type Connected, createAccounts } from './create-accounts.ts';
export { createRegistry, type Registry } from './create-registry.ts';
export type { Told } from './duty.ts';
export type { Problem } from './problem-store.ts';
export type { Made } from './slot.ts';
