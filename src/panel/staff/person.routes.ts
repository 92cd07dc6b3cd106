import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { listKeys } from '../../keys/index.ts';
import { signal } from '../../signals/index.ts';
import {
  activeStaff,
  audit,
  endSessions,
  getStaff,
  giveRole,
  listRoles,
  lockedStaff,
  mayGive,
  offerReset,
  refuseSuccessor,
  sessionsOf,
  subjectOf,
  switchOff,
  switchOn,
  takeSecondFactor,
  unlock,
} from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import type { PanelOptions } from '../panel-options.ts';
import { presentTime } from '../present-time.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { saidBeside } from '../sign-in-limits.ts';
import { viewerOf } from '../viewer.ts';
import { handOverAll, leftBehind } from './leaving.ts';
import { leavings } from './leavings.ts';
import { linkTo } from './link-to.ts';
import { presentPerson, roleChoices } from './present-person.ts';
import { presentSession } from './present-session.ts';

const dones = ['role', 'unlocked', 'secondFactor', 'sessions', 'off', 'on', 'handedOver'] as const;
type Done = (typeof dones)[number];
const doneQuery = z.object({ done: z.enum(dones).optional() }).catch({});
const personParams = z.object({ id: z.string().max(100) });
const sessionParams = personParams.extend({ session: z.string().max(100) });
const roleForm = z.object({ role: z.string().min(1).max(100) });
/** Nobody is a choice too: then the work lies where everybody finds it. */
const successorForm = z.object({ to: z.string().max(100).optional() });

/** Somebody's account, for whoever administers. */
export function personRoutes(options: Pick<PanelOptions, 'clock' | 'config' | 'dispatcher' | 'leaving'>): Router {
  const { clock, config, leaving = leavings(options.dispatcher) } = options;
  const router = Router();
  const administers = requireRight('administer');
  const by = (res: Response) => ({ by: staffOf(res), now: clock.now() });

  router.get('/settings/staff/:id', administers, async (req, res) => {
    const { done } = doneQuery.parse(req.query);
    await personPage(req, res, done ? { done: t(viewerOf(res).language, `panel:staff.done.${done}`) } : {});
  });

  /** Does what the form asks for and shows the page again, with what became of it. */
  const act = (path: string, done: Done, run: (id: string, req: Request, res: Response) => Promise<unknown>) =>
    router.post(`/settings/staff/:id/${path}`, administers, async (req, res) => {
      const { id } = personParams.parse(req.params);
      try {
        await run(id, req, res);
        // Their open pages look whether they still may.
        signal({ topic: 'staff', about: id });
        res.redirect(303, `/settings/staff/${encodeURIComponent(id)}?done=${done}`);
      } catch (error) {
        const problem = errorText(viewerOf(res).language, saidBeside(error));
        res.status(422);
        await personPage(req, res, { problem });
      }
    });

  act('role', 'role', (id, req, res) => giveRole(id, roleForm.parse(req.body).role, by(res)));
  act('unlock', 'unlocked', (id, _req, res) => unlock(id, by(res)));
  act('second-factor/remove', 'secondFactor', (id, _req, res) => takeSecondFactor(id, by(res)));
  act('on', 'on', (id, _req, res) => switchOn(id, by(res)));
  act('sessions/end', 'sessions', (id, _req, res) => endTheirs(id, res));
  act('off', 'off', async (id, req, res) => {
    const to = successorForm.parse(req.body).to || undefined;
    const subject = await switchOff(id, { ...by(res), ...(to && { to }) });
    await handOverAll(leaving, { from: subject, to, ...by(res) });
  });
  act('hand-over', 'handedOver', async (id, req, res) => {
    const to = successorForm.parse(req.body).to || undefined;
    const subject = await subjectOf(id, staffOf(res));
    if (to) await refuseSuccessor(id, to);
    await handOverAll(leaving, { from: subject, to, ...by(res) });
  });

  router.post('/settings/staff/:id/sessions/:session/end', administers, async (req, res) => {
    const { id, session } = sessionParams.parse(req.params);
    await endTheirs(id, res, session);
    res.redirect(303, `/settings/staff/${encodeURIComponent(id)}?done=sessions`);
  });

  router.post('/settings/staff/:id/reset', administers, async (req, res) => {
    const subject = await subjectOf(personParams.parse(req.params).id, staffOf(res));
    const token = await offerReset(subject, by(res));
    await personPage(req, res, { link: { email: subject.email, address: linkTo(req, config.publicUrl, `/reset/${token}`) } });
  });

  async function endTheirs(id: string, res: Response, only?: string): Promise<void> {
    await subjectOf(id, staffOf(res));
    const count = await endSessions(id, only === undefined ? {} : { only });
    const { by: staff, now } = by(res);
    await audit({ at: now, what: 'sessionsEnded', staff: staff.id, email: staff.email, subject: id, facts: { count } });
    signal({ topic: 'staff', about: id });
  }

  async function personPage(req: Request, res: Response, said: Record<string, unknown>): Promise<void> {
    const viewer = { ...viewerOf(res), now: clock.now() };
    const person = await getStaff(personParams.parse(req.params).id);
    if (!person) return void res.redirect(303, '/settings/staff');
    const [sheets, locked, sessions, active, left, keys] = await Promise.all([
      listRoles(),
      lockedStaff([person], viewer.now),
      sessionsOf(person.id, viewer.now),
      activeStaff(),
      leftBehind(leaving, person.id),
      listKeys(),
    ]);
    const me = staffOf(res);
    const theirKeys = keys.filter(key => key.by.id === person.id && !key.revoked && !(key.until && key.until <= viewer.now));
    const shown = presentPerson(viewer, person, locked.get(person.id));
    renderPage(res, 'staff-person', {
      title: person.name,
      person: shown,
      joined: presentTime(viewer, person.createdAt),
      mayManage: mayGive(me, person.rights),
      maySwitchOff: !shown.isSelf,
      isLocked: locked.has(person.id),
      roles: roleChoices(viewer, sheets, person.role),
      sessionsPath: `${shown.href}/sessions`,
      sessions: sessions.map(session => presentSession(viewer, session, req.session.key)),
      left: left.map(({ id, count }) => t(viewer.language, `panel:staff.leaving.${id}`, { count })),
      ...(theirKeys.length > 0 && {
        keysEnd: t(viewer.language, 'panel:staff.keysEnd', { names: theirKeys.map(({ name }) => name).join(', ') }),
      }),
      successors: active
        .filter(({ id }) => id !== person.id)
        .map(({ id, name }) => ({ value: id, label: name, on: id === me.id })),
      ...said,
    });
  }

  return router;
}
