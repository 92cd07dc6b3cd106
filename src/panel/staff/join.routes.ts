import { type Response, Router } from 'express';
import { z } from 'zod';
import { AppError } from '../../lib/app-error.ts';
import { join, readLink, resetPassword } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { csrf } from '../csrf.ts';
import type { PanelOptions } from '../panel-options.ts';
import { renderPage } from '../render.ts';
import { beginSession } from '../sessions.ts';
import { viewerOf } from '../viewer.ts';
import { formFault, nameField, newPasswordField, passwordInput, refuseDifferent, wrongFields } from './form-faults.ts';

const params = z.object({ token: z.string().max(100) });
const joinForm = z.object({ name: nameField, password: newPasswordField, repeated: newPasswordField });
const resetForm = joinForm.omit({ name: true });

interface Said {
  typed?: { name?: string | undefined };
  wrong?: Record<string, true>;
  problem?: string;
  passwordProblem?: string;
}

/** What the links lead to that are handed out by hand: the way in for who is invited, a new password for who has lost theirs. */
export function joinRoutes({ clock }: Pick<PanelOptions, 'clock'>): Router {
  const router = Router();

  router.get('/join/:token', (req, res) => linkPage(res, 'invitation', params.parse(req.params).token));

  router.post('/join/:token', csrf, async (req, res) => {
    const { token } = params.parse(req.params);
    const form = joinForm.safeParse(req.body);
    const typed = z.object({ name: z.string() }).partial().catch({}).parse(req.body);
    if (!form.success) {
      res.status(422);
      return await linkPage(res, 'invitation', token, { typed, wrong: wrongFields(form.error) });
    }
    try {
      refuseDifferent(form.data.password, form.data.repeated);
      const staff = await join(token, form.data, clock.now());
      await beginSession(req, staff, clock.now());
      res.redirect(303, '/inbox');
    } catch (error) {
      await sayBeside(res, { kind: 'invitation', token, typed }, error);
    }
  });

  router.get('/reset/:token', (req, res) => linkPage(res, 'reset', params.parse(req.params).token));

  router.post('/reset/:token', csrf, async (req, res) => {
    const { token } = params.parse(req.params);
    try {
      const { password, repeated } = resetForm.parse(req.body);
      refuseDifferent(password, repeated);
      await resetPassword(token, password, clock.now());
      res.redirect(303, '/login?reset=1');
    } catch (error) {
      await sayBeside(res, { kind: 'reset', token }, error);
    }
  });

  async function sayBeside(res: Response, { kind, token, typed }: Asked, error: unknown): Promise<void> {
    const fault = formFault(viewerOf(res).language, error);
    res.status(422);
    await linkPage(res, kind, token, { ...(typed && { typed }), ...fault });
  }

  async function linkPage(res: Response, kind: Asked['kind'], token: string, said: Said = {}): Promise<void> {
    const link = await readLink(kind, token, clock.now());
    if (!link) throw new AppError('staff.link.gone', 'The link was used, taken back or has run out. Ask for a new one.');
    const isInvitation = kind === 'invitation';
    const title = t(viewerOf(res).language, `panel:join.${isInvitation ? 'title' : 'resetTitle'}`);
    renderPage(res, 'staff-link', {
      title,
      layout: 'plain',
      email: link.email,
      isInvitation,
      action: `/${isInvitation ? 'join' : 'reset'}/${encodeURIComponent(token)}`,
      input: passwordInput,
      ...said,
    });
  }

  return router;
}

interface Asked {
  kind: 'invitation' | 'reset';
  token: string;
  typed?: { name?: string | undefined };
}
