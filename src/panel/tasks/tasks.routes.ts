import { type Response, Router } from 'express';
import { z } from 'zod';
import { needsNextStep } from '../../buttons/index.ts';
import { may } from '../../staff/index.ts';
import {
  changeTask,
  countOverdue,
  finishTask,
  postponeTask,
  reopenTask,
  restoreTask,
  taskRules,
  trashTask,
} from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { presentPersonal } from '../present-phone.ts';
import { presentDue } from '../present-task.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { loadTasks, tasksQuery } from './load-tasks.ts';
import { postponedTo, type Wish } from './postponed-to.ts';
import { tasksMark } from './tasks-mark.ts';
import { visibleTask } from './visible-task.ts';
import { dueContext, type HoursNow, isDay } from './working-day.ts';

const wishForm = z.union([
  z.object({ to: z.enum(['hour', 'tomorrow', 'monday']) }),
  z.object({ day: z.string().refine(isDay) }),
  z.object({ when: z.string().max(200) }),
]);
/** Where a task was before: what an undo gives back. */
const backForm = z.object({ at: z.union([z.iso.datetime(), z.literal('')]), allDay: z.enum(['0', '1']) });
/** `place` tells apart the forms of one task, of which a page may hold two. */
const finishForm = z.object({
  result: z.string().trim().max(2000).default(''),
  place: z.string().max(500).default('task'),
});
const mostAtOnce = 200;
const bulkForm = z.object({ id: z.union([z.string(), z.array(z.string()).max(mostAtOnce)]).transform(ids => [ids].flat()) });

export function tasksRoutes({ hours }: { hours: HoursNow }): Router {
  const router = Router();
  const writes = requireRight('write');

  router.get('/tasks', async (req, res) => {
    const viewer = viewerOf(res);
    const list = await loadTasks(viewer, tasksQuery.parse(req.query));
    if (req.get('hx-request')) return renderPart(res, 'tasks/list', list);
    renderPage(res, 'tasks', { title: t(viewer.language, 'panel:tasks.title'), ...list });
  });

  router.get('/tasks/mark', async (_req, res) => {
    const viewer = viewerOf(res);
    const late = await countOverdue({ staff: staffOf(res).id }, { now: viewer.now, most: 100 });
    renderPart(res, 'tasks/mark', tasksMark(viewer, late));
  });

  router.post('/tasks/postpone', writes, async (req, res) => {
    const wish = wishForm.parse(req.body);
    const { id: ids } = bulkForm.parse(req.body);
    const moved: { id: string; at: string; allDay: string }[] = [];
    for (const id of ids) {
      const task = await visibleTask(res, id);
      const to = postponedTo(task, wish, dueContext(viewerOf(res), hours));
      if ('problem' in to) return refuse(res, to.problem);
      await postponeTask(id, to, now(res));
      moved.push({ id, at: task.due?.toISOString() ?? '', allDay: task.allDay ? '1' : '0' });
    }
    const text = t(viewerOf(res).language, 'panel:tasks.told.movedMany', { count: moved.length });
    toast(res, text, { href: '/tasks/back', fields: moved.map(item => ({ name: 'item', value: JSON.stringify(item) })) });
  });

  router.post('/tasks/back', writes, async (req, res) => {
    const { item: given } = z.object({ item: z.union([z.string(), z.array(z.string()).max(mostAtOnce)]) }).parse(req.body);
    const items = z.array(z.object({ id: z.string() }).and(backForm)).parse([given].flat().map(parsed));
    for (const { id, ...back } of items) await putBack(res, id, back);
    toast(res, t(viewerOf(res).language, 'panel:tasks.told.undone'));
  });

  router.post('/tasks/:id/finish', writes, async (req, res) => {
    const { result, place } = finishForm.parse(req.body);
    const task = await visibleTask(res, req.params.id);
    const viewer = viewerOf(res);
    if (!result && (await taskRules()).needsResult) {
      res.status(422).set({ 'HX-Retarget': 'this', 'HX-Reswap': 'outerHTML' });
      const problem = t(viewer.language, 'panel:tasks.needsResult');
      return renderPart(res, 'tasks/finish-form', { href: hrefOf(task.id), place, problem });
    }
    await finishTask(task.id, { by: staffOf(res).id, ...now(res), ...(result && { result }) });
    const text = t(viewer.language, task.repeat ? 'panel:tasks.told.doneAgain' : 'panel:tasks.told.done', {
      title: presentPersonal(viewerOf(res), task.title),
    });
    const next = task.deal && (await needsNextStep(task.deal)) ? nextHref(task) : undefined;
    toast(res, text, { href: `${hrefOf(task.id)}/reopen` }, next);
  });

  router.post('/tasks/:id/reopen', writes, async (req, res) => {
    const task = await visibleTask(res, req.params.id);
    await reopenTask(task.id, now(res));
    toast(res, t(viewerOf(res).language, 'panel:tasks.told.undone'));
  });

  router.post('/tasks/:id/postpone', writes, async (req, res) => {
    const task = await visibleTask(res, req.params.id);
    const viewer = viewerOf(res);
    const wish: Wish = wishForm.parse(req.body);
    const to = postponedTo(task, wish, dueContext(viewer, hours));
    if ('problem' in to) return refuse(res, to.problem);
    const moved = await postponeTask(task.id, to, now(res));
    const fields = [
      {
        name: 'item',
        value: JSON.stringify({ id: task.id, at: task.due?.toISOString() ?? '', allDay: task.allDay ? '1' : '0' }),
      },
    ];
    const text = t(viewer.language, 'panel:tasks.told.moved', { time: presentDue(viewer, moved).words });
    toast(res, text, { href: '/tasks/back', fields });
  });

  router.post('/tasks/:id/trash', writes, async (req, res) => {
    const task = await visibleTask(res, req.params.id);
    await trashTask(task.id, now(res));
    toast(res, t(viewerOf(res).language, 'panel:tasks.told.trashed', { title: presentPersonal(viewerOf(res), task.title) }), {
      href: `${hrefOf(task.id)}/restore`,
    });
  });

  router.post('/tasks/:id/restore', writes, async (req, res) => {
    const task = await visibleTask(res, req.params.id);
    await restoreTask(task.id, now(res));
    toast(res, t(viewerOf(res).language, 'panel:tasks.told.undone'));
  });

  async function putBack(res: Response, id: string, { at, allDay }: z.infer<typeof backForm>): Promise<void> {
    const task = await visibleTask(res, id);
    const due = at === '' ? null : new Date(at);
    await changeTask(task.id, { due, allDay: allDay === '1' }, now(res));
  }

  return router;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const now = (res: Response) => ({ now: viewerOf(res).now });
const hrefOf = (id: string): string => `/tasks/${encodeURIComponent(id)}`;

/** What was done, with the way back; the lists on the page look anew. */
export function toast(
  res: Response,
  text: string,
  undo?: { href: string; fields?: { name: string; value: string }[] },
  next?: string,
): void {
  res.set('HX-Trigger', 'tasks-changed');
  const canUndo = may(staffOf(res), 'write');
  renderPart(res, 'tasks/toast', { text, ...(undo && canUndo && { undo }), ...(next && { next }) });
}

/** Where the next step of its deal is written down. */
const nextHref = ({ deal = '', contact = '' }: { deal?: string; contact?: string }): string =>
  `/tasks/new?${new URLSearchParams({ deal, contact })}`;

/** What was typed is no time: said beside the others' toasts, and stays there until it is read. */
function refuse(res: Response, text: string): void {
  res.status(422).set({ 'HX-Retarget': '#toasts', 'HX-Reswap': 'beforeend' });
  renderPart(res, 'toast', { text, isError: true });
}
