import { Router } from 'express';
import { z } from 'zod';
import { dismissPair, type SuggestedPair, suggestedPairs } from '../../contacts/index.ts';
import type { Clock } from '../../lib/clock.ts';
import { auditView } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { visibleContact } from '../card/may-see.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { type Viewer, viewerOf } from '../viewer.ts';
import { duplicateTabs, lookerOf, sideContext, simplePager } from './lists.ts';
import { mergeRoutes } from './merges.routes.ts';
import { presentEvidence, presentSide, type SideContext } from './present-side.ts';

const perPage = 20;
const listQuery = z.object({ page: z.coerce.number().int().min(1).max(1000).catch(1) });
const pairForm = z.object({ one: z.string().max(100), two: z.string().max(100) });

/** Cards that may be of one person, and what is done about it. */
export function duplicatesRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const writes = requireRight('write');

  router.get('/contacts/duplicates', writes, async (req, res) => {
    const viewer = viewerOf(res);
    const { page } = listQuery.parse(req.query);
    const [{ pairs, hasMore }, context, tabs] = await Promise.all([
      suggestedPairs({ viewer: lookerOf(res), page, perPage }),
      sideContext(),
      duplicateTabs(res, 'suggested'),
    ]);
    for (const { contacts } of pairs)
      for (const { id: contact } of contacts) auditView({ staff: staffOf(res), contact, at: clock.now() });
    renderPage(res, 'duplicates', {
      title: t(viewer.language, 'panel:duplicates.title'),
      tabs,
      pairs: pairs.map(pair => presentPair(viewer, pair, context)),
      pager: simplePager('/contacts/duplicates', page, hasMore),
    });
  });

  router.post('/contacts/duplicates/dismiss', writes, async (req, res) => {
    const { one, two } = pairForm.parse(req.body);
    for (const id of [one, two]) await visibleContact(viewerOf(res), id);
    const { id, name } = staffOf(res);
    await dismissPair(one, two, { by: { id, name }, now: clock.now() });
    if (req.get('hx-request')) return renderPart(res, 'duplicates/dismissed', {});
    res.redirect(303, '/contacts/duplicates');
  });

  router.use(mergeRoutes({ clock }));
  return router;
}

function presentPair(viewer: Viewer, { id, contacts: [one, two], evidence }: SuggestedPair, context: SideContext) {
  return {
    id: id.replace(':', '-'),
    one: one.id,
    two: two.id,
    evidence: evidence.map(known => presentEvidence(viewer, known)),
    sides: [one, two].map(card => presentSide(viewer, card, context)),
    mergeHref: `/contacts/merges/new?${new URLSearchParams({ one: one.id, two: two.id })}`,
  };
}
