export {
  type Connectable,
  type Connection,
  connectables,
  type Environment,
  isConnectable,
  isPush,
  isTransportOf,
  type Transport,
  transports,
  variables,
} from './connection.ts';
export { type Accounts, type AccountView, createAccounts } from './create-accounts.ts';
export { createRegistry, type Registry } from './create-registry.ts';
export type { NotedProblem } from './problem-store.ts';
export type { Made } from './slot.ts';
