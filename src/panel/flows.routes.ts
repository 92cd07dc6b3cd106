import { Router } from 'express';
import { flowStates } from '../flows/index.ts';
import { t } from '../texts/index.ts';
import { presentFlow } from './present-flow.ts';
import { renderPage } from './render.ts';
import { viewerOf } from './viewer.ts';

export function flowsRoutes(): Router {
  const router = Router();
  router.get('/flows', async (_req, res) => {
    const viewer = viewerOf(res);
    const flows = (await flowStates()).map(flow => presentFlow(viewer, flow));
    renderPage(res, 'flows', { title: t(viewer.language, 'panel:nav.flows'), flows });
  });
  return router;
}
