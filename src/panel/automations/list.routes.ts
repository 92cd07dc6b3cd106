import { Router } from 'express';
import { z } from 'zod';
import {
  type AutomationInput,
  listAutomations,
  numbersOf,
  problemsOf,
  saveAutomation,
  switchOff,
  switchOn,
  takeTemplate,
  templateIds,
  templates,
} from '../../automations/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { noteAudit } from '../note-audit.ts';
import { presentTime } from '../present-time.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { loadChoices } from './choices.ts';
import { type AutomationOptions, doing, idOf } from './means.ts';
import { triggerWords } from './say-chain.ts';
import { words } from './words.ts';

/** So far back go the numbers of the list. */
const days = 30;
const dayMs = 24 * 60 * 60_000;

/** The list of automations with their switches, and the ready ones. */
export function listRoutes(options: AutomationOptions): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/automations', mails, async (_req, res) => {
    const viewer = viewerOf(res);
    const [automations, choices, ready] = await Promise.all([listAutomations(), loadChoices(viewer), templates(viewer.language)]);
    const since = new Date(viewer.now.getTime() - days * dayMs);
    const numbers = await numbersOf(
      automations.map(({ id }) => id),
      since,
    );
    const means = doing(res, options);
    const rows = await Promise.all(
      automations.map(async automation => {
        const { id, name, state, trigger, trouble, changedAt } = automation;
        const { inside, done, failed } = numbers(id);
        const problems = state === 'on' ? await problemsOf(automation, means) : [];
        const href = `/automations/${id}`;
        return {
          id,
          name,
          href,
          when: triggerWords(viewer, trigger, choices),
          state: { words: words(viewer, `state.${state}`), colour: state === 'on' ? 'good' : state === 'off' ? 'wait' : '' },
          isOn: state === 'on',
          changed: presentTime(viewer, changedAt),
          inside: { words: words(viewer, 'list.inside', { count: inside }), href: `${href}/runs?state=waiting`, count: inside },
          done: { words: words(viewer, 'list.done', { count: done }), href: `${href}/runs?state=done`, count: done },
          ...(failed > 0 && {
            failed: { words: words(viewer, 'list.failed', { count: failed }), href: `${href}/runs?state=failed` },
          }),
          ...(trouble && { trouble: words(viewer, 'trouble') }),
          ...(problems.length > 0 && { problem: words(viewer, 'list.problems', { count: problems.length }) }),
        };
      }),
    );
    renderPage(res, 'automations', {
      title: words(viewer, 'title'),
      rows,
      ready: ready.map(({ id, name, about, automation }) => ({
        id,
        name,
        about,
        when: triggerWords(viewer, automation.trigger, choices),
      })),
    });
  });

  router.post('/automations', mails, async (req, res) => {
    const { template } = z.object({ template: z.enum(templateIds).optional() }).parse(req.body);
    const viewer = viewerOf(res);
    const { id: by, name } = staffOf(res);
    const { now, language } = viewer;
    const made = template
      ? await takeTemplate(template, { by: { id: by, name }, now, language, authoring: options.authoring })
      : await saveAutomation(empty(words(viewer, 'newName')), doing(res, options));
    res.redirect(303, `/automations/${made.id}`);
  });

  router.post('/automations/:id/switch', mails, async (req, res) => {
    const id = idOf(req);
    const { on } = z.object({ on: z.enum(['yes', 'no']) }).parse(req.body);
    try {
      const { name } = await (on === 'yes' ? switchOn : switchOff)(id, doing(res, options));
      await noteAudit(res, on === 'yes' ? 'automationSwitchedOn' : 'automationSwitchedOff', name);
      res.redirect(303, '/automations');
    } catch (error) {
      // Its own page says what is missing.
      if (!(error instanceof AppError) || error.code !== 'automations.problems') throw error;
      res.redirect(303, `/automations/${id}#status`);
    }
  });

  return router;
}

const empty = (name: string): AutomationInput => ({
  name,
  trigger: { kind: 'contactCreated' },
  reentry: { kind: 'finished' },
  steps: [],
});
