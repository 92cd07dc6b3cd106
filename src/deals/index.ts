export { moveDeal, setDealField } from './change-deal.ts';
export { createDeal } from './create-deal.ts';
export type { Deal } from './deal.ts';
export { dealOf, dealsOf, openDealOf } from './deals-of.ts';
export { listPipelines } from './pipelines.ts';
