export { getCall, queueCall } from './call-store.ts';
export { type Caller, createCaller } from './create-caller.ts';
export { createTeller, type Teller } from './create-teller.ts';
export { latestDeliveries, queueEvents, replayDelivery, type WebhookDelivery } from './delivery-store.ts';
export { signatureOf } from './post-call.ts';

export { type EventType, eventTypes, type Subscription } from './subscription.ts';
export {
  changeSubscription,
  createSubscription,
  getSubscription,
  listSubscriptions,
  removeSubscription,
  renewSecret,
  switchSubscription,
} from './subscription-store.ts';
