import { type Response, Router } from 'express';
import { z } from 'zod';
import { buttonsOf, type DealButton, saveButtons } from '../../buttons/index.ts';
import { getPipeline, type Pipeline, removePipeline, removeStage, savePipeline } from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { errorText } from '../errors.ts';
import { renderPage } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { writeOf } from './find-deal.ts';
import { pipelineWords, presentPipeline, type Refused } from './present-pipeline.ts';
import { buttonForm, readButton } from './read-button.ts';
import { pipelineForm, readPipeline } from './read-pipeline.ts';
import { words } from './words.ts';

const stageForm = z.object({ name: z.string().trim().max(60).default('') });
const removal = z.object({ stage: z.string().max(200), to: z.string().max(200).optional() });

/** One pipeline: its stages, fields and buttons. What is refused stays on the page with its reason. */
export function pipelineRoutes(): Router {
  const router = Router();
  const sets = requireRight('settings');

  router.get('/settings/pipelines/:id', sets, async (req, res) => {
    const saved = req.query.saved !== undefined;
    await page(res, await find(req.params.id), {}, { saved });
  });

  router.post('/settings/pipelines/:id', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    const form = pipelineForm.parse(req.body);
    const { draft, typed, problems } = readPipeline(viewerOf(res), pipeline, form);
    if (Object.keys(problems).length > 0) {
      return refuse(res, { ...draft, version: form.version }, { problems, typed });
    }
    const { name, currency, stages, lostReasons, fields } = draft;
    try {
      await savePipeline(
        pipeline.id,
        { ...(name !== undefined && { name }), currency, stages, lostReasons, fields },
        { version: form.version },
      );
    } catch (error) {
      const wrong = appError(error);
      if (wrong.code === 'deals.pipeline_conflict') {
        const now = await find(pipeline.id);
        const conflict = words(viewerOf(res), 'settings.conflict', { saved: pipelineWords(viewerOf(res), now) });
        return refuse(res, { ...draft, version: now.version }, { typed, conflict }, 409);
      }
      const text = errorText(viewerOf(res).language, wrong);
      return refuse(res, { ...draft, version: form.version }, { typed, problems: { stages: text } });
    }
    back(res, pipeline, '?saved');
  });

  router.post('/settings/pipelines/:id/stages', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    const { name } = stageForm.parse(req.body);
    if (!name) return refuse(res, pipeline, { problems: { addStage: words(viewerOf(res), 'settings.noName') } });
    const at = pipeline.stages.findLastIndex(({ kind }) => kind === 'open') + 1;
    const stages = pipeline.stages.toSpliced(at, 0, { id: newId(), kind: 'open', name, colour: 'grey' });
    try {
      await savePipeline(pipeline.id, { stages }, { version: pipeline.version });
    } catch (error) {
      const text = errorText(viewerOf(res).language, appError(error));
      return refuse(res, pipeline, { problems: { addStage: text } }, 422, { addStage: name });
    }
    back(res, pipeline, '?saved');
  });

  router.post('/settings/pipelines/:id/stages/remove', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    const { stage, to } = removal.parse(req.body);
    const { by, now } = writeOf(res);
    try {
      await removeStage(pipeline.id, stage, { to, version: pipeline.version, by, now });
    } catch (error) {
      return refuse(res, pipeline, { problems: { removeStage: errorText(viewerOf(res).language, appError(error)) } });
    }
    back(res, pipeline, '?saved');
  });

  router.post('/settings/pipelines/:id/remove', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    try {
      await removePipeline(pipeline.id);
    } catch (error) {
      return refuse(res, pipeline, { problems: { remove: errorText(viewerOf(res).language, appError(error)) } });
    }
    res.redirect(303, '/settings/pipelines');
  });

  router.post('/settings/pipelines/:id/buttons', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    const viewer = viewerOf(res);
    const form = buttonForm.parse(req.body);
    const { buttons } = await buttonsOf(pipeline.id, viewer.language);
    const isGone = form.remove !== undefined;
    const { button, problems } = readButton(viewer, form, buttons);
    if (!isGone && Object.keys(problems).length > 0) return refuse(res, pipeline, { button: { button, problems } });
    const known = buttons.find(({ id }) => id === button.id);
    try {
      await saveButtons(pipeline.id, isGone ? without(buttons, button) : withButton(buttons, button), { version: form.version });
    } catch (error) {
      if (appError(error).code !== 'buttons.conflict') throw error;
      const saved = known ? `${known.name} (${known.steps.length})` : words(viewer, 'none');
      const conflict = words(viewer, 'settings.conflict', { saved });
      return refuse(res, pipeline, { button: { button, problems: {}, conflict } }, 409);
    }
    back(res, pipeline, '?saved#buttons');
  });
  return router;
}

const without = (buttons: DealButton[], { id }: DealButton) => buttons.filter(known => known.id !== id);

function withButton(buttons: DealButton[], button: DealButton): DealButton[] {
  const isKnown = buttons.some(({ id }) => id === button.id);
  return isKnown ? buttons.map(known => (known.id === button.id ? button : known)) : [...buttons, button];
}

function appError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  throw error;
}

async function find(id: unknown): Promise<Pipeline> {
  const pipeline = typeof id === 'string' ? await getPipeline(id) : undefined;
  if (!pipeline) throw new AppError('deals.pipeline_unknown', 'There is no such pipeline any more.');
  return pipeline;
}

function back(res: Response, { id }: Pipeline, more: string): void {
  res.redirect(303, `/settings/pipelines/${encodeURIComponent(id)}${more}`);
}

async function refuse(res: Response, draft: Pipeline, refused: Refused, status = 422, said: object = {}): Promise<void> {
  res.status(status);
  await page(res, draft, refused, said);
}

async function page(res: Response, pipeline: Pipeline, refused: Refused, said: object): Promise<void> {
  renderPage(res, 'pipeline', { ...(await presentPipeline(viewerOf(res), pipeline, refused)), ...said });
}
