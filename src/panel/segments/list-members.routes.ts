import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { getContacts } from '../../contacts/index.ts';
import { addToList, needSegment, removeFromList } from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import { findPeople } from '../card/find-people.ts';
import { maySeeContact } from '../card/may-see.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { loadMembers } from './load-members.ts';

const idsForm = z.object({
  ids: z
    .union([z.string().transform(id => [id]), z.array(z.string())])
    .pipe(z.array(z.string().max(100)).max(200))
    .default([]),
});

/** Who is put on a list by hand, on its own page. */
export function listMemberRoutes(): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/segments/:id/find', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const { find } = z.object({ find: z.string().trim().max(200).catch('') }).parse(req.query);
    renderPart(res, 'segments/found', {
      id: idOf(req),
      ...(await findPeople(viewer, staffOf(res), find)),
    });
  });

  router.post('/segments/:id/members', mails, async (req, res) => {
    const ids = await visibleIds(req, res);
    const added = await addToList(idOf(req), ids, changed(res));
    await answer(req, res, t(viewerOf(res).language, 'panel:segments.told.added', { count: added }));
  });

  router.post('/segments/:id/members/remove', mails, async (req, res) => {
    const ids = await visibleIds(req, res);
    const removed = await removeFromList(idOf(req), ids, changed(res));
    await answer(req, res, t(viewerOf(res).language, 'panel:segments.told.taken', { count: removed }));
  });

  return router;
}

/** Nobody puts on a list whom they may not see. */
async function visibleIds(req: Request, res: Response): Promise<string[]> {
  const { ids } = idsForm.parse(req.body);
  const contacts = await getContacts(ids);
  return contacts.filter(contact => !contact.deletedAt && maySeeContact(viewerOf(res), contact)).map(({ id }) => id);
}

async function answer(req: Request, res: Response, told: string): Promise<void> {
  const id = idOf(req);
  if (!req.get('hx-request')) return res.redirect(303, `/segments/${id}`);
  await needSegment(id);
  renderPart(res, 'segments/members', { members: { ...(await loadMembers(viewerOf(res), id)), told } });
}

function changed(res: Response) {
  const { now, timeZone } = viewerOf(res);
  return { by: staffOf(res).id, now, timeZone };
}

const idOf = (req: Request): string => z.string().max(100).parse(req.params.id);
