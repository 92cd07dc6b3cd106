import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import {
  addQueue,
  defaultQueue,
  getQueue,
  listQueues,
  type Queue,
  queuesInUse,
  removeQueue,
  saveQueue,
  unsetQueue,
} from '../../conversations/index.ts';
import { loadWorkingHours, saveWorkingHours } from '../../inbox/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { nextOpening } from '../../lib/working-time.ts';
import { activeStaff, may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { renderPage } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { type HoursForm, hoursForm, presentHours, readHours, toHoursForm } from './hours-form.ts';
import { presentOpening, presentQueueRow } from './present-queue.ts';
import { presentQueueForm, type QueueForm, queueForm, readQueue, toQueueForm } from './queue-form.ts';

type Faults = Record<string, string>;

/** Queues and working hours in the settings. */
export function queueSettingsRoutes({ rules, config }: Pick<PanelOptions, 'rules' | 'config'>): Router {
  const router = Router();
  const settings = requireRight('settings');

  router.get('/settings/queues', settings, async (req, res) => {
    const viewer = viewerOf(res);
    const [queues, used] = await Promise.all([listQueues(), queuesInUse()]);
    const ids = new Set(queues.map(({ id }) => id));
    const others = [...new Set([defaultQueue, ...used])].filter(id => !ids.has(id)).map(unsetQueue);
    renderPage(res, 'queues', {
      title: t(viewer.language, 'panel:queues.title'),
      rows: await Promise.all([...queues, ...others].map(queue => presentQueueRow(viewer, queue, ids.has(queue.id)))),
      none: {
        title: t(viewer.language, 'panel:queues.listEmpty.title'),
        text: t(viewer.language, 'panel:queues.listEmpty.text'),
      },
      hasOwn: queues.length > 0,
      saved: req.query.saved !== undefined,
      removed: req.query.removed !== undefined,
    });
  });

  router.get('/settings/queues/new', settings, async (_req, res) => {
    await queuePage(res, { form: toQueueForm({ ...unsetQueue(''), closedAnswer: { on: true } }), isNew: true });
  });

  router.post('/settings/queues', settings, async (req, res) => {
    const form = queueForm.parse(req.body);
    const { queue, faults } = readQueue(form, viewerOf(res), { isNew: true });
    if (!queue) return queuePage(res, { form, faults, isNew: true });
    if (!(await addQueue(queue))) {
      const taken = { id: t(viewerOf(res).language, 'panel:queues.wrong.idTaken') };
      return queuePage(res, { form, faults: taken, isNew: true });
    }
    await rules.refresh();
    res.redirect(303, '/settings/queues?saved');
  });

  router.get('/settings/queues/:id', settings, async (req, res) => {
    await queuePage(res, { form: toQueueForm(await findQueue(req)), isNew: false });
  });

  router.post('/settings/queues/:id', settings, async (req, res) => {
    const { id } = await findQueue(req);
    const form = { ...queueForm.parse(req.body), id };
    const { queue, faults } = readQueue(form, viewerOf(res), { isNew: false });
    if (!queue) return queuePage(res, { form, faults, isNew: false });
    await saveQueue(queue);
    await rules.refresh();
    res.redirect(303, '/settings/queues?saved');
  });

  router.post('/settings/queues/:id/remove', settings, async (req, res) => {
    await removeQueue((await findQueue(req)).id);
    await rules.refresh();
    res.redirect(303, '/settings/queues?removed');
  });

  router.get('/settings/hours', settings, async (req, res) => {
    await hoursPage(res, { form: toHoursForm(await loadWorkingHours()), saved: req.query.saved !== undefined });
  });

  router.post('/settings/hours', settings, async (req, res) => {
    const form = hoursForm.parse(req.body);
    const { hours, faults } = readHours(form, viewerOf(res));
    if (!hours) return hoursPage(res, { form, faults });
    await saveWorkingHours(hours);
    await rules.refresh();
    res.redirect(303, '/settings/hours?saved');
  });

  async function hoursPage(res: Response, { form, faults, saved }: { form: HoursForm; faults?: Faults; saved?: boolean }) {
    const viewer = viewerOf(res);
    const hours = await loadWorkingHours();
    const timeZone = hours.timeZone ?? config.timeZone;
    if (faults) res.status(422);
    renderPage(res, 'hours', {
      title: t(viewer.language, 'panel:queues.hours.title'),
      now: presentOpening(viewer, { opens: nextOpening(viewer.now, hours, timeZone), timeZone }),
      form: presentHours(viewer, form, faults),
      timeZoneHint: t(viewer.language, 'panel:queues.hours.timeZoneHint', { zone: config.timeZone }),
      ...(faults && { faults }),
      saved,
    });
  }

  return router;
}

async function queuePage(res: Response, { form, faults, isNew }: { form: QueueForm; faults?: Faults; isNew: boolean }) {
  const viewer = viewerOf(res);
  const [people, { promiseMinutes }] = await Promise.all([activeStaff(), loadWorkingHours()]);
  if (faults) res.status(422);
  const members = people.filter(staff => may(staff, 'write')).map(({ id, name }) => ({ id, name }));
  renderPage(res, 'queue', {
    title: isNew ? t(viewer.language, 'panel:queues.newTitle') : form.title || t(viewer.language, 'panel:queues.default'),
    isNew,
    action: isNew ? '/settings/queues' : `/settings/queues/${encodeURIComponent(form.id)}`,
    form: presentQueueForm(viewer, form, { people: members, faults }),
    canRemove: !isNew && (await getQueue(form.id)) !== undefined,
    // Its own braces are for the customer's answer, not for us to fill.
    closedHint: t(viewer.language, 'panel:queues.field.closedHint', { when: '{when}' }),
    replyHint: t(viewer.language, 'panel:queues.field.replyHint', { minutes: promiseMinutes }),
    ...(faults && { faults }),
  });
}

/** A queue that was set up, or that a flow names and that has conversations. */
async function findQueue(req: Request): Promise<Queue> {
  const id = z.string().parse(req.params.id);
  const found = await getQueue(id);
  if (found) return found;
  if (id === defaultQueue || (await queuesInUse()).includes(id)) return unsetQueue(id);
  throw new AppError('panel.not_found', 'There is no such queue.', { queue: id });
}
