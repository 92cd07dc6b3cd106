import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Presser } from '../../buttons/index.ts';
import {
  type Deal,
  type DealValue,
  editDeal,
  getPipeline,
  listPipelines,
  moveTo,
  restoreDeal,
  settleOrder,
  trashDeal,
} from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { may, staffNames } from '../../staff/index.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { orAsk } from './ask-needs.ts';
import { findDeal, writableDeal, writeOf } from './find-deal.ts';
import { fieldFrom, presentField } from './present-field.ts';
import { readValue } from './read-value.ts';
import { showDeal } from './show-deal.ts';
import { placeOf, words } from './words.ts';

const key = z
  .string()
  .regex(/^\w{8,40}$/)
  .default(() => newId());
const typedValue = z.union([z.string().max(2000), z.array(z.string().max(200)).max(200)]).default('');
const fieldForm = z.object({ value: typedValue, was: z.string().max(10_000) });
const moveForm = z.looseObject({ stage: z.string().max(400), from: z.string().max(200).optional(), key });
const pressForm = z.looseObject({ button: z.string().max(100), key, times: z.coerce.number().int().optional() });
const ownForm = z.object({ name: z.string().trim().max(60).default(''), value: z.string().trim().max(2000).default('') });

/** One deal: its values, its way, its stage's buttons, the trash. */
export function dealRoutes({ presser }: { presser: Presser }): Router {
  const router = Router();
  const writes = requireRight('write');
  const deletes = requireRight('delete');

  router.get('/deals/:id', async (req, res) => showDeal(req, res, await findDeal(res, req.params.id)));

  router.get('/deals/:id/fields/:field', async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const shown = await fieldOf(res, deal, req.params.field);
    renderPart(res, req.query.edit !== undefined && shown.canWrite ? 'deals/field-form' : 'deals/field', shown);
  });

  router.post('/deals/:id/fields/:field', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const field = fieldFrom(req.params.field);
    const { value: typed, was } = fieldForm.parse(req.body);
    if (!(await fieldOf(res, deal, field)).canWrite)
      throw new AppError('panel.forbidden', 'Your role does not include this. Ask the owner.');
    const [pipeline, names] = await Promise.all([getPipeline(deal.pipeline), staffNames()]);
    const seen = parsed(was);
    const read = readValue(viewerOf(res), field, typed, { kinds: pipeline?.fields, names, old: seen });
    const refuse = async (now: Deal, problem: string) => {
      res.status(422);
      renderPart(res, 'deals/field-form', await fieldOf(res, now, field, { typed, problem }));
    };
    if ('problem' in read) return refuse(deal, read.problem);
    try {
      const saved = await editDeal(deal.id, { field, value: read.value, was: seen, checked: true }, writeOf(res));
      await settled(res, saved);
      renderPart(res, 'deals/field', await fieldOf(res, saved, field, { saved: true }));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'deals.conflict') throw error;
      const now = await findDeal(res, deal.id);
      const { words: value } = await fieldOf(res, now, field);
      await refuse(now, words(viewerOf(res), 'conflict', { value: value || words(viewerOf(res), 'none') }));
    }
  });

  router.post('/deals/:id/own', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const own = ownForm.parse(req.body);
    if (own.name && !/[.$]/.test(own.name) && own.value)
      return showDeal(req, res, await editDeal(deal.id, { field: `fields.${own.name}`, value: own.value }, writeOf(res)));
    res.status(422);
    const why = own.name && !/[.$]/.test(own.name) ? 'form.noValue' : 'form.noFieldName';
    await showDeal(req, res, deal, { own, ownProblem: words(viewerOf(res), why) });
  });

  router.post('/deals/:id/move', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const form = moveForm.parse(req.body);
    const place = placeOf(await listPipelines(), form.stage, deal.pipeline);
    const move = { ...place, ...(form.from && { from: form.from }) };
    const hidden = { stage: form.stage, from: form.from, key: form.key };
    const asking = { action: `/deals/${deal.id}/move`, hidden, pipeline: place.pipeline };
    await orAsk(req, res, deal, asking, async given =>
      settled(res, await moveTo(deal.id, { ...move, ...given }, writeOf(res, form.key))),
    );
  });

  router.post('/deals/:id/press', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const form = pressForm.parse(req.body);
    const { id, name } = staffOf(res);
    const { language } = viewerOf(res);
    const times = form.times === undefined ? {} : { times: form.times };
    const press = { deal: deal.id, button: form.button, key: form.key, staff: { id, name }, language, ...times };
    const hidden = { button: form.button, key: form.key, times: form.times?.toString() };
    const asking = { action: `/deals/${deal.id}/press`, hidden };
    await orAsk(req, res, deal, asking, async given => (await presser.press({ ...press, ...given })).deal);
  });

  router.post('/deals/:id/undo', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const { press } = z.object({ press: z.string().max(100) }).parse(req.body);
    const { id, name } = staffOf(res);
    await showDeal(req, res, await presser.undo(deal.id, press, { id, name }));
  });

  router.post('/deals/:id/trash', deletes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    await showDeal(req, res, await settled(res, await trashDeal(deal.id, writeOf(res))));
  });
  router.post('/deals/:id/restore', deletes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    await showDeal(req, res, await settled(res, await restoreDeal(deal.id, writeOf(res))));
  });
  return router;
}

async function settled(res: Response, deal: Deal): Promise<Deal> {
  await settleOrder(deal.id, viewerOf(res).now);
  return deal;
}

async function fieldOf(res: Response, deal: Deal, field: unknown, more: Record<string, unknown> = {}) {
  const [pipeline, names] = await Promise.all([getPipeline(deal.pipeline), staffNames()]);
  const canWrite = may(staffOf(res), 'write') && !deal.deletedAt;
  return presentField(viewerOf(res), deal, fieldFrom(field), { pipeline, names, canWrite, ...more });
}

function parsed(text: string): DealValue {
  try {
    return JSON.parse(text) as DealValue;
  } catch {
    return null;
  }
}
