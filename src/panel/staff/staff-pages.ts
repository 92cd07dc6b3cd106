import { Router } from 'express';
import type { PanelOptions } from '../panel-options.ts';
import { auditRoutes } from './audit.routes.ts';
import { personRoutes } from './person.routes.ts';
import { rolesRoutes } from './roles.routes.ts';
import { securityRoutes } from './security.routes.ts';
import { staffRoutes } from './staff.routes.ts';

/** The pages of the settings about the people who work here. */
export function staffPages(options: PanelOptions): Router {
  const router = Router();
  router.use(securityRoutes(options));
  router.use(staffRoutes(options));
  router.use(personRoutes(options));
  router.use(rolesRoutes(options));
  router.use(auditRoutes(options));
  return router;
}
