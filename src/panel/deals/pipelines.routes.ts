import { type Response, Router } from 'express';
import { z } from 'zod';
import { buttonsOf, type DealButton, saveButtons } from '../../buttons/index.ts';
import {
  addPipeline,
  archiveProduct,
  askNextStep,
  getPipeline,
  listPipelines,
  listProducts,
  nextStepIsAsked,
  type Pipeline,
  removePipeline,
  removeStage,
  type Stage,
  savePipeline,
  saveProduct,
  stageColours,
} from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { renderPage } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { writeOf } from './find-deal.ts';
import { pipelineName, readAmount, stageName, words } from './words.ts';

const many = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform(value => (value === undefined ? [] : [value].flat()));
const name = z.string().trim().min(1).max(60);
const pipelineForm = z.object({
  version: z.coerce.number().int(),
  name,
  currency: z.string().regex(/^[A-Z]{3}$/),
  stage: many,
  stageName: many,
  colour: many,
  kind: many,
  required: many,
  lostReasons: z.string().max(5000),
  fields: z.string().max(5000),
});
const buttonForm = z.looseObject({
  version: z.coerce.number().int(),
  id: z.string().max(60).default(''),
  stage: z.string().max(200),
  name,
});
const dues = ['5', '15', '30', '60', '180', '1440', 'd0', 'd1', 'd2', 'd7'] as const;
const mostSteps = 5;

/** Pipelines with their stages and buttons, the switch of the next step, the catalogue. */
export function pipelinesRoutes(): Router {
  const router = Router();
  const sets = requireRight('settings');

  router.get('/settings/pipelines', sets, async (_req, res) => {
    const viewer = viewerOf(res);
    const pipelines = (await listPipelines()).map(known => ({
      href: `/settings/pipelines/${encodeURIComponent(known.id)}`,
      name: pipelineName(viewer, known),
      stages: known.stages.map(stage => stageName(viewer, stage)).join(' → '),
    }));
    renderPage(res, 'pipelines', { title: words(viewer, 'settings.title'), pipelines, asksNext: await nextStepIsAsked() });
  });
  router.post('/settings/pipelines', sets, async (req, res) => {
    const form = z
      .object({
        name,
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/)
          .default('RUB'),
      })
      .parse(req.body);
    const viewer = viewerOf(res);
    const stages: Stage[] = (['new', 'won', 'lost'] as const).map(id => ({
      id,
      kind: id === 'new' ? 'open' : id,
      name: words(viewer, `stage.${id}`),
      colour: 'grey',
    }));
    res.redirect(303, `/settings/pipelines/${await addPipeline({ ...form, stages })}`);
  });
  router.post('/settings/pipelines/next', sets, async (req, res) => {
    await askNextStep(z.object({ on: z.string().optional() }).parse(req.body).on !== undefined);
    res.redirect(303, '/settings/pipelines');
  });

  router.get('/settings/pipelines/:id', sets, async (req, res) =>
    page(res, await find(req.params.id), { saved: req.query.saved !== undefined }),
  );
  router.post('/settings/pipelines/:id', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    const form = pipelineForm.parse(req.body);
    const stages = form.stage.flatMap((id, i) => stageFrom(form, id, i, pipeline));
    await savePipeline(
      pipeline.id,
      {
        name: form.name,
        currency: form.currency,
        stages,
        lostReasons: linesOf(form.lostReasons),
        fields: linesOf(form.fields).map(
          known => pipeline.fields.find(field => field.name === known) ?? { name: known, kind: 'text' as const },
        ),
      },
      { version: form.version },
    );
    res.redirect(303, `/settings/pipelines/${encodeURIComponent(pipeline.id)}?saved`);
  });
  router.post('/settings/pipelines/:id/stages', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    const form = z.object({ name }).parse(req.body);
    const at = pipeline.stages.findLastIndex(({ kind }) => kind === 'open') + 1;
    await savePipeline(
      pipeline.id,
      { stages: pipeline.stages.toSpliced(at, 0, { id: newId(), kind: 'open', name: form.name, colour: 'grey' }) },
      { version: pipeline.version },
    );
    res.redirect(303, `/settings/pipelines/${encodeURIComponent(pipeline.id)}`);
  });
  router.post('/settings/pipelines/:id/stages/remove', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    const { stage, to } = z.object({ stage: z.string().max(200), to: z.string().max(200).optional() }).parse(req.body);
    const { by, now } = writeOf(res);
    await removeStage(pipeline.id, stage, { to, version: pipeline.version, by, now });
    res.redirect(303, `/settings/pipelines/${encodeURIComponent(pipeline.id)}?saved`);
  });
  router.post('/settings/pipelines/:id/remove', sets, async (req, res) => {
    await removePipeline((await find(req.params.id)).id);
    res.redirect(303, '/settings/pipelines');
  });
  router.post('/settings/pipelines/:id/buttons', sets, async (req, res) => {
    const pipeline = await find(req.params.id);
    const { buttons } = await buttonsOf(pipeline.id, viewerOf(res).language);
    const form = buttonForm.parse(req.body);
    const isGone = form.remove !== undefined;
    const button: DealButton = { id: form.id || newId(), stage: form.stage, name: form.name, steps: stepsFrom(form) };
    const isKnown = buttons.some(({ id }) => id === button.id);
    const next = isGone
      ? buttons.filter(({ id }) => id !== button.id)
      : isKnown
        ? buttons.map(known => (known.id === button.id ? button : known))
        : [...buttons, button];
    await saveButtons(pipeline.id, next, { version: form.version });
    res.redirect(303, `/settings/pipelines/${encodeURIComponent(pipeline.id)}?saved#buttons`);
  });

  router.get('/settings/products', sets, async (_req, res) => products(res));
  router.post('/settings/products', sets, async (req, res) => {
    const form = z
      .object({ id: z.string().max(60).optional(), name: z.string().trim().max(200), price: z.string().max(40) })
      .parse(req.body);
    const price = readAmount(form.price);
    if (form.name && price !== undefined) {
      await saveProduct({ name: form.name, price, ...(form.id && { id: form.id }) });
      return res.redirect(303, '/settings/products');
    }
    res.status(422);
    return products(res, { form, problem: words(viewerOf(res), form.name ? 'form.badAmount' : 'settings.noName') });
  });
  router.post('/settings/products/:id/archive', sets, async (req, res) => {
    const { on } = z.object({ on: z.enum(['0', '1']) }).parse(req.body);
    await archiveProduct(z.string().parse(req.params.id), on === '1');
    res.redirect(303, '/settings/products');
  });
  return router;
}

async function products(res: Response, said: Record<string, unknown> = {}) {
  renderPage(res, 'deal-products', { title: words(viewerOf(res), 'settings.products'), products: await listProducts(), ...said });
}

async function find(id: unknown): Promise<Pipeline> {
  const pipeline = typeof id === 'string' ? await getPipeline(id) : undefined;
  if (!pipeline) throw new AppError('deals.pipeline_unknown', 'There is no such pipeline any more.');
  return pipeline;
}

async function page(res: Response, pipeline: Pipeline, said: Record<string, unknown>) {
  const viewer = viewerOf(res);
  const { buttons, version } = await buttonsOf(pipeline.id, viewer.language);
  const options = (all: readonly string[], on: string, label: (id: string) => string) =>
    all.map(id => ({ id, label: label(id), on: id === on }));
  const stageIds = pipeline.stages.map(({ id }) => id);
  const labelOf = (id: string) => stageName(viewer, pipeline.stages.find(stage => stage.id === id) ?? { id });
  const needed = ['amount', 'expectedAt', 'owner', 'lines', ...pipeline.fields.map(field => `fields.${field.name}`)];
  const shownButton = ({ id, name: label, stage, steps }: DealButton) => ({
    id,
    name: label,
    version,
    stageLabel: stage && labelOf(stage),
    stages: options(stageIds, stage, labelOf),
    steps: Array.from({ length: mostSteps }, (_, n) => {
      const { task, move, message, field, tag } = steps[n] ?? {};
      const due = task?.due.kind === 'in' ? String(task.due.minutes) : `d${task?.due.days ?? 1}`;
      return {
        n,
        label: words(viewer, 'settings.step', { n: n + 1 }),
        isOpen: n === 0 || n < steps.length,
        task,
        move,
        message,
        field,
        tag,
        dues: options(dues, due, key => words(viewer, `settings.dues.${key}`)),
        moves: options(stageIds, move?.stage ?? '', labelOf),
        onContact: tag?.on === 'contact',
      };
    }),
  });
  renderPage(res, 'pipeline', {
    title: pipelineName(viewer, pipeline),
    pipeline: {
      ...pipeline,
      name: pipelineName(viewer, pipeline),
      href: `/settings/pipelines/${encodeURIComponent(pipeline.id)}`,
      reasons: pipeline.lostReasons.join('\n'),
      fieldNames: pipeline.fields.map(field => field.name).join('\n'),
    },
    stages: pipeline.stages.map(stage => ({
      id: stage.id,
      name: stageName(viewer, stage),
      colours: options(stageColours, stage.colour ?? 'grey', key => words(viewer, `settings.colours.${key}`)),
      kinds: options(['open', 'won', 'lost'], stage.kind, key => words(viewer, `settings.kinds.${key}`)),
      required: needed.map(field => ({
        value: `${stage.id} ${field}`,
        label: field.startsWith('fields.') ? field.slice(7) : words(viewer, `fields.${field}`),
        on: stage.required?.includes(field),
      })),
      others: options(
        stageIds.filter(id => id !== stage.id),
        '',
        labelOf,
      ),
    })),
    buttons: buttons.map(shownButton),
    fresh: shownButton({ id: '', name: '', stage: '', steps: [] }),
    hint: words(viewer, 'settings.messageHint', {
      contactName: '{{contact.name}}',
      dealTitle: '{{deal.title}}',
      staffName: '{{staff.name}}',
    }),
    ...said,
  });
}

function stageFrom(form: z.infer<typeof pipelineForm>, id: string, i: number, pipeline: Pipeline): Stage[] {
  if (!pipeline.stages.some(stage => stage.id === id)) return [];
  const required = form.required.flatMap(line => (line.startsWith(`${id} `) ? [line.slice(id.length + 1)] : []));
  return [
    {
      id,
      name: name.parse(form.stageName[i]),
      colour: z.enum(stageColours).parse(form.colour[i]),
      kind: z.enum(['open', 'won', 'lost']).parse(form.kind[i]),
      ...(required.length > 0 && { required }),
    },
  ];
}

const linesOf = (text: string): string[] =>
  [
    ...new Set(
      text
        .split('\n')
        .map(line => line.trim().slice(0, 100))
        .filter(Boolean),
    ),
  ].slice(0, 50);

/** The steps of a button up to the last that does something. */
function stepsFrom(form: Record<string, unknown>): DealButton['steps'] {
  const at = (n: number, what: string) => z.string().trim().max(2000).catch('').parse(form[`s${n}.${what}`]);
  const steps = Array.from({ length: mostSteps }, (_, n) => {
    const due = z.enum(dues).catch('d1').parse(at(n, 'due'));
    return {
      ...(at(n, 'task') && {
        task: {
          title: at(n, 'task'),
          due: due.startsWith('d')
            ? { kind: 'day' as const, days: Number(due.slice(1)), at: due === 'd0' ? '18:00' : '10:00' }
            : { kind: 'in' as const, minutes: Number(due) },
        },
      }),
      ...(at(n, 'move') && { move: { stage: at(n, 'move'), ...(at(n, 'reason') && { reason: at(n, 'reason') }) } }),
      ...(at(n, 'message') && { message: at(n, 'message') }),
      ...(at(n, 'field') && { field: { name: at(n, 'field').replaceAll(/[.$]/g, ' ').trim(), value: at(n, 'value') } }),
      ...(at(n, 'tag') && {
        tag: { tag: at(n, 'tag'), on: at(n, 'on') === 'contact' ? ('contact' as const) : ('deal' as const) },
      }),
    };
  });
  return steps.slice(0, steps.findLastIndex(step => Object.keys(step).length > 0) + 1);
}
