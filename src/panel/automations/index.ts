import { Router } from 'express';
import { cardRoutes } from './card.routes.ts';
import { editorRoutes } from './editor.routes.ts';
import { listRoutes } from './list.routes.ts';
import type { AutomationOptions } from './means.ts';
import { runsRoutes } from './runs.routes.ts';
import { stepsRoutes } from './steps.routes.ts';

/** The pages of automations. */
export function automationPages(options: AutomationOptions): Router {
  const router = Router();
  router.use(listRoutes(options));
  router.use(editorRoutes(options));
  router.use(stepsRoutes(options));
  router.use(runsRoutes(options));
  router.use(cardRoutes(options));
  return router;
}
