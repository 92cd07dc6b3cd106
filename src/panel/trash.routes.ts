import { Router } from 'express';
import { z } from 'zod';
import { getContacts, listTrash, restoreContacts, trashContacts, trashDays } from '../contacts/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { t } from '../texts/index.ts';
import { maySeeContact } from './card/may-see.ts';
import { duplicateTabs, lookerOf } from './duplicates/lists.ts';
import { contactName, presentContactRow, presentTrashed } from './present-contact.ts';
import { presentPager } from './present-pager.ts';
import { presentTime } from './present-time.ts';
import { renderPage, renderPart } from './render.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

const perPage = 50;
const dayMs = 24 * 60 * 60 * 1000;
const listQuery = z.object({ page: z.coerce.number().int().min(1).max(1000).catch(1), gone: z.string().max(100).catch('') });
const idsForm = z.object({
  ids: z
    .union([z.string().transform(id => [id]), z.array(z.string())])
    .pipe(z.array(z.string().max(100)).max(200))
    .default([]),
});

/** Cards are put into the trash, shown there and brought back. */
export function trashRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const deletes = requireRight('delete');

  router.get('/contacts/trash', deletes, async (req, res) => {
    const viewer = viewerOf(res);
    const { page, gone } = listQuery.parse(req.query);
    const [{ trashed, total }, tabs] = await Promise.all([
      listTrash({ viewer: lookerOf(res), page, perPage }),
      duplicateTabs(res, 'trash'),
    ]);
    const latest = trashed.find(({ contact }) => contact.id === gone)?.contact;
    renderPage(res, 'trash', {
      title: t(viewer.language, 'panel:duplicates.title'),
      tabs,
      intro: t(viewer.language, 'panel:duplicates.trash.intro', { count: trashDays }),
      ...(latest && { gone: { id: latest.id, name: contactName(viewer, latest) } }),
      contacts: trashed.map(({ contact, goesAt }) => ({
        ...presentContactRow(viewer, contact),
        ...(contact.deletedAt && { when: presentTime(viewer, contact.deletedAt) }),
        left: t(viewer.language, 'panel:duplicates.trash.left', {
          count: Math.max(0, Math.ceil((goesAt.getTime() - viewer.now.getTime()) / dayMs)),
        }),
      })),
      pager: presentPager(viewer, { path: '/contacts/trash', query: {}, page, perPage, total }),
    });
  });

  router.post('/contacts/trash', deletes, async (req, res) => {
    const viewer = viewerOf(res);
    const chosen = await visible(req.body);
    const done = await trashContacts(
      chosen.map(({ id }) => id),
      doing(),
    );
    const first = chosen.find(({ id }) => id === done[0]);
    if (req.get('hx-request')) return renderPart(res, 'duplicates/trashed', presentTrashed(viewer, done, chosen));
    res.redirect(303, `/contacts/trash${first && done.length === 1 ? `?gone=${first.id}` : ''}`);

    async function visible(body: unknown) {
      const { ids } = idsForm.parse(body);
      const found = (await getContacts(ids)).filter(contact => maySeeContact(viewer, contact));
      if (found.length === 0) throw new AppError('contacts.not_found', 'There is no such contact.');
      return found;
    }

    function doing() {
      const { id, name } = staffOf(res);
      return { by: { kind: 'staff' as const, id, name }, now: clock.now() };
    }
  });

  router.post('/contacts/trash/restore', deletes, async (req, res) => {
    const { ids } = idsForm.parse(req.body);
    const mine = (await getContacts(ids)).filter(contact => maySeeContact(viewerOf(res), contact));
    const { id, name } = staffOf(res);
    const by = { kind: 'staff' as const, id, name };
    const done = await restoreContacts(
      mine.map(contact => contact.id),
      { by, now: clock.now() },
    );
    if (done.length === 0) throw new AppError('contacts.not_found', 'It is not in the trash any more.');
    const [only] = done;
    const back = done.length === 1 ? `/contacts/${only}` : '/contacts';
    if (req.get('hx-request')) return void res.set('HX-Redirect', back).status(204).end();
    res.redirect(303, back);
  });

  return router;
}
