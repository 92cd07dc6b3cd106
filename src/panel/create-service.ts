import express, { type Express } from 'express';
import { healthRoutes } from './health.routes.ts';
import { linksRoutes } from './links.routes.ts';
import type { PanelOptions } from './panel-options.ts';
import { requestLog } from './request-log.ts';
import { isHttps } from './sessions.ts';

/** The HTTP side of a process without the panel: health, the short addresses in what we send, and the messengers' own ways in. */
export function createService(options: ServiceOptions): Express {
  const { config, log, clock, routers = [] } = options;
  const app = express();
  app.disable('x-powered-by');
  // As in the panel: who opens an address is counted by where they come from.
  app.set('trust proxy', isHttps(config.publicUrl) ? 1 : 'loopback');
  const links = linksRoutes(options);
  app.use(requestLog(log, clock, [...routers, { path: '/l/', router: links }]));
  for (const { path, router } of routers) app.use(path, router);
  app.use(healthRoutes(options));
  app.use(links);
  return app;
}

type ServiceOptions = Pick<PanelOptions, 'config' | 'database' | 'messengers' | 'receives' | 'routers' | 'log' | 'clock'>;
