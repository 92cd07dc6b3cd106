import { Router } from 'express';
import { z } from 'zod';
import { remindChoices, saveTaskRules, taskRules } from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { renderPage } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';

const form = z.object({ needsResult: z.literal('1').optional(), remind: z.enum(remindChoices) });

/** How the firm deals with tasks. */
export function taskSettingsRoutes(): Router {
  const router = Router();
  const decides = requireRight('settings');

  router.get('/settings/tasks', decides, async (req, res) => {
    const { language } = viewerOf(res);
    const { needsResult, remind } = await taskRules();
    renderPage(res, 'task-settings', {
      title: t(language, 'panel:tasks.settings.title'),
      needsResult,
      reminds: remindChoices.map(value => ({ value, label: t(language, `panel:tasks.remind.${value}`), on: value === remind })),
      saved: req.query.saved !== undefined,
    });
  });

  router.post('/settings/tasks', decides, async (req, res) => {
    const { needsResult, remind } = form.parse(req.body);
    await saveTaskRules({ needsResult: needsResult === '1', remind });
    res.redirect(303, '/settings/tasks?saved');
  });

  return router;
}
