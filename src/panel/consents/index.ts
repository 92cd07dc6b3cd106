import { Router } from 'express';
import type { PanelOptions } from '../panel-options.ts';
import { consentsRoutes } from './consents.routes.ts';
import { retentionRoutes } from './retention.routes.ts';
import { sendingSettingsRoutes } from './sending-settings.routes.ts';

/** Consents with their proof, erasing, and the rules of sending and of keeping. */
export function consentsPages(options: Pick<PanelOptions, 'clock' | 'eraser'>): Router {
  const router = Router();
  router.use(consentsRoutes(options));
  router.use(sendingSettingsRoutes(options));
  router.use(retentionRoutes(options));
  return router;
}
