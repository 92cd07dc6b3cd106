import type { Means } from './means.ts';
import type { ApiRoute } from './route.ts';
import { automationRunRoutes } from './routes/automation-runs.ts';
import { automationRoutes } from './routes/automations.ts';
import { broadcastRunningRoutes } from './routes/broadcast-running.ts';
import { broadcastRoutes } from './routes/broadcasts.ts';
import { consentRoutes } from './routes/consents.ts';
import { contactRoutes } from './routes/contacts.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { dealRoutes } from './routes/deals.ts';
import { fileRoutes } from './routes/files.ts';
import { messageRoutes } from './routes/messages.ts';
import { orderRoutes } from './routes/orders.ts';
import { reportRoutes } from './routes/reports.ts';
import { segmentRoutes } from './routes/segments.ts';
import { taskRoutes } from './routes/tasks.ts';

/** Every route of the API. */
export const apiTable = (means: Means): ApiRoute[] => [
  ...contactRoutes(means),
  ...consentRoutes(means),
  ...segmentRoutes(means),
  ...conversationRoutes(means),
  ...messageRoutes(means),
  ...dealRoutes(means),
  ...orderRoutes(means),
  ...taskRoutes(means),
  ...fileRoutes(means),
  ...broadcastRoutes(means),
  ...broadcastRunningRoutes(means),
  ...automationRoutes(means),
  ...automationRunRoutes(),
  ...reportRoutes(means),
];
