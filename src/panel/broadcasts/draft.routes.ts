import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import {
  type Broadcast,
  estimate,
  getBroadcast,
  problemsOf,
  rehearsalOf,
  saveDraft,
  startRehearsal,
} from '../../broadcasts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { MessengerName } from '../../messages/index.ts';
import { staffNames } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { contentMessengers } from '../content/index.ts';
import { errorText } from '../errors.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentClock } from '../present-time.ts';
import { partAsText, renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { doing } from './doing.ts';
import { idOf } from './id-of.ts';
import { type BroadcastOptions, meansOf } from './means.ts';
import { presentDraft } from './present-draft.ts';
import { presentRehearsal } from './present-rehearsal.ts';
import { isDraft } from './present-state.ts';
import { presentEstimate, presentStep } from './present-step.ts';
import { type DraftProblems, readDraft } from './read-draft.ts';
import { answerSaved } from './saved.ts';
import { showRunning } from './show-running.ts';

const versionForm = z.object({ version: z.coerce.number().int().min(0) });

/** A mailing while it is being written: its page, saving as one types, the estimate of its audience, its wordings. */
export function draftRoutes(options: BroadcastOptions): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/broadcasts/:id', mails, async (req, res) => {
    const broadcast = await getBroadcast(idOf(req));
    if (!isDraft(broadcast)) return showRunning(req, res, { broadcast, options });
    const means = meansOf(options, res);
    const viewer = viewerOf(res);
    const [page, problems, rehearsal] = await Promise.all([
      presentDraft(res, broadcast, means),
      problemsOf(broadcast, means),
      rehearsalOf(broadcast.id),
    ]);
    renderPage(res, 'broadcast', {
      ...page,
      ...presentStep(viewer, broadcast, { problems, ...(rehearsal && { rehearsal }) }),
      saved: savedWords(res, broadcast.changedAt),
      ...(rehearsal && { rehearsal: await presentRehearsal(viewer, broadcast, rehearsal) }),
    });
  });

  router.post('/broadcasts/:id', mails, async (req, res) => {
    const saved = await save(req, res);
    if (!req.get('hx-request')) return res.redirect(303, `/broadcasts/${idOf(req)}`);
    if (saved) await answer(res, saved);
  });

  router.get('/broadcasts/:id/estimate', mails, async (req, res) => {
    const { audience } = await getBroadcast(idOf(req));
    const viewer = viewerOf(res);
    try {
      const found = await estimate(audience, meansOf(options, res));
      renderPart(
        res,
        'broadcasts/estimate',
        presentEstimate(viewer, found, name => presentMessengerMark(viewer, name as MessengerName)),
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      renderPart(res, 'broadcasts/estimate', { problem: errorText(viewer.language, error) });
    }
  });

  router.post('/broadcasts/:id/rehearse', mails, async (req, res) => {
    const saved = await save(req, res);
    if (!saved) return;
    if (Object.keys(saved.unread).length === 0) await rehearse(res, saved.broadcast.id);
    await answer(res, { ...saved, broadcast: await getBroadcast(saved.broadcast.id) });
  });

  router.post('/broadcasts/:id/variants', mails, async (req, res) => {
    const saved = await save(req, res);
    if (!saved) return;
    const { broadcast } = saved;
    const others = broadcast.test?.variants ?? [];
    const id = [...'bcdefgh'].find(letter => !others.some(variant => variant.id === letter));
    if (id) {
      const { winner: _winner, ...test } = broadcast.test ?? { share: 20, by: 'clicks' as const, hours: 4, variants: [] };
      const variants = [...others, { id, content: broadcast.content }];
      await saveDraft(broadcast.id, { test: { ...test, variants } }, { version: broadcast.version, ...doing(res) });
    }
    res.redirect(303, `/broadcasts/${broadcast.id}#test`);
  });

  router.post('/broadcasts/:id/variants/:variant/remove', mails, async (req, res) => {
    const saved = await save(req, res);
    if (!saved) return;
    const { broadcast } = saved;
    const { winner: _winner, ...test } = broadcast.test ?? {};
    const variants = broadcast.test?.variants.filter(({ id }) => id !== req.params.variant) ?? [];
    const patch = { test: variants.length > 0 && broadcast.test ? { ...broadcast.test, ...test, variants } : null };
    await saveDraft(broadcast.id, patch, { version: broadcast.version, ...doing(res) });
    res.redirect(303, `/broadcasts/${broadcast.id}#test`);
  });

  return router;

  /** Keeps what stands in the form. Where somebody else was quicker, it is told and nothing is kept. */
  async function save(req: Request, res: Response): Promise<Saved | undefined> {
    const viewer = viewerOf(res);
    const before = await getBroadcast(idOf(req));
    const { version } = versionForm.parse(req.body);
    const { patch, problems } = await readDraft(req.body, { before, staff: staffOf(res), viewer });
    try {
      const broadcast = await saveDraft(before.id, patch, { version, ...doing(res) });
      const isOther = JSON.stringify(broadcast.audience) !== JSON.stringify(before.audience);
      return { broadcast, unread: problems, isOtherAudience: isOther };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'broadcasts.conflict' || !req.get('hx-request')) throw error;
      const theirs = await getBroadcast(before.id);
      const name = (await staffNames()).get(theirs.changedBy) ?? t(viewer.language, 'panel:broadcasts.somebody');
      const time = presentClock(viewer, theirs.changedAt).words;
      renderPart(res, 'broadcasts/saved', {
        oob: true,
        href: `/broadcasts/${before.id}`,
        conflict: { version: theirs.version, text: t(viewer.language, 'panel:broadcasts.conflict.text', { name, time }) },
      });
      return undefined;
    }
  }

  /** What keeps it from being rehearsed the page says by itself. */
  async function rehearse(res: Response, id: string): Promise<void> {
    try {
      await startRehearsal(id, { ...meansOf(options, res), ...doing(res) });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'broadcasts.has_problems') throw error;
    }
  }

  /** What changes on the page when something was kept. */
  async function answer(res: Response, { broadcast, unread, isOtherAudience }: Saved): Promise<void> {
    const [problems, rehearsal] = await Promise.all([problemsOf(broadcast, meansOf(options, res)), rehearsalOf(broadcast.id)]);
    const viewer = viewerOf(res);
    const step = presentStep(viewer, broadcast, { problems, unread, ...(rehearsal && { rehearsal }) });
    const shown = rehearsal && (await presentRehearsal(viewer, broadcast, rehearsal));
    if (isOtherAudience) res.set('HX-Trigger', 'audience-changed');
    const parts = answerSaved(viewer, broadcast, {
      problems,
      unread,
      step,
      saved: savedWords(res, viewer.now),
      rehearsal: shown,
      messengers: contentMessengers(options.messengers),
    });
    const texts = await Promise.all(parts.map(([partial, values]) => partAsText(res, partial, { ...values, oob: true })));
    res.type('html').send(texts.join('\n'));
  }

  function savedWords(res: Response, at: Date): string {
    const viewer = viewerOf(res);
    return t(viewer.language, 'panel:broadcasts.saved.at', { time: presentClock(viewer, at).words });
  }
}

interface Saved {
  broadcast: Broadcast;
  unread: DraftProblems;
  isOtherAudience: boolean;
}
