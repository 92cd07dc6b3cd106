import { type Response, Router } from 'express';
import { z } from 'zod';
import { automationNames, getRun, listAutomations, putIn, runsOf, takeOut } from '../../automations/index.ts';
import type { Contact } from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { may } from '../../staff/index.ts';
import { visibleContact } from '../card/may-see.ts';
import { errorText } from '../errors.ts';
import { presentTime } from '../present-time.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { type AutomationOptions, doing } from './means.ts';
import { words } from './words.ts';

const shown = 5;
const form = z.object({
  automation: z.string().max(100).optional(),
  run: z.string().max(100).optional(),
});

/** In which automations a person is: a part of the card that comes after it. The whole log is in the card's stream. */
export function cardRoutes(options: AutomationOptions): Router {
  const router = Router();

  router.get('/contacts/:id/automations', async (req, res) => show(res, await visibleContact(viewerOf(res), req.params.id)));

  router.post('/contacts/:id/automations', requireRight('mail'), async (req, res) => {
    const contact = await visibleContact(viewerOf(res), String(req.params.id));
    const { automation, run } = form.parse(req.body);
    try {
      if (run) await leave(run, contact, res);
      else if (automation) await putIn(automation, contact.id, doing(res, options));
      await show(res, contact);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await show(res, contact, errorText(viewerOf(res).language, error));
    }
  });

  return router;

  async function leave(id: string, contact: Contact, res: Response): Promise<void> {
    const run = await getRun(id);
    if (run?.contact !== contact.id) throw new AppError('automations.run_not_found', 'There is no such run.');
    await takeOut(id, doing(res, options));
  }
}

async function show(res: Response, { id }: Contact, problem?: string): Promise<void> {
  const viewer = viewerOf(res);
  const canMail = may(staffOf(res), 'mail');
  const [{ runs, total }, others] = await Promise.all([
    runsOf({ contact: id }, { page: 1, perPage: shown }),
    canMail ? listAutomations() : [],
  ]);
  const names = await automationNames([...new Set(runs.map(({ automation }) => automation))]);
  renderPart(res, 'automations/card', {
    action: `/contacts/${id}/automations`,
    stream: `/contacts/${id}?only=automations`,
    canMail,
    problem,
    isMore: total > shown,
    runs: runs.map(run => ({
      id: run.id,
      name: names.get(run.automation) ?? '',
      state: words(viewer, `runs.state.${run.state}`),
      isWaiting: run.state === 'waiting',
      when: presentTime(viewer, run.endedAt ?? run.startedAt),
      ...(canMail && { href: `/automations/${run.automation}/runs/${run.id}` }),
    })),
    others: others.filter(({ state }) => state === 'on').map(({ id: value, name }) => ({ value, name })),
  });
}
