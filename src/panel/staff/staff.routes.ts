import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { invitations, invite, listRoles, listStaff, lockedStaff, renewInvitation, revokeInvitation } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import type { PanelOptions } from '../panel-options.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { saidBeside } from '../sign-in-limits.ts';
import { viewerOf } from '../viewer.ts';
import { emailField, wrongFields } from './form-faults.ts';
import { linkTo } from './link-to.ts';
import { presentInvitation, presentPerson, roleChoices } from './present-person.ts';

const inviteForm = z.object({ email: emailField, role: z.string().min(1).max(100) });
const typedForm = z.object({ email: z.string(), role: z.string() }).partial().catch({});
const idParams = z.object({ id: z.string().max(100) });

interface Said {
  /** The link that was just made: it is shown this once. */
  link?: { email: string; address: string };
  typed?: { email?: string | undefined; role?: string | undefined };
  wrong?: Record<string, true>;
  problem?: string;
  done?: string;
}

/** Who works here, and who is invited. */
export function staffRoutes({ clock, config }: Pick<PanelOptions, 'clock' | 'config'>): Router {
  const router = Router();
  const administers = requireRight('administer');
  const by = (res: Response) => ({ by: staffOf(res), now: clock.now() });
  const linkOf = (req: Request, token: string) => linkTo(req, config.publicUrl, `/join/${token}`);

  router.get('/settings/staff', administers, async (req, res) => {
    const { done } = z
      .object({ done: z.enum(['revoked']).optional() })
      .catch({})
      .parse(req.query);
    await staffPage(res, done ? { done: t(viewerOf(res).language, `panel:staff.done.${done}`) } : {});
  });

  router.post('/settings/staff', administers, async (req, res) => {
    const form = inviteForm.safeParse(req.body);
    const typed = typedForm.parse(req.body);
    if (!form.success) {
      res.status(422);
      return await staffPage(res, { typed, wrong: wrongFields(form.error) });
    }
    try {
      const token = await invite(form.data, by(res));
      await staffPage(res, { link: { email: form.data.email, address: linkOf(req, token) } });
    } catch (error) {
      res.status(422);
      await staffPage(res, { typed, problem: errorText(viewerOf(res).language, saidBeside(error)) });
    }
  });

  router.post('/settings/staff/invitations/:id/renew', administers, async (req, res) => {
    const { email, token } = await renewInvitation(idParams.parse(req.params).id, by(res));
    await staffPage(res, { link: { email, address: linkOf(req, token) } });
  });

  router.post('/settings/staff/invitations/:id/revoke', administers, async (req, res) => {
    await revokeInvitation(idParams.parse(req.params).id, by(res));
    res.redirect(303, '/settings/staff?done=revoked');
  });

  async function staffPage(res: Response, { typed, ...said }: Said): Promise<void> {
    const viewer = viewerOf(res);
    const [people, invited, sheets] = await Promise.all([listStaff(), invitations(), listRoles()]);
    const locked = await lockedStaff(people, clock.now());
    renderPage(res, 'staff', {
      title: t(viewer.language, 'panel:staff.title'),
      people: people.map(person => presentPerson(viewer, person, locked.get(person.id))),
      isAlone: people.length === 1 && invited.length === 0,
      invitations: invited.map(invitation => presentInvitation(viewer, invitation, sheets)),
      roles: roleChoices(viewer, sheets, typed?.role ?? 'manager'),
      typed,
      ...said,
    });
  }

  return router;
}
