import { type Response, Router } from 'express';
import { z } from 'zod';
import { type Contact, changeContact, countedContacts, getContact, listContacts } from '../contacts/index.ts';
import { conversationIdsOf } from '../conversations/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { jointHistory } from '../messages/index.ts';
import { staffNames } from '../staff/index.ts';
import { finishTask, reopenTask } from '../tasks/index.ts';
import { t } from '../texts/index.ts';
import { errorText } from './errors.ts';
import { loadCard } from './load-card.ts';
import { contactName, presentContact, presentContactRow } from './present-contact.ts';
import { editableFields, presentField } from './present-field.ts';
import { presentMessages } from './present-message.ts';
import { presentPager } from './present-pager.ts';
import { presentTask } from './present-task.ts';
import { renderPage, renderPart } from './render.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

const perPage = 50;
const listQuery = z.object({
  q: z.string().trim().max(200).catch(''),
  tag: z.string().trim().max(100).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  open: z.string().max(100).optional().catch(undefined),
});
const fieldName = z.enum(editableFields);
const tagForm = z.object({ add: z.string().trim().max(60).optional(), remove: z.string().max(100).optional() });

export function contactsRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();
  const writes = requireRight('write');

  router.get('/contacts', async (req, res) => {
    const query = listQuery.parse(req.query);
    const list = await presentList(res, query);
    if (req.get('hx-target') === 'contacts') return renderPart(res, 'contacts/list', list);
    const opened = query.open ? await getContact(query.open) : undefined;
    const card = opened && (await loadCard(viewerOf(res), opened));
    renderPage(res, 'contacts', { title: t(viewerOf(res).language, 'panel:contacts.title'), fills: true, ...list, card });
  });

  router.get('/contacts/:id', async (req, res) => {
    const contact = await find(req.params.id);
    const card = await loadCard(viewerOf(res), contact);
    if (req.get('hx-request')) return renderPart(res, 'contacts/card', { card, isAside: true });
    renderPage(res, 'contact', { title: contactName(viewerOf(res), contact), card });
  });

  router.get('/contacts/:id/history', async (req, res) => {
    const { before } = z.object({ before: z.coerce.number() }).parse(req.query);
    const messages = await jointHistory(conversationIdsOf(await find(req.params.id)), { before, limit: 50 });
    renderPart(res, 'messages/stretch', {
      messages: presentMessages(viewerOf(res), messages),
      older: messages.length === 50 && `/contacts/${req.params.id}/history?before=${messages[0]?.order}`,
    });
  });

  router.get('/contacts/:id/fields/:field', async (req, res) => {
    const contact = await find(req.params.id);
    const field = presentField(viewerOf(res), contact, fieldName.parse(req.params.field));
    renderPart(res, req.query.edit === undefined ? 'contacts/field' : 'contacts/field-form', { ...field, canWrite: true });
  });

  router.post('/contacts/:id/fields/:field', writes, async (req, res) => {
    const field = fieldName.parse(req.params.field);
    const { value } = z.object({ value: z.string().max(200) }).parse(req.body);
    const contact = await find(req.params.id);
    try {
      const changed = await changeContact(contact.id, { [field]: value }, edit(res));
      renderPart(res, 'contacts/field', { ...presentField(viewerOf(res), changed, field), canWrite: true, saved: true });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const problem = errorText(viewerOf(res).language, error);
      res.status(422);
      renderPart(res, 'contacts/field-form', { ...presentField(viewerOf(res), contact, field), typed: value, problem });
    }
  });

  router.post('/contacts/:id/tags', writes, async (req, res) => {
    const { add, remove } = tagForm.parse(req.body);
    const contact = await find(req.params.id);
    const tags = [...contact.tags.filter(tag => tag !== remove), ...(add ? [add] : [])];
    const changed = await changeContact(contact.id, { tags }, edit(res));
    renderPart(res, 'contacts/tags', { ...presentContact(viewerOf(res), changed), canWrite: true });
  });

  router.post('/contacts/:id/tasks/:task', writes, async (req, res) => {
    const { done } = z.object({ done: z.enum(['0', '1']) }).parse(req.body);
    const { task: id } = z.object({ task: z.string().max(300) }).parse(req.params);
    const { owner } = await find(req.params.id);
    const task = done === '1' ? await finishTask(id, { by: staffOf(res).id, now: clock.now() }) : await reopenTask(id);
    const shown = presentTask(viewerOf(res), task, { names: await staffNames(), ...(owner && { owner }) });
    renderPart(res, 'contacts/task', { ...shown, canWrite: true });
  });

  function edit(res: Response) {
    const { id, name } = staffOf(res);
    return { by: { kind: 'staff' as const, id, name }, now: clock.now(), region: viewerOf(res).region };
  }

  return router;
}

async function find(id: string | string[] | undefined): Promise<Contact> {
  const contact = typeof id === 'string' ? await getContact(id) : undefined;
  if (!contact) throw new AppError('contacts.not_found', 'There is no such contact.', { id });
  return contact;
}

async function presentList(res: Response, query: z.infer<typeof listQuery>) {
  const viewer = viewerOf(res);
  const { q, tag, page } = query;
  const { contacts, total } = await listContacts({ query: q, ...(tag && { tag }), page, perPage });
  const count = total >= countedContacts ? t(viewer.language, 'panel:contacts.countOver', { count: total }) : undefined;
  return {
    q,
    tag,
    contacts: contacts.map(contact => ({ ...presentContactRow(viewer, contact), on: contact.id === query.open })),
    count: count ?? t(viewer.language, 'panel:contacts.count', { count: total }),
    pager: presentPager(viewer, { path: '/contacts', query: { q, tag }, page, perPage, total }),
    isFiltered: q !== '' || tag !== '',
  };
}
