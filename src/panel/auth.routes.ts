import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { audit, checkSecondFactor, createOwner, limitTries, needsOwner, type Staff, signIn } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { csrf } from './csrf.ts';
import { errorText } from './errors.ts';
import type { PanelOptions } from './panel-options.ts';
import { renderPage } from './render.ts';
import { beginSecondStep, beginSession, endSession, pendingStaff } from './sessions.ts';
import { firstVisitLimit, placeOf, refusalStatus, saidBeside } from './sign-in-limits.ts';
import { emailField, formFault, nameField, newPasswordField, passwordInput, wrongFields } from './staff/form-faults.ts';
import { viewerOf } from './viewer.ts';

const loginForm = z.object({ email: z.string().max(200), password: z.string().max(1000), next: z.string().optional() });
const codeForm = z.object({ code: z.string().max(100), next: z.string().optional() });
const nextQuery = z.object({ next: z.string(), ended: z.string(), reset: z.string() }).partial();
const setupForm = z.object({
  code: z.string().trim().min(1),
  name: nameField,
  email: emailField,
  password: newPasswordField,
});

/** Signing in, with the one-time code where there is one, signing out, and the first account of a fresh installation. */
export function authRoutes({ clock, vault }: Pick<PanelOptions, 'clock' | 'vault'>): Router {
  const router = Router();

  router.get('/login', async (req, res) => {
    if (viewerOf(res).staff) return res.redirect(303, '/inbox');
    if (await needsOwner()) return res.redirect(303, '/setup');
    const { next, ended, reset } = nextQuery.parse(req.query);
    loginPage(res, { next: ownPath(next), ended: ended !== undefined, reset: reset !== undefined });
  });

  router.post('/login', csrf, async (req, res) => {
    const form = loginForm.parse(req.body);
    const next = ownPath(form.next);
    try {
      const staff = await signIn(form, { ...from(req, clock.now()), place: placeOf(req.ip) });
      if (!staff) {
        res.status(401);
        return loginPage(res, { email: form.email, next, wrong: true });
      }
      if (!staff.secondFactorSince) return await enter(req, res, { staff, next, now: clock.now() });
      await beginSecondStep(req, staff, clock.now());
      res.redirect(303, next ? `/login/code?${new URLSearchParams({ next })}` : '/login/code');
    } catch (error) {
      const problem = saidBeside(error);
      res.status(refusalStatus(problem));
      loginPage(res, { email: form.email, next, problem: errorText(viewerOf(res).language, problem) });
    }
  });

  router.get('/login/code', (req, res) => {
    if (!pendingStaff(req, clock.now())) return res.redirect(303, '/login');
    codePage(res, { next: ownPath(nextQuery.parse(req.query).next) });
  });

  router.post('/login/code', csrf, async (req, res) => {
    const form = codeForm.parse(req.body);
    const next = ownPath(form.next);
    const pending = pendingStaff(req, clock.now());
    if (!pending) return res.redirect(303, '/login?ended=1');
    try {
      const staff = await checkSecondFactor(pending, form.code, { safe: vault, ...from(req, clock.now()) });
      if (staff) return await enter(req, res, { staff, next, now: clock.now() });
      res.status(401);
      codePage(res, { next, wrong: true });
    } catch (error) {
      const problem = saidBeside(error);
      res.status(refusalStatus(problem));
      codePage(res, { next, problem: errorText(viewerOf(res).language, problem) });
    }
  });

  router.post('/logout', csrf, async (req, res) => {
    const { staff } = viewerOf(res);
    if (staff) await audit({ ...place(req), at: clock.now(), what: 'signedOut', staff: staff.id, email: staff.email });
    await endSession(req);
    // Whoever sits down here next and goes back must not see what the browser kept of these pages.
    res.set('Clear-Site-Data', '"cache"').redirect(303, '/login');
  });

  router.get('/setup', async (_req, res) => {
    if (!(await needsOwner())) return res.redirect(303, '/login');
    setupPage(res, {});
  });

  router.post('/setup', csrf, async (req, res) => {
    const form = setupForm.safeParse(req.body);
    if (!form.success) {
      res.status(422);
      return setupPage(res, { values: req.body, wrong: wrongFields(form.error) });
    }
    try {
      const owner = await limitTries([firstVisitLimit(req.ip)], clock.now(), () => createOwner(form.data, clock.now()));
      if (owner) await beginSession(req, owner, clock.now());
      res.redirect(303, '/inbox');
    } catch (error) {
      res.status(saidBeside(error).code === 'staff.too_many' ? 429 : 422);
      setupPage(res, { values: form.data, ...formFault(viewerOf(res).language, error) });
    }
  });

  return router;
}

interface Entering {
  staff: Staff;
  next: string | undefined;
  now: Date;
}

async function enter(req: Request, res: Response, { staff, next, now }: Entering): Promise<void> {
  await beginSession(req, staff, now);
  res.redirect(303, next ?? '/inbox');
}

const place = (req: Request) => ({ ...(req.ip && { address: req.ip }) });
const from = (req: Request, now: Date) => ({ now, ...place(req) });

type Beside = { next?: string | undefined; wrong?: boolean; problem?: string };

function loginPage(res: Response, values: Beside & { email?: string; ended?: boolean; reset?: boolean }): void {
  renderPage(res, 'login', { title: t(viewerOf(res).language, 'panel:login.title'), ...values });
}

function codePage(res: Response, values: Beside): void {
  renderPage(res, 'login-code', { title: t(viewerOf(res).language, 'panel:login.codeTitle'), ...values });
}

function setupPage(
  res: Response,
  { values, ...said }: { values?: unknown; wrong?: Record<string, true>; problem?: string; passwordProblem?: string },
): void {
  const { name, email, code } = z
    .object({ name: z.string(), email: z.string(), code: z.string() })
    .partial()
    .catch({})
    .parse(values);
  const title = t(viewerOf(res).language, 'panel:setup.title');
  renderPage(res, 'setup', { title, name, email, code, ...said, input: passwordInput });
}

/** A path of ours, or nothing: a link to the sign-in page must not lead to somebody else's site. */
function ownPath(path: string | undefined): string | undefined {
  return path && /^\/(?![/\\])/.test(path) ? path : undefined;
}
