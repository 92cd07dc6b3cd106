import { Router } from 'express';
import type { Desk } from '../../inbox/index.ts';
import { feedRoutes } from './feed.routes.ts';
import { taskFormRoutes } from './task-form.routes.ts';
import { taskSettingsRoutes } from './task-settings.routes.ts';
import { tasksRoutes } from './tasks.routes.ts';
import { type HoursNow, usual } from './working-day.ts';

/** Everything of tasks: their lists, the form, the feed, their settings. */
export function allTasksRoutes({ desk, rules }: { desk: Desk; rules?: { now(): { hours: ReturnType<HoursNow> } } }): Router {
  const router = Router();
  const hours: HoursNow = () => (rules ? rules.now().hours : usual());
  router.use(tasksRoutes({ hours }));
  router.use(feedRoutes({ desk, hours }));
  router.use(taskFormRoutes({ hours }));
  router.use(taskSettingsRoutes());
  return router;
}
