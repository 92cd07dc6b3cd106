import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { alertStaff, beginning } from '../alerts/index.ts';
import { getContact } from '../contacts/index.ts';
import type { Conversation } from '../conversations/index.ts';
import { keepFile } from '../files/index.ts';
import type { Desk } from '../inbox/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import {
  cancelScheduled,
  changeScheduled,
  createScheduler,
  getScheduled,
  history,
  keepNote,
  type Messenger,
  type ScheduledReply,
  type StoredMessage,
  scheduledIn,
  scheduleReply,
} from '../messages/index.ts';
import { fillVariables, getReply, listReplies, textFor } from '../replies/index.ts';
import { signal } from '../signals/index.ts';
import { staffNames } from '../staff/index.ts';
import { languageOf, t } from '../texts/index.ts';
import { compose, composeForm } from './compose.ts';
import { errorText } from './errors.ts';
import { loadState, openConversation } from './load-conversation.ts';
import { seesWhole } from './message-verbs.ts';
import { fromLocal, presentScheduled, toLocal } from './present-scheduled.ts';
import { renderPart } from './render.ts';
import { replyValues, variableLabel } from './reply-values.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { presentUpload } from './uploads.ts';
import { viewerOf } from './viewer.ts';

const replyForm = composeForm.extend({
  /** The last place of the history that they saw as they began to write. */
  seen: z.coerce.number().optional().catch(undefined),
  /** They know that somebody else was quicker. */
  anyway: z.string().optional(),
});
const laterForm = composeForm.extend({
  /** An instant, or a time on the firm's clock. */
  at: z.string().max(40).default(''),
  atLocal: z.string().max(40).default(''),
  holds: z.string().optional(),
});
const changeForm = z.object({
  text: z.string().max(20_000),
  atLocal: z.string().max(40),
  holds: z.string().optional(),
  version: z.coerce.number().int(),
});
const noteForm = z.object({ text: z.string().trim().min(1).max(5000), key: z.string().max(40).optional() });
/** A year ahead: nobody means more, and a slip of the year is caught. */
const furthestMs = 366 * 24 * 60 * 60_000;

/** What people write in an open conversation: answers now and later, notes, canned replies, and that they are writing. */
export function composerRoutes({ desk, clock, log }: { desk: Desk; messengers: Messenger[]; clock: Clock; log: Logger }): Router {
  const router = Router();
  const writes = requireRight('write');
  const scheduler = createScheduler({
    send: reply => desk.reply({ ...reply, planned: true }),
    onHeld: async () => {},
    onChange: tellScheduled,
    clock,
    log,
  });

  router.post('/inbox/:id/reply', writes, async (req, res) => {
    const { seen, anyway, ...form } = replyForm.parse(req.body);
    const conversation = await open(req, res);
    const staff = staffOf(res);
    const quicker = seen === undefined || anyway ? undefined : await answerSince(conversation.id, seen, staff.id);
    if (quicker && req.get('hx-request')) return ask(res, quicker);
    const composed = await compose(form, staff);
    await desk.reply({ conversation: conversation.id, staff: { id: staff.id, name: staff.name }, ...composed });
    await answer(req, res);
  });

  router.post('/inbox/:id/schedule', writes, async (req, res) => {
    const { at, atLocal, holds, ...form } = laterForm.parse(req.body);
    const { timeZone, now } = viewerOf(res);
    const conversation = await open(req, res);
    const { id, name } = staffOf(res);
    const time = timeOf(at ? new Date(at) : fromLocal(atLocal, timeZone), now);
    const { key, ...composed } = await compose(form, staffOf(res));
    for (const attachment of composed.attachments ?? []) await keepFile(attachment.id);
    const reply = { conversation: conversation.id, staff: { id, name }, ...composed, at: time, holds: holds !== undefined };
    await scheduleReply({ ...reply, ...(key && { key }) }, now);
    tellScheduled({ conversation: conversation.id });
    await answer(req, res);
  });

  router.get('/inbox/:id/scheduled', async (req, res) => {
    const { id } = await open(req, res);
    await renderScheduled(res, id);
  });

  router.get('/inbox/:id/scheduled/:reply/edit', writes, async (req, res) => {
    const reply = await changeableReply(req, res);
    renderPart(res, 'conversations/scheduled-edit', editOf(res, reply, { local: toLocal(reply.at, viewerOf(res).timeZone) }));
  });

  router.post('/inbox/:id/scheduled/:reply', writes, async (req, res) => {
    const { text, atLocal, holds, version } = changeForm.parse(req.body);
    const reply = await changeableReply(req, res);
    const { timeZone, now, language } = viewerOf(res);
    try {
      const at = timeOf(fromLocal(atLocal, timeZone), now);
      if (text.trim() === '' && !reply.attachments && !reply.location)
        throw new AppError('inbox.empty_reply', 'Write something or attach a file.');
      await changeScheduled(reply.id, { text, at, holds: holds !== undefined, version }, now);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      res.status(422).set({ 'HX-Retarget': `#scheduled-${reply.id}` });
      const typed = { ...reply, text, holds: holds !== undefined, version };
      const problem = errorText(language, error);
      return renderPart(res, 'conversations/scheduled-edit', editOf(res, typed, { local: atLocal, problem }));
    }
    tellScheduled(reply);
    await renderScheduled(res, reply.conversation);
  });

  router.post('/inbox/:id/scheduled/:reply/cancel', writes, async (req, res) => {
    const reply = await findScheduled(req, res);
    await cancelScheduled(reply.id, clock.now());
    tellScheduled(reply);
    await renderScheduled(res, reply.conversation);
  });

  router.post('/inbox/:id/scheduled/:reply/send', writes, async (req, res) => {
    const reply = await findScheduled(req, res);
    await scheduler.sendNow(reply);
    await renderScheduled(res, reply.conversation);
  });

  router.post('/inbox/:id/notes', writes, async (req, res) => {
    const { text, key = newId() } = noteForm.parse(req.body);
    const { id: conversation, contact = '' } = await open(req, res);
    const { id, name } = staffOf(res);
    const mentions = mentioned(text, await staffNames()).filter(other => other !== id);
    const now = clock.now();
    await keepNote({ conversation, contact, staff: { id, name }, text, mentions, key, now });
    const call = { kind: 'mention' as const, conversation, who: name, text: beginning(text), at: now };
    await Promise.all(mentions.map(staff => alertStaff({ ...call, key: `note:${key}:${staff}`, staff })));
    await answer(req, res);
  });

  router.post('/inbox/:id/typing', writes, async (req, res) => {
    const { id, name } = staffOf(res);
    signal({ topic: 'typing', about: idOf(req), facts: { what: 'typing', from: `typing:${id}`, staff: id, name } });
    res.status(204).end();
  });

  router.get('/inbox/:id/replies', writes, async (req, res) => {
    const viewer = viewerOf(res);
    const { contact: card } = await open(req, res);
    const contact = card ? await getContact(card) : undefined;
    const [values, replies] = await Promise.all([replyValues(viewer, contact), listReplies(staffOf(res).id)]);
    const language = contact?.language ? languageOf(contact.language) : viewer.language;
    renderPart(res, 'conversations/replies', {
      replies: replies.map(reply => {
        const text = textFor(reply, language);
        const filled = fillVariables(text, values, name => variableLabel(viewer, name));
        const more = reply.files.length > 0 || reply.buttons.length > 0;
        return { id: reply.id, name: reply.name, text: filled, isOwn: reply.staff !== undefined, ...(more && { more: true }) };
      }),
    });
  });

  router.get('/inbox/:id/replies/:reply', writes, async (req, res) => {
    await open(req, res);
    const reply = await getReply(z.string().parse(req.params.reply), staffOf(res).id);
    const uploads = await Promise.all(reply.files.map(({ id }) => presentUpload(viewerOf(res), id)));
    renderPart(res, 'conversations/reply-parts', { reply: reply.id, uploads, buttons: reply.buttons });
  });

  /** Before two answer at once: what came since, and whether to send all the same. */
  function ask(res: Response, { author, text }: StoredMessage): void {
    const { language } = viewerOf(res);
    const name = author.kind === 'staff' ? author.name : t(language, 'panel:message.operator');
    res.set({ 'HX-Retarget': '#ask', 'HX-Reswap': 'innerHTML' });
    renderPart(res, 'conversations/ask', { name, text: beginning(text) });
  }

  async function findScheduled(req: Request, res: Response): Promise<ScheduledReply> {
    const { id } = await open(req, res);
    const reply = await getScheduled(z.string().parse(req.params.reply));
    if (reply.conversation !== id) throw new AppError('scheduled.not_found', 'There is no such reply.');
    return reply;
  }

  /** One whose words this person sees in full. */
  async function changeableReply(req: Request, res: Response): Promise<ScheduledReply> {
    const reply = await findScheduled(req, res);
    if (!seesWhole(viewerOf(res), reply))
      throw new AppError('panel.forbidden', 'Your role does not include this. Ask the owner.');
    return reply;
  }

  return router;
}

function open(req: Request, res: Response): Promise<Conversation> {
  return openConversation(viewerOf(res), idOf(req));
}

/** Somebody else's answer that came after a place of the history. */
async function answerSince(conversation: string, seen: number, staff: string): Promise<StoredMessage | undefined> {
  const since = await history(conversation, { after: seen, limit: 50 });
  return since.findLast(
    ({ author, kind }) => kind !== 'event' && (author.kind === 'operator' || (author.kind === 'staff' && author.id !== staff)),
  );
}

/** AppErrors `scheduled.bad_time`, `scheduled.past`, `scheduled.too_far`. */
function timeOf(at: Date | undefined, now: Date): Date {
  if (!at || Number.isNaN(at.getTime())) throw new AppError('scheduled.bad_time', 'Choose a day and a time.');
  if (at <= now) throw new AppError('scheduled.past', 'This time is over already.');
  if (at.getTime() - now.getTime() > furthestMs) throw new AppError('scheduled.too_far', 'At most a year ahead.');
  return at;
}

function tellScheduled({ conversation }: Pick<ScheduledReply, 'conversation'>): void {
  signal({ topic: 'scheduled', about: conversation });
}

function editOf(res: Response, reply: ScheduledReply, { local, problem }: { local: string; problem?: string }) {
  const { text, holds, version } = reply;
  const list = `/inbox/${reply.conversation}/scheduled`;
  return { ...presentScheduled(viewerOf(res), reply), list, text, holds, version, local, ...(problem && { problem }) };
}

async function renderScheduled(res: Response, conversation: string): Promise<void> {
  const viewer = viewerOf(res);
  const scheduled = (await scheduledIn(conversation)).map(reply => presentScheduled(viewer, reply));
  renderPart(res, 'conversations/scheduled', { id: conversation, href: `/inbox/${conversation}`, scheduled });
}

/** Those whose name stands behind an @; of names that begin alike the longest. */
export function mentioned(text: string, names: ReadonlyMap<string, string>): string[] {
  const byLength = [...names].sort(([, one], [, other]) => other.length - one.length);
  const found = new Set<string>();
  for (const [, rest = ''] of text.toLowerCase().matchAll(/@(.*)/gu)) {
    for (let tail = rest; tail !== ''; ) {
      const [id] = byLength.find(([, name]) => startsWithName(tail, name.toLowerCase())) ?? [];
      if (id) found.add(id);
      const next = tail.indexOf('@');
      tail = next < 0 ? '' : tail.slice(next + 1);
    }
  }
  return [...found];
}

const startsWithName = (text: string, name: string): boolean =>
  text.startsWith(name) && !/^[\p{L}\p{N}]/u.test(text.slice(name.length));

/** What is on the page changes; a form that was sent without a script comes back to the conversation. */
async function answer(req: Request, res: Response): Promise<void> {
  if (!req.get('hx-request')) return res.redirect(303, `/inbox/${idOf(req)}`);
  const state = await loadState(viewerOf(res), await open(req, res));
  renderPart(res, 'conversations/state', { open: state });
}

const idOf = (req: Request): string => z.string().parse(req.params.id);
