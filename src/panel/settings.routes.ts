import { type Response, Router } from 'express';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { signal } from '../signals/index.ts';
import { changePassword, changeProfile, type Staff, themes } from '../staff/index.ts';
import { languages, t } from '../texts/index.ts';
import { renderPage } from './render.ts';
import { staffOf } from './require-staff.ts';
import { beginSession } from './sessions.ts';
import { saidBeside } from './sign-in-limits.ts';
import { formFault, passwordInput } from './staff/form-faults.ts';
import { roleOf } from './staff/present-person.ts';
import { languageCookie, viewerOf } from './viewer.ts';

const profileForm = z.object({
  name: z.string().trim().min(1).max(100),
  language: z.enum(languages),
  theme: z.enum(themes),
  enterSends: z.enum(['yes', 'no']),
});
const passwordForm = z.object({ present: z.string().max(1000), next: z.string().max(1000), repeated: z.string().max(1000) });
const year = 365 * 24 * 60 * 60 * 1000;

/** A person's own settings. */
export function settingsRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();

  router.get('/settings', (req, res) => settingsPage(res, staffOf(res), { saved: req.query.saved !== undefined }));

  router.post('/settings', async (req, res) => {
    const { name, language, theme, enterSends } = profileForm.parse(req.body);
    await changeProfile(staffOf(res).id, { name, language, theme, enterSends: enterSends === 'yes' });
    rememberLanguage(res, language);
    res.redirect(303, '/settings?saved');
  });

  router.post('/settings/password', async (req, res) => {
    const { present, next, repeated } = passwordForm.parse(req.body);
    const staff = staffOf(res);
    try {
      if (next !== repeated) throw new AppError('staff.different_passwords', 'The two new passwords differ.');
      const now = clock.now();
      await changePassword(staff.id, { present, next }, now);
      signal({ topic: 'staff', about: staff.id });
      await beginSession(req, staff, now);
      res.redirect(303, '/settings?saved');
    } catch (error) {
      const { code } = saidBeside(error);
      res.status(code === 'staff.too_many' ? 429 : 422);
      settingsPage(res, staff, formFault(viewerOf(res).language, error));
    }
  });

  return router;
}

/** Whoever has no account yet keeps the language in a cookie, the others in the account as well. */
export function rememberLanguage(res: Response, language: string): void {
  res.cookie(languageCookie, language, { maxAge: year, sameSite: 'lax', httpOnly: true });
}

function settingsPage(
  res: Response,
  staff: Staff,
  values: { saved?: boolean; problem?: string; passwordProblem?: string },
): void {
  const { language } = viewerOf(res);
  const { theme, enterSends } = staff.preferences;
  renderPage(res, 'settings', {
    title: t(language, 'panel:settings.title'),
    profile: { name: staff.name, email: staff.email, role: roleOf({ language }, staff), enterSends },
    languages: languages.map(value => ({ value, label: t(language, `panel:language.${value}`), on: value === language })),
    themes: themes.map(value => ({
      value,
      label: t(language, `panel:theme.${value}`),
      icon: themeIcons[value],
      on: value === theme,
    })),
    input: passwordInput,
    ...values,
  });
}

const themeIcons = { auto: 'device-desktop', light: 'sun', dark: 'moon' } as const;
