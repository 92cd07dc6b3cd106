import { Router } from 'express';
import { contentRoutes } from '../content/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { correctRoutes } from './correct.routes.ts';
import { draftRoutes } from './draft.routes.ts';
import { listRoutes } from './list.routes.ts';
import { rehearsalRoutes } from './rehearsal.routes.ts';
import { runningRoutes } from './running.routes.ts';

/** All pages of mailings, and the editor of what they say. */
export function broadcastPages(options: PanelOptions): Router {
  const router = Router();
  router.use(contentRoutes(options));
  router.use(listRoutes());
  router.use(draftRoutes(options));
  router.use(rehearsalRoutes(options));
  router.use(runningRoutes(options));
  router.use(correctRoutes(options));
  return router;
}
