export { moveDeal, setDealField } from './change-deal.ts';
export { createDeal, type NewDeal } from './create-deal.ts';
export type { Deal } from './deal.ts';
export { dealOf, dealsOf, openDealOf } from './deals-of.ts';
export { listPipelines } from './pipelines.ts';
