import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import {
  cancel,
  chooseWinner,
  getBroadcast,
  pause,
  progressOf,
  removeSent,
  resume,
  sentChangeOf,
  setPace,
  stopSentChange,
  unschedule,
} from '../../broadcasts/index.ts';
import type { AuditEvent } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { noteAudit } from '../note-audit.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { doing } from './doing.ts';
import { idOf } from './id-of.ts';
import { type BroadcastOptions, meansOf } from './means.ts';
import { numberWords } from './numbers.ts';
import { presentSent } from './present-sent.ts';
import { loadStanding } from './show-running.ts';

const paceForm = z.object({ pace: z.string().trim().max(20).default('') });
const winnerForm = z.object({ variant: z.string().regex(/^[a-h]$/) });

/** A mailing that was let go: how it stands, and what is done to it. */
export function runningRoutes(options: BroadcastOptions): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/broadcasts/:id/standing', mails, async (req, res) => {
    const broadcast = await getBroadcast(idOf(req));
    // Another state is another page.
    if (broadcast.state !== req.query.state) return void res.set('HX-Refresh', 'true').status(204).end();
    renderPart(res, 'broadcasts/standing', await loadStanding(viewerOf(res), broadcast));
  });

  router.get('/broadcasts/:id/cancel-ask', mails, async (req, res) => {
    const broadcast = await getBroadcast(idOf(req));
    const viewer = viewerOf(res);
    const progress = broadcast.startedAt ? await progressOf(broadcast.id, viewer.now) : undefined;
    const text = (key: string, values = {}) => t(viewer.language, `panel:broadcasts.cancelAsk.${key}`, values);
    const words = progress
      ? text('words', {
          count: progress.left,
          left: numberWords(viewer, progress.left),
          sent: numberWords(viewer, progress.sent),
        })
      : text('notBegun');
    res.type('text').send(words);
  });

  router.post(
    '/broadcasts/:id/pause',
    mails,
    act((id, res) => pause(id, doing(res)), 'mailingPaused'),
  );
  router.post(
    '/broadcasts/:id/resume',
    mails,
    act((id, res) => resume(id, { ...meansOf(options, res), ...doing(res) }), 'mailingResumed'),
  );
  router.post(
    '/broadcasts/:id/cancel',
    mails,
    act((id, res) => cancel(id, doing(res)), 'mailingCancelled'),
  );
  router.post(
    '/broadcasts/:id/unschedule',
    mails,
    act((id, res) => unschedule(id, doing(res)), 'mailingUnscheduled'),
  );
  router.post(
    '/broadcasts/:id/pace',
    mails,
    act((id, res, body) => setPace(id, paceOf(paceForm.parse(body).pace), doing(res))),
  );
  router.post(
    '/broadcasts/:id/winner',
    mails,
    act((id, res, body) => chooseWinner(id, winnerForm.parse(body).variant, doing(res))),
  );
  router.post(
    '/broadcasts/:id/sent/remove',
    mails,
    act((id, res) => removeSent(id, { ...doing(res), name: staffOf(res).name }), 'mailingSentRemoved'),
  );

  router.post(
    '/broadcasts/:id/sent/stop',
    mails,
    act((id, res) => stopSentChange(id, doing(res))),
  );

  router.get('/broadcasts/:id/sent', mails, async (req, res) => {
    const { id } = await getBroadcast(idOf(req));
    renderPart(res, 'broadcasts/sent', {
      id,
      href: `/broadcasts/${id}`,
      sent: presentSent(viewerOf(res), await sentChangeOf(id)),
    });
  });

  return router;

  /** Does something to a mailing, keeps who did it where that matters later, and shows it. */
  function act(verb: (id: string, res: Response, body: unknown) => Promise<unknown>, what?: AuditEvent) {
    return async (req: Request, res: Response) => {
      const broadcast = await getBroadcast(idOf(req));
      await verb(broadcast.id, res, req.body);
      if (what) await noteAudit(res, what, broadcast.name);
      res.redirect(303, `/broadcasts/${broadcast.id}`);
    };
  }
}

/** Messages a second; nothing for as many as the messengers allow. What is no number is told as a pace that cannot be. */
function paceOf(typed: string): number | undefined {
  return typed === '' ? undefined : Number(typed.replace(',', '.'));
}
