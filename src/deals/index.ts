export { moveDeal, setDealField } from './change-deal.ts';
export * from './change-pipeline.ts';
export { createDeal, type NewDeal } from './create-deal.ts';
export * from './deal.ts';
export { dealOf, dealsOf, dealsWith, openDealOf } from './deals-of.ts';
export * from './edit-deal.ts';
export { findDeals } from './find-deals.ts';
export { dealHistory, getDeal } from './get-deal.ts';
export { importOrder, removeOrder } from './import-order.ts';
export * from './list-deals.ts';
export { type Move, missingIn, moved, moveTo } from './move-to.ts';
export * from './next-steps.ts';
export { adoptOpenDeals, recountCard, settleOpenDeals } from './open-deals.ts';
export type { Order } from './order.ts';
export { ordersOf, recountOrders, totalsOf } from './orders-of.ts';
export { type PendingPress, pendingPresses, pendingPressOf } from './pending-press.ts';
export {
  type DealFieldKind,
  defaultCurrency,
  defaultPipeline,
  getPipeline,
  listPipelines,
  type Pipeline,
  type Stage,
  type StageColour,
  type StageKind,
  stageColours,
} from './pipelines.ts';
export * from './products.ts';
export * from './read-deals.ts';
export { type Reassigned, reassignDeals } from './reassign.ts';
export { settleOrder, settleOrders } from './settle-orders.ts';
export { type DealWrite, writeDeal } from './write-deal.ts';
