import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Contact } from '../../contacts/index.ts';
import { addToList, listSegments, listsOf, removeFromList, scoresOf } from '../../segments/index.ts';
import { may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { visibleContact } from '../card/may-see.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';

const form = z.object({ list: z.string().max(100), what: z.enum(['put', 'take']) });

/** On which lists a card is, and how its person buys: a part of the card that comes after it. */
export function cardListRoutes(): Router {
  const router = Router();

  router.get('/contacts/:id/segment-lists', async (req, res) => show(res, await visibleContact(viewerOf(res), req.params.id)));

  router.post('/contacts/:id/segment-lists', requireRight('write'), async (req, res) => {
    const contact = await visibleContact(viewerOf(res), String(req.params.id));
    const { list, what } = form.parse(req.body);
    const { now, timeZone } = viewerOf(res);
    const by = { by: staffOf(res).id, now, timeZone };
    await (what === 'put' ? addToList : removeFromList)(list, [contact.id], by);
    if (!req.get('hx-request')) return res.redirect(303, `/contacts/${contact.id}`);
    await show(res, contact);
  });

  return router;
}

async function show(res: Response, { id }: Contact): Promise<void> {
  const { language } = viewerOf(res);
  const [segments, lists, scores] = await Promise.all([listSegments(), listsOf([id]), scoresOf([id])]);
  const known = segments.filter(({ kind }) => kind === 'list');
  const on = lists.get(id) ?? [];
  const score = scores.get(id);
  renderPart(res, 'segments/card-lists', {
    action: `/contacts/${id}/segment-lists`,
    canWrite: may(staffOf(res), 'write'),
    lists: known.filter(list => on.includes(list.id)).map(({ id: value, name }) => ({ value, name })),
    others: known.filter(list => !on.includes(list.id)).map(({ id: value, name }) => ({ value, name })),
    hasLists: known.length > 0,
    ...(score && {
      score: t(language, 'panel:segments.score', { cell: score.cell, abc: score.abc }),
      group: t(language, `panel:segments.rfm.${score.group}`),
    }),
  });
}
