import { Router } from 'express';
import { cardListRoutes } from './card-lists.routes.ts';
import { listMemberRoutes } from './list-members.routes.ts';
import { ruleRoutes } from './rule.routes.ts';
import { segmentRoutes } from './segments.routes.ts';

/** The pages of segments and the builder of rules. */
export function segmentPages(): Router {
  const router = Router();
  // Before the pages: `rule` is no segment.
  router.use(ruleRoutes());
  router.use(cardListRoutes());
  router.use(listMemberRoutes());
  router.use(segmentRoutes());
  return router;
}
