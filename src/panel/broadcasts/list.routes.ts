import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  broadcastStates,
  copyBroadcast,
  createDraft,
  getBroadcast,
  listBroadcasts,
  removeBroadcast,
  saveDraft,
} from '../../broadcasts/index.ts';
import { t } from '../../texts/index.ts';
import { noteAudit } from '../note-audit.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { doing } from './doing.ts';
import { idOf } from './id-of.ts';
import { type ListQuery, perPage, presentList, presentNumbers } from './present-list.ts';

const listQuery = z.object({
  q: z.string().trim().max(200).catch(''),
  state: z.enum(['', ...broadcastStates]).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});
const newForm = z.object({
  name: z.string().trim().max(200).default(''),
  purpose: z.enum(['advertising', 'service']).catch('advertising'),
  segment: z.string().max(100).optional().catch(undefined),
});

/** The list of mailings, and what is done to one from there. */
export function listRoutes(): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/broadcasts', mails, async (req, res) => {
    const values = await load(res, listQuery.parse(req.query));
    if (req.get('hx-request')) return renderPart(res, 'broadcasts/list', values);
    renderPage(res, 'broadcasts', { title: t(viewerOf(res).language, 'panel:broadcasts.title'), ...values });
  });

  router.get('/broadcasts/new', mails, (req, res) => newPage(res, newForm.parse(req.query)));

  router.post('/broadcasts', mails, async (req, res) => {
    const form = newForm.parse(req.body);
    if (form.name === '') return newPage(res.status(422), form, t(viewerOf(res).language, 'panel:broadcasts.new.noName'));
    const { id, version, audience } = await createDraft({ name: form.name, ...doing(res) });
    const patch = {
      advertising: form.purpose === 'advertising',
      ...(form.segment && { audience: { ...audience, include: [form.segment] } }),
    };
    await saveDraft(id, patch, { version, ...doing(res) });
    res.redirect(303, `/broadcasts/${id}`);
  });

  router.get('/broadcasts/:id/numbers', mails, async (req, res) => {
    renderPart(res, 'broadcasts/numbers', await presentNumbers(viewerOf(res), await getBroadcast(idOf(req))));
  });

  router.post('/broadcasts/:id/copy', mails, async (req, res) => {
    const id = idOf(req);
    const { name } = await getBroadcast(id);
    const copy = await copyBroadcast(id, {
      name: t(viewerOf(res).language, 'panel:broadcasts.copyOf', { name }).slice(0, 200),
      ...doing(res),
    });
    res.redirect(303, `/broadcasts/${copy.id}`);
  });

  router.post('/broadcasts/:id/remove', mails, async (req, res) => {
    const id = idOf(req);
    const { name } = await getBroadcast(id);
    await removeBroadcast(id);
    await noteAudit(res, 'deleted', `broadcasts: ${name}`);
    res.redirect(303, '/broadcasts');
  });

  return router;

  async function load(res: Response, query: ListQuery) {
    const { q, state, page } = query;
    const found = await listBroadcasts({ ...(q && { query: q }), ...(state && { state }) }, { page, perPage });
    return presentList(viewerOf(res), found, query);
  }
}

function newPage(res: Response, form: z.infer<typeof newForm>, problem?: string): void {
  const { language } = viewerOf(res);
  renderPage(res, 'broadcast-new', {
    title: t(language, 'panel:broadcasts.new.title'),
    form,
    isService: form.purpose === 'service',
    problem,
  });
}
