import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  addPipeline,
  askNextStep,
  defaultCurrency,
  listPipelines,
  nextStepIsAsked,
  orderPipelines,
  type Stage,
} from '../../deals/index.ts';
import { renderPage } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { pipelineName, stageName, words } from './words.ts';

const newForm = z.object({ name: z.string().trim().max(60).default(''), currency: z.string().trim().max(20).default('') });
const orderForm = z.object({ pipeline: z.string().max(200), way: z.enum(['up', 'down']) });

/** The list of pipelines, a new one, their order, the switch of the next step. */
export function pipelinesRoutes(): Router {
  const router = Router();
  const sets = requireRight('settings');

  router.get('/settings/pipelines', sets, (_req, res) => page(res));

  router.post('/settings/pipelines', sets, async (req, res) => {
    const typed = newForm.parse(req.body);
    const viewer = viewerOf(res);
    const currency = typed.currency.toUpperCase() || defaultCurrency;
    const problems = {
      ...(!typed.name && { name: words(viewer, 'settings.noName') }),
      ...(!/^[A-Z]{3}$/.test(currency) && { currency: words(viewer, 'settings.badCurrency') }),
    };
    if (Object.keys(problems).length > 0) {
      res.status(422);
      return page(res, { typed, problems });
    }
    const stages: Stage[] = (['new', 'won', 'lost'] as const).map(id => ({
      id,
      kind: id === 'new' ? 'open' : id,
      name: words(viewer, `stage.${id}`),
      colour: ({ new: 'blue', won: 'green', lost: 'grey' } as const)[id],
    }));
    res.redirect(303, `/settings/pipelines/${await addPipeline({ name: typed.name, currency, stages })}`);
  });

  router.post('/settings/pipelines/order', sets, async (req, res) => {
    const { pipeline, way } = orderForm.parse(req.body);
    const ids = (await listPipelines()).map(({ id }) => id);
    const at = ids.indexOf(pipeline);
    const to = way === 'up' ? at - 1 : at + 1;
    if (at >= 0 && to >= 0 && to < ids.length) await orderPipelines(ids.toSpliced(at, 1).toSpliced(to, 0, pipeline));
    res.redirect(303, '/settings/pipelines');
  });

  router.post('/settings/pipelines/next', sets, async (req, res) => {
    await askNextStep(z.object({ on: z.string().optional() }).parse(req.body).on !== undefined);
    res.redirect(303, '/settings/pipelines?saved');
  });
  return router;
}

async function page(res: Response, said: Record<string, unknown> = {}): Promise<void> {
  const viewer = viewerOf(res);
  const all = await listPipelines();
  renderPage(res, 'pipelines', {
    title: words(viewer, 'settings.title'),
    pipelines: all.map((known, i) => ({
      id: known.id,
      href: `/settings/pipelines/${encodeURIComponent(known.id)}`,
      name: pipelineName(viewer, known),
      stages: known.stages.map(stage => stageName(viewer, stage)).join(' → '),
      isFirst: i === 0,
      isLast: i === all.length - 1,
    })),
    isOrdered: all.length > 1,
    asksNext: await nextStepIsAsked(),
    saved: res.req.query.saved !== undefined,
    ...said,
  });
}
