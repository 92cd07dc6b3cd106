import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { needsNextStep } from '../../buttons/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import {
  createTask,
  finishTask,
  postponeTask,
  readDue,
  releaseClaims,
  skipItem,
  taskRules,
  type Urgent,
} from '../../tasks/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import type { PanelOptions } from '../panel-options.ts';
import { readSnooze } from '../queues/snooze-until.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { type FeedItem, itemOf, nextOfFeed, whereOf } from './load-feed.ts';
import { postponedTo } from './postponed-to.ts';
import { type FeedProblems, presentFeed } from './present-feed.ts';
import { dueContext, type HoursNow } from './working-day.ts';

const actForm = z.object({
  key: z.string().max(400),
  /** The page's own, so that one click is one task and one message. */
  once: z.string().regex(/^[0-9a-z]{20}$/),
  act: z.enum(['done', 'hour', 'tomorrow', 'monday', 'when', 'skip', 'reply']),
  result: z.string().trim().max(2000).default(''),
  next: z.string().trim().max(300).default(''),
  nextWhen: z.string().trim().max(200).default(''),
  when: z.string().trim().max(200).default(''),
  text: z.string().trim().max(20_000).default(''),
});
type Act = z.infer<typeof actForm>;

/** The feed: one thing at a time, the most urgent first. */
export function feedRoutes({ desk, dispatcher, rules }: Pick<PanelOptions, 'desk' | 'dispatcher' | 'rules'>): Router {
  const router = Router();
  const hours: HoursNow = () => rules.now().hours;
  const writes = requireRight('write');

  router.get('/tasks/feed', writes, async (req, res) => {
    answer(req, res, await next(res));
  });

  router.post('/tasks/feed', writes, async (req, res) => {
    const form = actForm.parse(req.body);
    const item = await itemOf(viewerOf(res), staffOf(res), rules.now(), form.key);
    const problems = item && (await act(res, item, form));
    if (!item || !problems) return answer(req, res, { ...(await next(res)), isGone: !item });
    const { needsResult } = await taskRules();
    res.status(422);
    const shown = await presentFeed(viewerOf(res), item, { left: 1, typed: form, problems, needsResult });
    answer(req, res, { ...shown, once: newId(), hasItem: true });
  });

  router.post('/tasks/feed/leave', writes, async (_req, res) => {
    await releaseClaims(staffOf(res).id);
    res.redirect(303, '/tasks');
  });

  async function next(res: Response) {
    const { next: found, left } = await nextOfFeed(viewerOf(res), staffOf(res), rules.now());
    if (!found) return { hasItem: false };
    const { needsResult } = await taskRules();
    return { ...(await presentFeed(viewerOf(res), found, { left, needsResult })), once: newId(), hasItem: true };
  }

  /** A digit may be pressed before the page's scripts are there: then the form is sent as any other, and the whole page is the answer. */
  function answer(req: Request, res: Response, shown: Record<string, unknown>) {
    if (req.get('hx-request')) return renderPart(res, 'tasks/feed', shown);
    renderPage(res, 'feed', { title: t(viewerOf(res).language, 'panel:tasks.feed.title'), item: shown });
  }

  /** Does what was asked; says what is wrong with it instead. */
  async function act(res: Response, { item }: Urgent<FeedItem>, form: Act): Promise<FeedProblems | undefined> {
    const { now } = viewerOf(res);
    if (form.act === 'skip') return void (await skipItem(item.key, { staff: staffOf(res).id, now }));
    if (form.act === 'reply') return reply(res, item, form);
    if (form.act === 'done') return finish(res, item, form);
    return postpone(res, item, form);
  }

  async function finish(res: Response, item: FeedItem, form: Act): Promise<FeedProblems | undefined> {
    const viewer = viewerOf(res);
    const text = (key: string) => t(viewer.language, `panel:tasks.${key}`);
    const following = form.nextWhen ? readDue(form.nextWhen, dueContext(viewer, hours)) : undefined;
    if (following?.problem) return { nextWhen: following.said };
    if (item.kind === 'task' && !form.result && (await taskRules()).needsResult) return { result: text('needsResult') };
    const title = form.next || (following && item.kind === 'task' ? item.task.title : '');
    if (!title && item.kind === 'task' && item.task.deal && (await needsNextStep(item.task.deal, { without: item.task.id })))
      return { next: text('feed.nextMissing') };
    if (item.kind === 'deal' && !title) return { next: text('feed.nextMissing') };
    const { id: me } = staffOf(res);
    if (title) {
      const { contact, deal } = await whereOf(item);
      await createTask({
        key: form.once,
        title,
        for: { kind: 'staff', staff: me },
        ...(contact && { contact }),
        ...(deal && { deal }),
        ...(following && { due: following.due, ...(!following.hasTime && { allDay: true as const }) }),
        by: me,
        now: viewer.now,
      });
    }
    if (item.kind === 'task')
      await finishTask(item.task.id, { by: me, now: viewer.now, ...(form.result && { result: form.result }) });
    return undefined;
  }

  async function postpone(res: Response, item: FeedItem, { act: to, when }: Act): Promise<FeedProblems | undefined> {
    if (item.kind === 'conversation') return snooze(res, item, to);
    if (item.kind !== 'task' || to === 'done' || to === 'skip' || to === 'reply') return undefined;
    const viewer = viewerOf(res);
    const later = postponedTo(item.task, to === 'when' ? { when } : { to }, dueContext(viewer, hours));
    if ('problem' in later) return { when: later.problem };
    await postponeTask(item.task.id, later, { now: viewer.now });
    return undefined;
  }

  /** Out of the feed and of the list of those who wait until then, or until they write again. */
  async function snooze(res: Response, item: FeedItem & { kind: 'conversation' }, to: string): Promise<FeedProblems | undefined> {
    const viewer = viewerOf(res);
    const until = readSnooze({ until: to, at: '' }, viewer);
    if (!until) return undefined;
    const { id, name } = staffOf(res);
    try {
      await dispatcher.snooze(item.conversation.id, until, { by: { id, name } });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { text: errorText(viewer.language, error) };
    }
    return undefined;
  }

  async function reply(res: Response, item: FeedItem, { text, once }: Act): Promise<FeedProblems | undefined> {
    const viewer = viewerOf(res);
    if (item.kind !== 'conversation') return undefined;
    if (!text) return { text: t(viewer.language, 'panel:tasks.feed.replyMissing') };
    const { id, name } = staffOf(res);
    try {
      if (item.conversation.mode !== 'staff') await desk.takeOver(item.conversation.id, { id, name });
      await desk.reply({ conversation: item.conversation.id, staff: { id, name }, text, key: once });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { text: errorText(viewer.language, error) };
    }
    await skipItem(item.key, { staff: id, now: viewer.now });
    return undefined;
  }

  return router;
}
