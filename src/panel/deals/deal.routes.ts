import { type Request, type Response, Router } from 'express';
import multer from 'multer';
import { z } from 'zod';
import { needsNextStep, type Presser, settleNextStep } from '../../buttons/index.ts';
import { getContact, patchContact } from '../../contacts/index.ts';
import {
  addFiles,
  addNote,
  type Deal,
  type DealField,
  type DealLine,
  type DealValue,
  editDeal,
  getPipeline,
  moveTo,
  removeDealFile,
  restoreDeal,
  setLines,
  settleOrder,
  trashDeal,
} from '../../deals/index.ts';
import { saveFile } from '../../files/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { instantOf } from '../../lib/zoned-time.ts';
import { may, staffNames } from '../../staff/index.ts';
import { createTask, finishTask, getTask } from '../../tasks/index.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { findDeal, writeOf } from './find-deal.ts';
import { presentDealPage, presentField } from './present-deal-page.ts';
import { readValue } from './read-value.ts';
import { fieldName, readAmount, stageIn, stageName, words } from './words.ts';

const key = z
  .string()
  .regex(/^\w{8,40}$/)
  .default(() => newId());
const fieldForm = z.object({ value: z.string().max(2000), was: z.string().max(4000) });
const moveForm = z.looseObject({
  stage: z.string().max(400),
  from: z.string().max(200).optional(),
  key,
  lostReason: z.string().max(300).default(''),
  otherReason: z.string().max(300).default(''),
});
const pressForm = z.looseObject({
  button: z.string().max(100),
  key,
  lostReason: z.string().max(300).default(''),
  otherReason: z.string().max(300).default(''),
});
const lineForm = z.object({
  remove: z.string().optional(),
  name: z.string().trim().max(200).default(''),
  price: z.string().max(40).default(''),
  quantity: z.string().max(20).default('1'),
  discount: z.string().max(10).default('0'),
  was: z.string().max(150_000),
});
const taskForm = z.object({ title: z.string().trim().max(300), due: z.string().max(30), key });
const lineSchema = z.array(
  z.object({
    id: z.string(),
    product: z.string().exactOptional(),
    name: z.string(),
    price: z.number(),
    quantity: z.number(),
    discount: z.number(),
  }),
);
const mostFileBytes = 50_000_000;

/** One deal and all that is done with it. */
export function dealRoutes({ presser }: { presser: Presser }): Router {
  const router = Router();
  const writes = requireRight('write');
  const deletes = requireRight('delete');

  router.get('/deals/:id', async (req, res) => show(req, res, await findDeal(res, req.params.id)));

  router.get('/deals/:id/fields/:field', async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const canWrite = may(staffOf(res), 'write');
    renderPart(
      res,
      req.query.edit === undefined || !canWrite ? 'deals/field' : 'deals/field-form',
      await fieldOf(res, deal, req.params.field),
    );
  });

  router.post('/deals/:id/fields/:field', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const field = fieldFrom(req.params.field);
    const { value: typed, was } = fieldForm.parse(req.body);
    const kinds = (await getPipeline(deal.pipeline))?.fields;
    const read = readValue(viewerOf(res), field, typed, kinds);
    const refuse = async (now: Deal, problem: string) => {
      res.status(422);
      renderPart(res, 'deals/field-form', await fieldOf(res, now, field, { typed, problem }));
    };
    if ('problem' in read) return refuse(deal, read.problem);
    try {
      const saved = await editDeal(deal.id, { field, value: read.value, was: parsed(was), checked: true }, writeOf(res));
      await settleOrder(saved.id, viewerOf(res).now);
      renderPart(res, 'deals/field', await fieldOf(res, saved, field, { saved: true }));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'deals.conflict') throw error;
      const now = await findDeal(res, deal.id);
      const { words: value } = await fieldOf(res, now, field);
      await refuse(now, words(viewerOf(res), 'conflict', { value: value || words(viewerOf(res), 'none') }));
    }
  });

  router.post('/deals/:id/own', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const { name, value } = z
      .object({
        name: z
          .string()
          .trim()
          .min(1)
          .max(60)
          .regex(/^[^.$]+$/),
        value: z.string().trim().max(2000),
      })
      .parse(req.body);
    show(req, res, await editDeal(deal.id, { field: `fields.${name}`, value }, writeOf(res)));
  });

  router.post('/deals/:id/move', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const form = moveForm.parse(req.body);
    const [pipeline, stage] = form.stage.includes('/') ? form.stage.split('/') : [deal.pipeline, form.stage];
    const move = { stage: stage ?? '', pipeline: pipeline ?? deal.pipeline, ...(form.from && { from: form.from }) };
    await orAsk(
      req,
      res,
      deal,
      { ...move, action: `/deals/${deal.id}/move`, hidden: { stage: form.stage, from: form.from, key: form.key } },
      async given => {
        const moved = await moveTo(deal.id, { ...move, ...given }, writeOf(res, form.key));
        await settleOrder(moved.id, viewerOf(res).now);
        return moved;
      },
    );
  });

  router.post('/deals/:id/press', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const form = pressForm.parse(req.body);
    const { id, name } = staffOf(res);
    const { language } = viewerOf(res);
    const hidden = { button: form.button, key: form.key };
    await orAsk(req, res, deal, { action: `/deals/${deal.id}/press`, hidden }, async given => {
      const pressed = await presser.press({
        deal: deal.id,
        button: form.button,
        key: form.key,
        staff: { id, name },
        language,
        ...given,
      });
      return pressed.deal;
    });
  });

  router.post('/deals/:id/undo', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const { press } = z.object({ press: z.string().max(100) }).parse(req.body);
    const { id, name } = staffOf(res);
    show(req, res, await presser.undo(deal.id, press, { id, name }));
  });

  router.post('/deals/:id/lines', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const form = lineForm.parse(req.body);
    const line = form.remove ? undefined : readLine(form);
    if (!form.remove && !line) {
      res.status(422);
      return show(req, res, deal, { lineProblem: words(viewerOf(res), 'lines.bad'), line: form });
    }
    const old = deal.lines ?? [];
    const lines = line ? [...old, line] : old.filter(({ id }) => id !== form.remove);
    const saved = await setLines(deal.id, { lines, was: lineSchema.parse(parsed(form.was)) }, writeOf(res));
    await settleOrder(saved.id, viewerOf(res).now);
    show(req, res, saved);
  });

  router.post('/deals/:id/notes', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const { text } = z.object({ text: z.string().trim().max(5000) }).parse(req.body);
    if (text) return show(req, res, await addNote(deal.id, text, writeOf(res)));
    res.status(422);
    show(req, res, deal, { noteProblem: words(viewerOf(res), 'notes.empty') });
  });

  router.post('/deals/:id/contacts', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const { add, remove } = z
      .object({ add: z.string().max(100).optional(), remove: z.string().max(100).optional() })
      .parse(req.body);
    const known = add ? await getContact(add) : undefined;
    const others = (deal.contacts ?? []).filter(id => id !== remove && id !== known?.id);
    const value = known && known.id !== deal.contact ? [...others, known.id] : others;
    const write = writeOf(res);
    if (known) await patchContact(known.id, { hasDeals: true }, { key: `deal:${write.key}`, by: write.by, now: write.now });
    show(req, res, await editDeal(deal.id, { field: 'contacts', value }, write));
  });

  router.post('/deals/:id/files', writes, receive, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const received = z
      .array(z.looseObject({ stored: z.object({ id: z.string(), name: z.string(), size: z.number() }) }))
      .catch([])
      .parse(req.files);
    const files = received.map(({ stored }) => stored);
    show(req, res, files.length > 0 ? await addFiles(deal.id, files, writeOf(res)) : deal);
  });

  router.post('/deals/:id/files/remove', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const { file } = z.object({ file: z.string().max(100) }).parse(req.body);
    show(req, res, await removeDealFile(deal.id, file, writeOf(res)));
  });

  router.post('/deals/:id/tasks', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const form = taskForm.parse(req.body);
    const due = dueFrom(form.due, viewerOf(res).timeZone);
    if (!form.title || !due) {
      res.status(422);
      return show(req, res, deal, { taskProblem: words(viewerOf(res), 'tasks.need'), task: form });
    }
    const { id } = staffOf(res);
    await createTask({
      key: form.key,
      title: form.title,
      due,
      for: { kind: 'staff', staff: deal.owner ?? id },
      by: id,
      contact: deal.contact,
      deal: deal.id,
      now: viewerOf(res).now,
    });
    await settleNextStep(deal.id);
    show(req, res, deal);
  });

  router.post('/deals/:id/tasks/:task', writes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    const task = await getTask(z.string().parse(req.params.task));
    if (task?.deal !== deal.id) throw new AppError('tasks.not_found', 'There is no such task.');
    await finishTask(task.id, { by: staffOf(res).id, now: viewerOf(res).now });
    await settleNextStep(deal.id);
    const asks = await needsNextStep(deal.id);
    show(req, res, deal, asks ? { asksNext: true } : {});
  });

  router.post('/deals/:id/trash', deletes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    show(req, res, await settled(res, await trashDeal(deal.id, writeOf(res))));
  });
  router.post('/deals/:id/restore', deletes, async (req, res) => {
    const deal = await findDeal(res, req.params.id);
    show(req, res, await settled(res, await restoreDeal(deal.id, writeOf(res))));
  });
  return router;
}

async function settled(res: Response, deal: Deal): Promise<Deal> {
  await settleOrder(deal.id, viewerOf(res).now);
  return deal;
}

/** The whole deal again: a part for htmx, a page for everybody else. */
async function show(req: Request, res: Response, deal: Deal, said: Record<string, unknown> = {}): Promise<void> {
  const page = await presentDealPage(viewerOf(res), deal, said);
  if (req.get('hx-request') && req.get('hx-target') === 'board-dialog') return void res.set('HX-Trigger', 'deal-moved').send('');
  if (req.get('hx-request') || req.get('x-board')) return renderPart(res, 'deals/deal', page);
  renderPage(res, 'deal', { ...page, title: deal.title });
}

interface Asking {
  action: string;
  hidden: Record<string, string | undefined>;
}

type Given = { values?: Partial<Record<DealField, DealValue>>; lostReason?: string };

/** Does it; where something has to be filled in first it is asked for in a small form that does the same again. */
async function orAsk(
  req: Request,
  res: Response,
  deal: Deal,
  asking: Asking & { pipeline?: string },
  task: (given: Given) => Promise<Deal>,
): Promise<void> {
  const viewer = viewerOf(res);
  const body = z
    .record(z.string(), z.unknown())
    .catch({})
    .parse(req.body ?? {});
  const pipeline = await getPipeline(asking.pipeline ?? deal.pipeline);
  const typed: Record<string, string> = {};
  const problems: Record<string, string> = {};
  const values: Partial<Record<DealField, DealValue>> = {};
  for (const [name, text] of Object.entries(body)) {
    if (!name.startsWith('need.') || typeof text !== 'string') continue;
    const field = fieldFrom(name.slice(5));
    typed[field] = text;
    const read = readValue(viewer, field, text, pipeline?.fields);
    if ('problem' in read) problems[field] = read.problem;
    else if (read.value !== undefined) values[field] = read.value;
  }
  const reason = String(body.otherReason || body.lostReason || '').trim();
  try {
    if (Object.keys(problems).length > 0)
      throw new AppError('deals.needs', 'Something cannot be read.', {
        fields: Object.keys(problems),
        stage: asking.hidden.stage ?? '',
        reason: false,
      });
    const done = await task({ ...(Object.keys(values).length > 0 && { values }), ...(reason && { lostReason: reason }) });
    const asks = await needsNextStep(done.id);
    await show(req, res, done, asks ? { asksNext: true } : {});
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'deals.needs') throw error;
    const needs = z.object({ fields: z.array(z.string()), reason: z.boolean(), stage: z.string() }).parse(error.facts);
    const names = await staffNames();
    res.status(422).set({ 'HX-Retarget': '#board-dialog', 'HX-Reswap': 'innerHTML' });
    renderPart(res, 'deals/needs', {
      action: asking.action,
      hidden: Object.entries(asking.hidden).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
      title: words(viewer, 'move.title', { stage: stageName(viewer, stageIn(pipeline, needs.stage)) }),
      lines: needs.fields.includes('lines') && `/deals/${deal.id}`,
      fields: [...new Set([...needs.fields, ...Object.keys(typed)])]
        .filter(field => field !== 'lines')
        .map(field => ({
          name: `need.${field}`,
          label: fieldName(viewer, field),
          type:
            field === 'expectedAt' || pipeline?.fields.some(known => `fields.${known.name}` === field && known.kind === 'date')
              ? 'date'
              : 'text',
          typed: typed[field] ?? '',
          problem: problems[field],
          ...(field === 'owner' && { choices: [...names].map(([id, name]) => ({ id, name, on: id === typed[field] })) }),
        })),
      asksReason: needs.reason,
      reasons: pipeline?.lostReasons ?? [],
      reasonProblem: needs.reason && body.asked !== undefined && words(viewer, 'move.noReason'),
    });
  }
}

function readLine(form: z.infer<typeof lineForm>): DealLine | undefined {
  const price = readAmount(form.price);
  const quantity = Number(form.quantity.replace(',', '.'));
  const discount = Number(form.discount.replace(',', '.') || '0');
  const fits = form.name && price !== undefined && quantity > 0 && quantity <= 1_000_000 && discount >= 0 && discount <= 100;
  return fits ? { id: newId(), name: form.name, price, quantity, discount } : undefined;
}

/** `2026-03-02T10:00` on the firm's own clock. */
function dueFrom(text: string, timeZone: string): Date | undefined {
  const [, day, hour, minute] = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})/.exec(text) ?? [];
  return day && z.iso.date().safeParse(day).success
    ? instantOf(day, { hour: Number(hour), minute: Number(minute) }, timeZone)
    : undefined;
}

const ownFields = ['title', 'amount', 'owner', 'expectedAt', 'tags'] as const;
function fieldFrom(text: unknown): DealField {
  const own = ownFields.find(field => field === text);
  if (own) return own;
  return z.templateLiteral(['fields.', z.string().min(1).max(60)]).parse(text);
}

async function fieldOf(res: Response, deal: Deal, field: unknown, more: Record<string, unknown> = {}) {
  const [pipeline, names] = await Promise.all([getPipeline(deal.pipeline), staffNames()]);
  const canWrite = may(staffOf(res), 'write') && !deal.deletedAt;
  return presentField(viewerOf(res), deal, fieldFrom(field), { currency: pipeline?.currency ?? 'RUB', names, canWrite, ...more });
}

function parsed(text: string): DealValue {
  try {
    return JSON.parse(text) as DealValue;
  } catch {
    return null;
  }
}

/** Stores the files of a deal while they arrive. */
const receive = multer({
  storage: {
    _handleFile(req, file, done) {
      // multer hands names over as latin1, browsers send them as UTF-8.
      const name = Buffer.from(file.originalname, 'latin1').toString('utf8');
      const staff = req.res ? staffOf(req.res).id : '';
      saveFile({ stream: file.stream, name, owner: { staff }, maxBytes: mostFileBytes }).then(
        ({ id, name: kept, size = 0 }) => done(null, { stored: { id, name: kept, size } } as Partial<Express.Multer.File>),
        (error: unknown) => {
          file.stream.resume();
          done(error);
        },
      );
    },
    _removeFile: (_req, _file, done) => done(null),
  },
  limits: { files: 10 },
}).array('files', 10);
