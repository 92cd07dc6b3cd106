import { Router } from 'express';
import type { PanelOptions } from '../panel-options.ts';
import { feedRoutes } from './feed.routes.ts';
import { taskFormRoutes } from './task-form.routes.ts';
import { taskSettingsRoutes } from './task-settings.routes.ts';
import { tasksRoutes } from './tasks.routes.ts';
import type { HoursNow } from './working-day.ts';

/** Everything of tasks: their lists, the form, the feed, their settings. */
export function allTasksRoutes({ desk, dispatcher, rules }: Pick<PanelOptions, 'desk' | 'dispatcher' | 'rules'>): Router {
  const router = Router();
  const hours: HoursNow = () => rules.now().hours;
  router.use(tasksRoutes({ hours }));
  router.use(feedRoutes({ desk, dispatcher, rules }));
  router.use(taskFormRoutes({ hours }));
  router.use(taskSettingsRoutes());
  return router;
}
