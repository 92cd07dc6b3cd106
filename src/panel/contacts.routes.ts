import { Router } from 'express';
import { z } from 'zod';
import { countSuggested, getContact } from '../contacts/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { auditView, staffNames } from '../staff/index.ts';
import { finishTask, getTask, reopenTask } from '../tasks/index.ts';
import { t } from '../texts/index.ts';
import { cardEditRoutes } from './card/edit.routes.ts';
import { contactListRoutes, presentContactList } from './card/list.routes.ts';
import { maySeeContact, visibleContact } from './card/may-see.ts';
import { newContactRoutes } from './card/new-contact.routes.ts';
import { loadTimeline, timelineKinds } from './card/timeline.ts';
import { loadCard } from './load-card.ts';
import { contactName } from './present-contact.ts';
import { presentTask } from './present-task.ts';
import { renderPage, renderPart } from './render.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

const timelineQuery = z.object({
  only: z.enum(timelineKinds).optional().catch(undefined),
  before: z.coerce.date().optional().catch(undefined),
});
/** Pages beside the list that are no cards; who makes them comes after us. */
const ownPages: ReadonlySet<string> = new Set(['export', 'import', 'imports', 'duplicates', 'merges', 'trash']);
const opened = z.object({ open: z.string().max(100).optional().catch(undefined) });

/** The list of contacts, a card, and what is done on it. */
export function contactsRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const writes = requireRight('write');

  router.get('/contacts', async (req, res) => {
    const viewer = viewerOf(res);
    const list = await presentContactList(res, req.query);
    if (req.get('hx-target') === 'contacts') return renderPart(res, 'contacts/list', list);
    const { open } = opened.parse(req.query);
    const contact = open ? await getContact(open) : undefined;
    const card = contact && maySeeContact(viewer, contact) && (await loadCard(viewer, contact));
    const similar = list.canWrite ? await countSuggested() : 0;
    renderPage(res, 'contacts', { title: t(viewer.language, 'panel:contacts.title'), fills: true, ...list, similar, card });
  });
  router.use(contactListRoutes({ clock }));
  router.use(newContactRoutes({ clock }));

  router.get('/contacts/:id', async (req, res, next) => {
    if (ownPages.has(String(req.params.id))) return next();
    const viewer = viewerOf(res);
    const contact = await visibleContact(viewer, req.params.id);
    // Merged into another: there the person is now.
    if (contact.mergedInto) return res.redirect(303, `/contacts/${contact.mergedInto}`);
    const { id, email } = staffOf(res);
    auditView({ staff: { id, email }, contact: contact.id, at: clock.now() });
    const card = await loadCard(viewer, contact);
    if (req.get('hx-request')) return renderPart(res, 'contacts/card', { card, isAside: true });
    renderPage(res, 'contact', { title: contactName(viewer, contact), card });
  });

  router.get('/contacts/:id/timeline', async (req, res) => {
    const contact = await visibleContact(viewerOf(res), req.params.id);
    const { only, before } = timelineQuery.parse({ ...req.query, before: req.query.before && Number(req.query.before) });
    const timeline = await loadTimeline(viewerOf(res), contact, { ...(only && { only }), ...(before && { before }) });
    renderPart(res, before ? 'contacts/timeline-entries' : 'contacts/timeline', timeline);
  });

  router.use(cardEditRoutes({ clock }));

  router.post('/contacts/:id/tasks/:task', writes, async (req, res) => {
    const { done } = z.object({ done: z.enum(['0', '1']) }).parse(req.body);
    const { task: id } = z.object({ task: z.string().max(300) }).parse(req.params);
    const { id: contact, owner } = await visibleContact(viewerOf(res), req.params.id);
    if ((await getTask(id))?.contact !== contact) throw new AppError('tasks.not_found', 'There is no such task.', { task: id });
    const task = done === '1' ? await finishTask(id, { by: staffOf(res).id, now: clock.now() }) : await reopenTask(id);
    const shown = presentTask(viewerOf(res), task, { names: await staffNames(), ...(owner && { owner }) });
    renderPart(res, 'contacts/task', { ...shown, canWrite: true });
  });

  return router;
}
