export { adoptDeals } from './adopt-deals.ts';
export { moveDeal, setDealField } from './change-deal.ts';
export * from './change-pipeline.ts';
export { createDeal } from './create-deal.ts';
export * from './deal.ts';
export { dealOf, dealsOf, dealsWith, openDealOf } from './deals-of.ts';
export * from './edit-deal.ts';
export { findDeals } from './find-deals.ts';
export { dealHistory, getDeal } from './get-deal.ts';
export { importOrder, removeOrder } from './import-order.ts';
export * from './list-deals.ts';
export { type Move, missingIn, moved, moveTo } from './move-to.ts';
export * from './next-steps.ts';
export { noteOnCards } from './note-on-cards.ts';
export { recountCard, settleOpenDeals } from './open-deals.ts';
export { ordersOf, recountOrders } from './orders-of.ts';
export { type PendingPress, pendingPresses, pendingPressOf } from './pending-press.ts';
export {
  type DealFieldKind,
  defaultCurrency,
  defaultPipeline,
  getPipeline,
  listPipelines,
  type Pipeline,
  type Stage,
  stageColours,
} from './pipelines.ts';
export * from './products.ts';
export * from './read-deals.ts';
export { reassignDeals } from './reassign.ts';
export { settleOrder, settleOrders } from './settle-orders.ts';
export { writeDeal } from './write-deal.ts';
