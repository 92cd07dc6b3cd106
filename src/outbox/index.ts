export * from './create-outbox.ts';
export type { Uploads } from './deliver.ts';
export * from './governor.ts';
export type { JustQueued } from './lanes.ts';
export * from './pace.ts';
export type { Pause, PauseKind, TurnRequest } from './paced-account.ts';
export { type AccountGauge, currentGauge, readGauge, troubleMs } from './read-gauge.ts';
export { createSenders, type Senders } from './senders.ts';
