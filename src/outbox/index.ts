export * from './create-outbox.ts';
export type { Dispatched } from './dispatch.ts';
export * from './governor.ts';
export * from './pace.ts';
export type { TurnRequest } from './paced-account.ts';
export * from './policy.ts';
export { type AccountGauge, countBesides, currentGauge, troubleMs } from './read-gauge.ts';
export { createSenders } from './senders.ts';
export {
  type SendingRules,
  type SendingTopic,
  saveSendingRules,
  sendingRules,
  usualSendingRules,
} from './sending-rules.ts';
