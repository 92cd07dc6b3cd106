import { Router } from 'express';
import { t } from '../texts/index.ts';
import type { PanelOptions } from './panel-options.ts';
import { presentMessengers } from './present-messenger.ts';
import { renderPage } from './render.ts';
import { viewerOf } from './viewer.ts';

export function messengersRoutes({
  messengers,
  config,
  receives,
}: Pick<PanelOptions, 'messengers' | 'config' | 'receives'>): Router {
  const router = Router();
  router.get('/messengers', (_req, res) => {
    const viewer = viewerOf(res);
    renderPage(res, 'messengers', {
      title: t(viewer.language, 'panel:nav.messengers'),
      messengers: presentMessengers(viewer, messengers, { publicUrl: config.publicUrl, receives }),
    });
  });
  return router;
}
