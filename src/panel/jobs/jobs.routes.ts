import { type Response, Router } from 'express';
import { z } from 'zod';
import { jobStates, runSoon } from '../../jobs/index.ts';
import { t } from '../../texts/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { presentJob } from './present-job.ts';

const named = z.object({ name: z.string().min(1).max(100) });

/** What the program does by the clock: what is planned, what failed, and doing it now. */
export function jobsRoutes({ clock }: Pick<PanelOptions, 'clock'>): Router {
  const router = Router();
  const administers = requireRight('administer');

  router.get('/settings/jobs', administers, async (req, res) => {
    const shown = await present(res);
    if (req.get('hx-request')) return renderPart(res, 'jobs/list', shown);
    renderPage(res, 'jobs', { title: t(viewerOf(res).language, 'panel:jobs.title'), ...shown });
  });

  router.post('/settings/jobs/run', administers, async (req, res) => {
    const { name } = named.parse(req.body);
    await runSoon(name, clock.now());
    if (!req.get('hx-request')) return res.redirect(303, '/settings/jobs');
    renderPart(res, 'jobs/list', await present(res));
  });

  return router;
}

async function present(res: Response) {
  const viewer = viewerOf(res);
  const jobs = (await jobStates()).map(job => presentJob(viewer, job));
  const failing = jobs.filter(({ failed }) => failed);
  return {
    // What failed stands first.
    jobs: [...failing, ...jobs.filter(({ failed }) => !failed)],
    summary: t(viewer.language, failing.length > 0 ? 'panel:jobs.failing' : 'panel:jobs.fine', {
      count: failing.length > 0 ? failing.length : jobs.length,
    }),
    isFailing: failing.length > 0,
  };
}
