import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { conversationViews, countWaiting, markRead } from '../conversations/index.ts';
import { removeFile } from '../files/index.ts';
import { AppError } from '../lib/app-error.ts';
import { getMessage, history, messengerNames, type StoredMessage } from '../messages/index.ts';
import { may } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { loadConversation, loadState, olderThan, openConversation, stretchLength } from './load-conversation.ts';
import { loadInbox } from './load-inbox.ts';
import { seesWhole, verbsFor } from './message-verbs.ts';
import type { PanelOptions } from './panel-options.ts';
import { presentMessage, presentMessages } from './present-message.ts';
import { holdingRoutes } from './queues/holding.routes.ts';
import { loadHolding } from './queues/load-holding.ts';
import { renderPage, renderPart } from './render.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { seenBy } from './seen-by.ts';
import { inboxMark } from './shell.ts';
import { attachmentsOf, presentUpload, upload } from './uploads.ts';
import { viewerOf } from './viewer.ts';

const choice = z
  .string()
  .trim()
  .max(200)
  .transform(value => value || undefined)
  .optional()
  .catch(undefined);
const listQuery = z.object({
  view: z.enum(conversationViews).optional().catch(undefined),
  messenger: z.enum(messengerNames).optional().catch(undefined),
  staff: choice,
  queue: choice,
  tag: choice,
  segment: choice,
  q: z.string().trim().max(200).catch(''),
  pages: z.coerce.number().int().min(1).max(25).catch(1),
});
const takeForm = z.object({ held: z.string().max(300).optional() });
const editForm = z.object({ text: z.string().max(20_000) });

/** The inbox: the list, an open conversation, and what people do in it. */
export function inboxRoutes(options: PanelOptions): Router {
  const { desk, messengers, rules } = options;
  const router = Router();
  const writes = requireRight('write');
  /** What is hidden from somebody is not there for them. */
  const seen: RequestHandler = async (req, res, next) => {
    await openConversation(viewerOf(res), idOf(req));
    next();
  };

  const inboxFor = (req: Request, res: Response) =>
    loadInbox({ ...viewerOf(res), staff: staffOf(res) }, listQuery.parse(req.query), rules.now());

  router.use(holdingRoutes(options, renderState));

  router.get('/inbox', async (req, res) => {
    const inbox = await inboxFor(req, res);
    renderPage(res, 'inbox', { title: t(viewerOf(res).language, 'panel:inbox.title'), fills: true, inbox });
  });

  router.get('/inbox/list', async (req, res) => {
    const inbox = await inboxFor(req, res);
    // What was chosen lives in the address: it can be kept, and passed on.
    if (req.get('hx-trigger') === 'filters') res.set('HX-Push-Url', inbox.address);
    renderPart(res, 'conversations/list', { inbox, isRefresh: true });
  });

  router.get('/inbox/mark', async (_req, res) => {
    const waiting = await countWaiting(seenBy(staffOf(res)));
    renderPart(res, 'nav-mark', { ...inboxMark(viewerOf(res), waiting), isLive: true });
  });

  router.get('/inbox/:id', async (req, res) => {
    const viewer = viewerOf(res);
    const opened = await loadConversation(viewer, req.params.id, verbsFor(viewer, messengers));
    const open = { ...opened, ...(await loadHolding(viewer, opened.id, rules.now())) };
    if (viewer.staff && may(viewer.staff, 'write')) await markRead(open.id, viewer.staff.id, viewer.now);
    if (req.get('hx-request')) return renderPart(res, 'conversations/open', { open });
    const inbox = await inboxFor(req, res);
    renderPage(res, 'inbox', { title: open.name, fills: true, inbox, open });
  });

  router.get('/inbox/:id/messages', seen, async (req, res) => {
    const { before } = z.object({ before: z.coerce.number() }).parse(req.query);
    const messages = await history(idOf(req), { before, limit: stretchLength });
    renderPart(res, 'messages/stretch', {
      messages: presentMessages(viewerOf(res), messages, verbsFor(viewerOf(res), messengers)),
      older: olderThan(idOf(req), messages),
    });
  });

  router.get('/inbox/:id/state', async (req, res) => renderState(res, idOf(req)));

  router.get('/inbox/:id/card', async (req, res) => {
    const { card } = await loadState(viewerOf(res), await openConversation(viewerOf(res), req.params.id));
    if (!card) return void res.status(204).end();
    renderPart(res, 'contacts/summary', { card });
  });

  router.post('/inbox/:id/read', writes, seen, async (req, res) => {
    await markRead(idOf(req), staffOf(res).id, viewerOf(res).now);
    res.status(204).end();
  });

  router.post('/inbox/:id/take-over', writes, seen, async (req, res) => {
    const { held } = takeForm.parse(req.body);
    await desk.takeOver(idOf(req), memberOf(res), ...(held === undefined ? [] : [held]));
    await answer(req, res);
  });

  router.post('/inbox/:id/give-back', writes, seen, async (req, res) => {
    await desk.giveBack(idOf(req), memberOf(res));
    await answer(req, res);
  });

  router.post('/inbox/:id/messages/:message/send-again', writes, seen, async (req, res) => {
    await desk.sendAgain((await findMessage(req)).id);
    await answer(req, res);
  });

  router.get('/inbox/:id/messages/:message/edit', writes, seen, async (req, res) => {
    const { text: said, change } = await changeable(req, res);
    const text = change?.what === 'edit' ? (change.text ?? said) : said;
    renderPart(res, 'messages/edit', { text, conversation: idOf(req), address: encodeURIComponent(messageOf(req)) });
  });

  router.post('/inbox/:id/messages/:message/edit', writes, seen, async (req, res) => {
    await changeable(req, res);
    await desk.edit(messageOf(req), editForm.parse(req.body).text, memberOf(res));
    await answerWithMessage(req, res);
  });

  router.post('/inbox/:id/messages/:message/remove', writes, seen, async (req, res) => {
    await findMessage(req);
    await desk.remove(messageOf(req), memberOf(res));
    await answerWithMessage(req, res);
  });

  /** The bubble as it is by now; a form that was sent without a script comes back to the conversation. */
  async function answerWithMessage(req: Request, res: Response): Promise<void> {
    if (!req.get('hx-request')) return res.redirect(303, `/inbox/${idOf(req)}`);
    const viewer = viewerOf(res);
    renderPart(res, 'messages/message', presentMessage(viewer, await findMessage(req), verbsFor(viewer, messengers)));
  }

  router.post('/inbox/:id/files', writes, seen, upload(messengers), async (req, res) => {
    const files = z.array(z.looseObject({ stored: z.string() })).parse(req.files ?? []);
    const uploads = await Promise.all(files.map(({ stored }) => presentUpload(viewerOf(res), stored)));
    renderPart(res, 'conversations/uploads', { uploads, conversation: idOf(req) });
  });

  router.post('/inbox/:id/files/:file/remove', writes, seen, async (req, res) => {
    const [attachment] = await attachmentsOf([z.string().parse(req.params.file)], staffOf(res));
    if (attachment) await removeFile(attachment.id);
    res.status(200).end();
  });

  /** What is on the page changes; a form that was sent without a script comes back to the conversation. */
  async function answer(req: Request, res: Response): Promise<void> {
    if (!req.get('hx-request')) return res.redirect(303, `/inbox/${idOf(req)}`);
    await renderState(res, idOf(req));
  }

  async function renderState(res: Response, id: string): Promise<void> {
    const viewer = viewerOf(res);
    const state = await loadState(viewer, await openConversation(viewer, id));
    renderPart(res, 'conversations/state', { open: { ...state, ...(await loadHolding(viewer, id, rules.now())) } });
  }

  return router;
}

async function findMessage(req: Request): Promise<StoredMessage> {
  const message = await getMessage(messageOf(req));
  if (message?.conversation !== idOf(req))
    throw new AppError('inbox.not_changeable', 'There is no such message.', { message: messageOf(req) });
  return message;
}

/** One whose words this person sees in full. */
async function changeable(req: Request, res: Response): Promise<StoredMessage> {
  const message = await findMessage(req);
  if (!seesWhole(viewerOf(res), message))
    throw new AppError('panel.forbidden', 'Your role does not include this. Ask the owner.');
  return message;
}

const messageOf = (req: Request): string => z.string().parse(req.params.message);
const idOf = (req: Request): string => z.string().parse(req.params.id);

function memberOf(res: Response) {
  const { id, name } = staffOf(res);
  return { id, name };
}
