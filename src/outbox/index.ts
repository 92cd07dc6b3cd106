export * from './create-outbox.ts';
export * from './governor.ts';
export * from './pace.ts';
export type { TurnRequest } from './paced-account.ts';
export { type AccountGauge, currentGauge, troubleMs } from './read-gauge.ts';
export { createSenders } from './senders.ts';
