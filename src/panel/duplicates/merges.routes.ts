import { type Response, Router } from 'express';
import { z } from 'zod';
import { getMerge, listMerges, mergeContacts, unmergeContacts } from '../../contacts/index.ts';
import { recountCard } from '../../deals/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { auditView } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { findVisible } from '../card/find-people.ts';
import { visibleContact } from '../card/may-see.ts';
import { presentContactRow } from '../present-contact.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { duplicateTabs, sideContext, simplePager } from './lists.ts';
import { choicesOf, loadMergeForm, mergeForm } from './load-merge-form.ts';
import { presentMerge } from './present-merge.ts';

const perPage = 30;
const found = 20;
const listQuery = z.object({ page: z.coerce.number().int().min(1).max(1000).catch(1) });
const withQuery = z.object({ one: z.string().max(100), q: z.string().trim().max(200).catch('') });

/** Two cards made one, and two again. */
export function mergeRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const writes = requireRight('write');
  const means = () => ({ now: clock.now(), recount: recountCard });

  router.get('/contacts/merges', writes, async (req, res) => {
    const viewer = viewerOf(res);
    const { page } = listQuery.parse(req.query);
    const [{ merges, hasMore }, tabs] = await Promise.all([listMerges({ page, perPage }), duplicateTabs(res, 'merged')]);
    renderPage(res, 'merges', {
      title: t(viewer.language, 'panel:duplicates.title'),
      tabs,
      merges: (await Promise.all(merges.map(merge => presentMerge(viewer, merge)))).filter(shown => shown !== undefined),
      pager: simplePager('/contacts/merges', page, hasMore),
    });
  });

  router.get('/contacts/merges/with', writes, async (req, res) => {
    const viewer = viewerOf(res);
    const { one, q } = withQuery.parse(req.query);
    const contact = await visibleContact(viewer, one);
    const others = (await findVisible(staffOf(res), q, found)).filter(other => other.id !== one);
    const shown = {
      ...{ one, q, asked: q !== '' },
      others: others.map(other => ({
        ...presentContactRow(viewer, other),
        mergeHref: `/contacts/merges/new?${new URLSearchParams({ one, two: other.id })}`,
      })),
    };
    if (req.get('hx-target') === 'other-cards') return renderPart(res, 'duplicates/others', shown);
    const { name } = presentContactRow(viewer, contact);
    const title = t(viewer.language, 'panel:duplicates.with.title', { name });
    renderPage(res, 'merge-with', { title, href: `/contacts/${one}`, name, ...shown });
  });

  router.get('/contacts/merges/new', writes, async (req, res) => {
    const viewer = viewerOf(res);
    const form = mergeForm.parse(req.query);
    const shown = await loadMergeForm(viewer, form, await sideContext());
    for (const contact of [form.one, form.two]) auditView({ staff: staffOf(res), contact, at: clock.now() });
    if (req.get('hx-target') === 'merge-form') return renderPart(res, 'duplicates/merge-form', shown);
    renderPage(res, 'merge-new', { title: t(viewer.language, 'panel:duplicates.merge.title'), ...shown });
  });

  router.post('/contacts/merges', writes, async (req, res) => {
    const { one, two, survivor, ...typed } = mergeForm.parse(req.body);
    const [first, second] = [await visibleContact(viewerOf(res), one), await visibleContact(viewerOf(res), two)];
    const kept = survivor === second.id ? second : first;
    const loser = kept === second ? first : second;
    const { id, name } = staffOf(res);
    const cards = { survivor: kept.id, loser: loser.id };
    const merge = await mergeContacts({ ...cards, choices: choicesOf(typed, cards), by: { id, name } }, means());
    res.redirect(303, `/contacts/merges/${merge.id}`);
  });

  router.get('/contacts/merges/:id', writes, async (req, res) => {
    const { merge } = await find(res, req.params.id);
    renderPage(res, 'merge', { title: t(viewerOf(res).language, 'panel:duplicates.merged.title'), merge });
  });

  router.post('/contacts/merges/:id/undo', writes, async (req, res) => {
    const { id } = await find(res, req.params.id);
    const staff = staffOf(res);
    await unmergeContacts(id, { id: staff.id, name: staff.name }, means());
    res.redirect(303, `/contacts/merges/${id}`);
  });

  return router;
}

/** Also a merge of cards that are hidden from who asks is none for them. */
async function find(res: Response, id: string | string[] | undefined) {
  const known = typeof id === 'string' ? await getMerge(id) : undefined;
  const merge = known && (await presentMerge(viewerOf(res), known));
  if (!known || !merge) throw new AppError('merges.not_found', 'There is no such merge.', { id });
  return { id: known.id, merge };
}
