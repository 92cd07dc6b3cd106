export * from './content.ts';
export * from './count-deliveries.ts';
export * from './delivery.ts';
export type { DeliveryDocument, PlannedDelivery } from './delivery-model.ts';
export { linkAddress } from './link-address.ts';
export * from './mark-delivery.ts';
export * from './plan-deliveries.ts';
export * from './read-deliveries.ts';
export { sealTokens, tokenOf } from './token.ts';
