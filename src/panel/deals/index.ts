import { Router } from 'express';
import { createPresser } from '../../buttons/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { boardRoutes } from './board.routes.ts';
import { dealRoutes } from './deal.routes.ts';
import { dealPartsRoutes } from './deal-parts.routes.ts';
import { pipelineRoutes } from './pipeline.routes.ts';
import { pipelinesRoutes } from './pipelines.routes.ts';
import { productsRoutes } from './products.routes.ts';

/** All pages of deals and their settings. */
export function dealsPages({ desk, rules, config, clock }: PanelOptions): Router {
  const presser = createPresser({ desk, workingHours: () => rules.now().hours, timeZone: config.timeZone, clock });
  const router = Router();
  router.use(boardRoutes());
  router.use(dealRoutes({ presser }));
  router.use(dealPartsRoutes({ hours: () => rules.now().hours }));
  router.use(pipelinesRoutes());
  router.use(pipelineRoutes());
  router.use(productsRoutes());
  return router;
}
