import { type Response, Router } from 'express';
import multer from 'multer';
import { z } from 'zod';
import type { Authoring } from '../flows/index.ts';
import { AppError } from '../lib/app-error.ts';
import { may } from '../staff/index.ts';
import { languages, t } from '../texts/index.ts';
import { errorText } from './errors.ts';
import { presentFaults } from './flow-editor/check-draft.ts';
import { flowIdFrom } from './flow-id-from.ts';
import { presentFlow } from './present-flow.ts';
import { renderPage, renderPart } from './render.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

const newForm = z.object({
  title: z.string().trim().min(1).max(100),
  id: z.string().trim().max(40).default(''),
  language: z.enum(languages).catch('ru'),
});
const importForm = z.object({ replace: z.coerce.number().int().min(0).optional().catch(undefined) });
/** The largest flow has a million characters. */
const importedFile = multer({ storage: multer.memoryStorage(), limits: { files: 1, fileSize: 4_000_000 } }).single('file');

/** The list of flows, and how new ones come: from a template or from a file. */
export function flowsRoutes({ authoring }: { authoring: Authoring }): Router {
  const router = Router();
  const writes = requireRight('author');

  router.get('/flows', async (_req, res) => {
    const viewer = viewerOf(res);
    const flows = (await authoring.listFlows(viewer.language)).map(flow => presentFlow(viewer, flow));
    renderPage(res, 'flows', {
      title: t(viewer.language, 'panel:nav.flows'),
      flows,
      mayWrite: may(staffOf(res), 'author'),
      isRussian: viewer.language === 'ru',
    });
  });

  router.post('/flows', writes, async (req, res) => {
    const { title, id, language } = newForm.parse(req.body);
    try {
      const draft = await authoring.createFlow({ id: id || flowIdFrom(title), title, language, by: authorOf(res) });
      goTo(res, `/flows/${draft.flow}/edit`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      renderPart(res, 'flows/refused', { text: errorText(viewerOf(res).language, error) });
    }
  });

  router.post('/flows/import', writes, importedFile, async (req, res) => {
    const viewer = viewerOf(res);
    const { replace } = importForm.parse(req.body);
    const text = (key: string, values = {}) => t(viewer.language, `panel:flows.import.${key}`, values);
    if (!req.file) return renderPart(res, 'flows/refused', { text: text('noFile') });
    const imported = await authoring.importFlow({
      yaml: req.file.buffer.toString('utf8'),
      ...(replace !== undefined && { replace }),
      by: authorOf(res),
      language: viewer.language,
    });
    if (imported.kind === 'imported') return goTo(res, `/flows/${imported.flow}/edit`);
    if (imported.kind === 'wrong') {
      return renderPart(res, 'flows/refused', { text: text('wrong'), problems: presentFaults(viewer, imported.problems) });
    }
    renderPart(res, 'flows/import-exists', { text: text('exists', { title: imported.title }), version: imported.version });
  });

  return router;
}

function authorOf(res: Response) {
  const { id, name } = staffOf(res);
  return { id, name };
}

/** htmx goes where it is told; a plain form is redirected. */
function goTo(res: Response, path: string): void {
  if (res.req.get('hx-request')) res.set('HX-Redirect', path).end();
  else res.redirect(303, path);
}
