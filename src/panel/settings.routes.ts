import { type Response, Router } from 'express';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import type { Clock } from '../lib/clock.ts';
import { changePassword, changeProfile, type Staff, themes } from '../staff/index.ts';
import { languages, t } from '../texts/index.ts';
import { errorText } from './errors.ts';
import { renderPage } from './render.ts';
import { staffOf } from './require-staff.ts';
import { beginSession } from './sessions.ts';
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
      await beginSession(req, staff, now);
      res.redirect(303, '/settings?saved');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      res.status(422);
      settingsPage(res, staff, { passwordProblem: errorText(viewerOf(res).language, error) });
    }
  });

  return router;
}

/** Whoever has no account yet keeps the language in a cookie, the others in the account as well. */
export function rememberLanguage(res: Response, language: string): void {
  res.cookie(languageCookie, language, { maxAge: year, sameSite: 'lax', httpOnly: true });
}

function settingsPage(res: Response, staff: Staff, values: { saved?: boolean; passwordProblem?: string }): void {
  const { language } = viewerOf(res);
  const { theme, enterSends } = staff.preferences;
  renderPage(res, 'settings', {
    title: t(language, 'panel:settings.title'),
    profile: { name: staff.name, email: staff.email, role: t(language, `panel:roles.${staff.role}`), enterSends },
    languages: languages.map(value => ({ value, label: t(language, `panel:language.${value}`), on: value === language })),
    themes: themes.map(value => ({
      value,
      label: t(language, `panel:theme.${value}`),
      icon: themeIcons[value],
      on: value === theme,
    })),
    ...values,
  });
}

const themeIcons = { auto: 'device-desktop', light: 'sun', dark: 'moon' } as const;
