import { Router } from 'express';
import { z } from 'zod';
import { needsNextStep, settleNextStep } from '../../buttons/index.ts';
import { getContact } from '../../contacts/index.ts';
import {
  addFiles,
  addNote,
  type DealLine,
  editDeal,
  noteOnCards,
  removeDealFile,
  setLines,
  setMainContact,
  settleOrder,
} from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import { createTask, finishTask, getTask, readDue } from '../../tasks/index.ts';
import { visibleContact } from '../card/may-see.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { dueContext, type HoursNow } from '../tasks/working-day.ts';
import { viewerOf } from '../viewer.ts';
import { findDeal, writableDeal, writeOf } from './find-deal.ts';
import { receivedFiles, receiveFiles } from './receive-files.ts';
import { showDeal } from './show-deal.ts';
import { readAmount, words } from './words.ts';

const lineForm = z.object({
  remove: z.string().max(100).optional(),
  name: z.string().trim().max(200).default(''),
  price: z.string().max(40).default(''),
  quantity: z.string().max(20).default('1'),
  discount: z.string().max(10).default('0'),
  was: z.string().max(150_000),
});
const taskForm = z.object({
  title: z.string().trim().max(300).default(''),
  due: z.string().trim().max(200).default(''),
  key: z.string().regex(/^\w{8,40}$/),
});
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
const peopleForm = z.object({
  add: z.string().max(100).optional(),
  main: z.string().max(100).optional(),
  remove: z.string().max(100).optional(),
});

/** What hangs on a deal: products and services, notes, people, files, tasks. */
export function dealPartsRoutes({ hours }: { hours: HoursNow }): Router {
  const router = Router();
  const writes = requireRight('write');

  router.post('/deals/:id/lines', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const viewer = viewerOf(res);
    const form = lineForm.parse(req.body);
    const read = form.remove ? undefined : readLine(form);
    if (read && 'problems' in read) {
      res.status(422);
      const lineProblems = Object.fromEntries(read.problems.map(([name, text]) => [name, words(viewer, `lines.${text}`)]));
      return showDeal(req, res, deal, { lineProblems, line: form });
    }
    const old = deal.lines ?? [];
    const lines = read ? [...old, read.line] : old.filter(({ id }) => id !== form.remove);
    try {
      const saved = await setLines(deal.id, { lines, was: readLines(form.was) }, writeOf(res));
      await settleOrder(saved.id, viewer.now);
      await showDeal(req, res, saved);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'deals.conflict') throw error;
      res.status(422);
      const line = form.remove ? {} : { line: form };
      await showDeal(req, res, await findDeal(res, deal.id), {
        lineProblems: { list: words(viewer, 'lines.conflict') },
        ...line,
      });
    }
  });

  router.post('/deals/:id/notes', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const { text } = z.object({ text: z.string().trim().max(5000).default('') }).parse(req.body);
    if (text) return showDeal(req, res, await addNote(deal.id, text, writeOf(res)));
    res.status(422);
    await showDeal(req, res, deal, { noteProblem: words(viewerOf(res), 'notes.empty') });
  });

  router.post('/deals/:id/contacts', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const { add, main, remove } = peopleForm.parse(req.body);
    const write = writeOf(res);
    if (remove !== undefined) {
      const value = (deal.contacts ?? []).filter(id => id !== remove);
      return showDeal(req, res, await editDeal(deal.id, { field: 'contacts', value }, write));
    }
    const chosen = main ?? add;
    const isKnown = chosen !== undefined && deal.contacts?.includes(chosen);
    const contact = isKnown ? await getContact(chosen) : chosen && (await visibleContact(viewerOf(res), chosen));
    if (!contact) {
      res.status(422);
      return showDeal(req, res, deal, { peopleProblem: words(viewerOf(res), 'form.noContact') });
    }
    await noteOnCards([contact.id], write);
    if (main !== undefined) {
      const saved = await setMainContact(deal.id, contact.id, write);
      await settleOrder(saved.id, write.now);
      return showDeal(req, res, saved);
    }
    const others = (deal.contacts ?? []).filter(id => id !== contact.id);
    const value = contact.id === deal.contact ? others : [...others, contact.id];
    await showDeal(req, res, await editDeal(deal.id, { field: 'contacts', value }, write));
  });

  router.post('/deals/:id/files', writes, receiveFiles, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const files = receivedFiles(req);
    await showDeal(req, res, files.length > 0 ? await addFiles(deal.id, files, writeOf(res)) : deal);
  });

  router.post('/deals/:id/files/remove', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const { file } = z.object({ file: z.string().max(100) }).parse(req.body);
    await showDeal(req, res, await removeDealFile(deal.id, file, writeOf(res)));
  });

  router.post('/deals/:id/tasks', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const viewer = viewerOf(res);
    const form = taskForm.parse(req.body);
    const read = readDue(form.due, dueContext(viewer, hours));
    if (!form.title || read.problem) {
      res.status(422);
      const taskProblems = {
        ...(!form.title && { title: words(viewer, 'tasks.noTitle') }),
        ...(read.problem && { due: form.due ? read.said : words(viewer, 'tasks.noDue') }),
      };
      return showDeal(req, res, deal, { taskProblems, task: form, asksNext: await needsNextStep(deal.id) });
    }
    const { id } = staffOf(res);
    await createTask({
      key: form.key,
      title: form.title,
      due: read.due,
      ...(!read.hasTime && { allDay: true as const }),
      for: { kind: 'staff', staff: deal.owner ?? id },
      by: id,
      contact: deal.contact,
      deal: deal.id,
      now: viewer.now,
    });
    await settleNextStep(deal.id);
    await showDeal(req, res, deal);
  });

  router.post('/deals/:id/tasks/:task', writes, async (req, res) => {
    const deal = await writableDeal(res, req.params.id);
    const task = await getTask(z.string().parse(req.params.task));
    if (task?.deal !== deal.id) throw new AppError('tasks.not_found', 'There is no such task.');
    await finishTask(task.id, { by: staffOf(res).id, now: viewerOf(res).now });
    await settleNextStep(deal.id);
    const asks = await needsNextStep(deal.id);
    await showDeal(req, res, deal, asks ? { asksNext: true } : {});
  });
  return router;
}

type ReadLine = { line: DealLine } | { problems: [field: string, text: string][] };

function readLine(form: z.infer<typeof lineForm>): ReadLine {
  const price = readAmount(form.price);
  const quantity = Number(form.quantity.trim().replace(',', '.') || Number.NaN);
  const discount = Number(form.discount.trim().replace(',', '.') || '0');
  const problems: [string, string][] = [];
  if (!form.name) problems.push(['name', 'noName']);
  if (!(quantity > 0 && quantity <= 1_000_000)) problems.push(['quantity', 'badQuantity']);
  if (!(discount >= 0 && discount <= 100)) problems.push(['discount', 'badDiscount']);
  if (price === undefined) return { problems: [...problems, ['price', 'badPrice']] };
  return problems.length > 0 ? { problems } : { line: { id: newId(), name: form.name, price, quantity, discount } };
}

function readLines(text: string): DealLine[] {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
