import { type Request, type Response, Router } from 'express';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import { signal } from '../../signals/index.ts';
import {
  audit,
  confirmSecondFactor,
  dropSecondFactor,
  endSessions,
  offeredSecondFactor,
  offerSecondFactor,
  recoveryCodesLeft,
  renewRecoveryCodes,
  sessionsOf,
} from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import type { PanelOptions } from '../panel-options.ts';
import { presentTime } from '../present-time.ts';
import { renderPage } from '../render.ts';
import { staffOf } from '../require-staff.ts';
import { saidBeside } from '../sign-in-limits.ts';
import { viewerOf } from '../viewer.ts';
import { presentSession } from './present-session.ts';

const codeForm = z.object({ code: z.string().max(100) });
const params = z.object({ session: z.string().max(100) });
const dones = ['secondFactorOff', 'ended', 'endedOthers'] as const;
const doneQuery = z.object({ done: z.enum(dones).optional() }).catch({});

interface Said {
  /** Readable this once. */
  codes?: string[];
  /** Beside which form the problem stands. */
  problem?: { confirm?: string; codes?: string; off?: string };
  done?: string;
}

/** How somebody signs in: the one-time codes, and where they are signed in now. */
export function securityRoutes({ clock, vault }: Pick<PanelOptions, 'clock' | 'vault'>): Router {
  const router = Router();
  const safely = () => ({ safe: vault, now: clock.now() });

  router.get('/settings/security', async (req, res) => {
    const { done } = doneQuery.parse(req.query);
    await securityPage(req, res, done ? { done: t(viewerOf(res).language, `panel:security.done.${done}`) } : {});
  });

  router.post('/settings/security/second-factor', async (_req, res) => {
    const staff = staffOf(res);
    if (!staff.secondFactorSince) await offerSecondFactor(staff, vault);
    res.redirect(303, '/settings/security#second-factor');
  });

  router.post('/settings/security/second-factor/confirm', async (req, res) => {
    const { code } = codeForm.parse(req.body);
    await beside(req, res, 'confirm', async () => ({ codes: await confirmSecondFactor(staffOf(res), code, safely()) }));
  });

  router.post('/settings/security/second-factor/codes', async (req, res) => {
    const { code } = codeForm.parse(req.body);
    await beside(req, res, 'codes', async () => ({ codes: await renewRecoveryCodes(staffOf(res), code, safely()) }));
  });

  router.post('/settings/security/second-factor/remove', async (req, res) => {
    const { code } = codeForm.parse(req.body);
    await beside(req, res, 'off', async () => {
      await dropSecondFactor(staffOf(res), code, safely());
      return undefined;
    });
  });

  router.post('/settings/security/sessions/end-others', async (req, res) => {
    const { key } = req.session;
    await end(res, key === undefined ? {} : { but: key });
    res.redirect(303, '/settings/security?done=endedOthers');
  });

  router.post('/settings/security/sessions/:session/end', async (req, res) => {
    await end(res, { only: params.parse(req.params).session });
    res.redirect(303, '/settings/security?done=ended');
  });

  async function end(res: Response, which: { only?: string; but?: string }): Promise<void> {
    const { id, email } = staffOf(res);
    const count = await endSessions(id, which);
    await audit({ at: clock.now(), what: 'sessionsEnded', staff: id, email, facts: { count } });
    signal({ topic: 'staff', about: id });
  }

  /** What went wrong is said at the form it was typed into. */
  async function beside(
    req: Request,
    res: Response,
    form: 'confirm' | 'codes' | 'off',
    run: () => Promise<{ codes: string[] } | undefined>,
  ): Promise<void> {
    try {
      const made = await run();
      if (!made) return res.redirect(303, '/settings/security?done=secondFactorOff');
      await securityPage(req, res, made);
    } catch (error) {
      const problem = saidBeside(error);
      res.status(problem.code === 'staff.too_many' ? 429 : 422);
      await securityPage(req, res, { problem: { [form]: errorText(viewerOf(res).language, problem) } });
    }
  }

  async function securityPage(req: Request, res: Response, { codes, ...said }: Said): Promise<void> {
    const viewer = { ...viewerOf(res), now: clock.now() };
    const staff = staffOf(res);
    const isOn = staff.secondFactorSince !== undefined || codes !== undefined;
    const [sessions, left, offer] = await Promise.all([
      sessionsOf(staff.id, viewer.now),
      isOn ? recoveryCodesLeft(staff.id) : 0,
      isOn ? undefined : offeredSecondFactor(staff, vault),
    ]);
    const since = staff.secondFactorSince ?? viewer.now;
    renderPage(res, 'security', {
      title: t(viewer.language, 'panel:security.title'),
      isOn,
      isOwed: staff.owesSecondFactor && !isOn,
      since: t(viewer.language, 'panel:security.onSince', { time: presentTime(viewer, since).words }),
      left: t(viewer.language, 'panel:security.codesLeft', { count: left }),
      codes,
      ...(offer && { offer: { secret: offer.secret, qr: svgAddress(offer.address) } }),
      sessionsPath: '/settings/security/sessions',
      sessions: sessions.map(session => presentSession(viewer, session, req.session.key)),
      hasOthers: sessions.some(({ id }) => id !== req.session.key),
      ...said,
    });
  }

  return router;
}

/** The picture lies in the page itself: a secret has no address of its own. */
function svgAddress(text: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(renderSVG(text, { border: 2 })).toString('base64')}`;
}
