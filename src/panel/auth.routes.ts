import { Router } from 'express';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { audit, createOwner, needsOwner, signIn } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { csrf } from './csrf.ts';
import { errorText } from './errors.ts';
import { renderPage } from './render.ts';
import { beginSession, endSession } from './sessions.ts';
import { firstVisitLimit, signInLimits } from './sign-in-limits.ts';
import { viewerOf } from './viewer.ts';

const loginForm = z.object({ email: z.string().max(200), password: z.string().max(1000), next: z.string().optional() });
const setupForm = z.object({
  code: z.string().trim().min(1),
  name: z.string().trim().min(1).max(100),
  email: z.email().max(200),
  password: z.string().min(8).max(200),
});

/** Signing in, signing out, and the first account of a fresh installation. */
export function authRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();

  router.get('/login', async (req, res) => {
    if (viewerOf(res).staff) return res.redirect(303, '/inbox');
    if (await needsOwner()) return res.redirect(303, '/setup');
    const { next, ended } = z.object({ next: z.string().optional(), ended: z.string().optional() }).parse(req.query);
    loginPage(res, { next: ownPath(next), ended: ended !== undefined });
  });

  router.post('/login', csrf, ...signInLimits(), async (req, res) => {
    const form = loginForm.parse(req.body);
    const staff = await signIn(form, { now: clock.now(), ...(req.ip && { address: req.ip }) });
    if (!staff) {
      res.status(401);
      return loginPage(res, { email: form.email, next: ownPath(form.next), wrong: true });
    }
    await beginSession(req, staff, clock.now());
    res.redirect(303, ownPath(form.next) ?? '/inbox');
  });

  router.post('/logout', csrf, async (req, res) => {
    const { staff } = viewerOf(res);
    if (staff) await audit({ at: clock.now(), what: 'signedOut', staff: staff.id, email: staff.email });
    await endSession(req);
    res.redirect(303, '/login');
  });

  router.get('/setup', async (_req, res) => {
    if (!(await needsOwner())) return res.redirect(303, '/login');
    setupPage(res, {});
  });

  router.post('/setup', csrf, firstVisitLimit(), async (req, res) => {
    const form = setupForm.safeParse(req.body);
    if (!form.success) {
      res.status(422);
      return setupPage(res, { values: req.body, wrong: wrongFields(form.error) });
    }
    try {
      const owner = await createOwner(form.data, clock.now());
      await beginSession(req, owner, clock.now());
      res.redirect(303, '/inbox');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      res.status(422);
      setupPage(res, { values: form.data, problem: errorText(viewerOf(res).language, error) });
    }
  });

  return router;
}

type Page = Parameters<typeof renderPage>[0];

function loginPage(res: Page, values: { email?: string; next?: string | undefined; ended?: boolean; wrong?: boolean }): void {
  renderPage(res, 'login', { title: t(viewerOf(res).language, 'panel:login.title'), ...values });
}

function setupPage(
  res: Page,
  { values, wrong, problem }: { values?: unknown; wrong?: Record<string, true>; problem?: string },
): void {
  const { name, email, code } = z
    .object({ name: z.string(), email: z.string(), code: z.string() })
    .partial()
    .catch({})
    .parse(values);
  renderPage(res, 'setup', { title: t(viewerOf(res).language, 'panel:setup.title'), name, email, code, wrong, problem });
}

function wrongFields(error: z.ZodError): Record<string, true> {
  return Object.fromEntries(error.issues.map(issue => [issue.path.join('.'), true as const]));
}

/** A path of ours, or nothing: a link to the sign-in page must not lead to somebody else's site. */
function ownPath(path: string | undefined): string | undefined {
  return path && /^\/(?![/\\])/.test(path) ? path : undefined;
}
