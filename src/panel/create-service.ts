import express, { type Express } from 'express';
import { healthRoutes } from './health.routes.ts';
import type { PanelOptions } from './panel-options.ts';
import { requestLog } from './request-log.ts';

/** The HTTP side of a process without the panel: health, and the messengers' own ways in. */
export function createService(options: PanelOptions): Express {
  const { log, clock, routers = [] } = options;
  const app = express();
  app.disable('x-powered-by');
  app.use(requestLog(log, clock, routers));
  app.use(healthRoutes(options));
  for (const { path, router } of routers) app.use(path, router);
  return app;
}
