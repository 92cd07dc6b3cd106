import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { allSteps, countRuns, getAutomation, getRun, putIn, runsOf, takeOut } from '../../automations/index.ts';
import { getContacts } from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { findPeople } from '../card/find-people.ts';
import { maySeeContact, visibleContact } from '../card/may-see.ts';
import { presentPager } from '../present-pager.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { fieldsByPath } from '../segments/rule-form.ts';
import { type Viewer, viewerOf } from '../viewer.ts';
import { loadChoices } from './choices.ts';
import { type AutomationOptions, doing, idOf } from './means.ts';
import { presentLog, presentRun } from './present-run.ts';
import { stepWords } from './say-chain.ts';
import { words } from './words.ts';

const perPage = 50;
const states = ['waiting', 'done', 'left', 'failed'] as const;
const query = z.object({
  state: z.enum(['', ...states]).catch(''),
  step: z.string().max(40).catch(''),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  told: z.enum(['in', 'out']).optional().catch(undefined),
});

/** Who goes through an automation, what was done with each and what was not; putting in and taking out by hand. */
export function runsRoutes(options: AutomationOptions): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/automations/:id/runs', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const { state, step, page, told } = query.parse(req.query);
    const automation = await getAutomation(idOf(req));
    const around = await loadAround(viewer);
    const [{ runs, total }, counts] = await Promise.all([
      runsOf({ automation: automation.id, ...(state && { state }), ...(step && { step }) }, { page, perPage }),
      countRuns(automation.id),
    ]);
    const contacts = new Map((await getContacts([...new Set(runs.map(({ contact }) => contact))])).map(each => [each.id, each]));
    const all = allSteps(automation.steps);
    const steps = new Map(all.map(each => [each.id, each]));
    const href = `/automations/${automation.id}`;
    renderPage(res, 'automation-runs', {
      title: words(viewer, 'runs.title'),
      name: automation.name,
      href,
      canPutIn: automation.state === 'on',
      told: told && words(viewer, `runs.told.${told}`),
      states: ['', ...states].map(value => ({
        value,
        on: value === state,
        label:
          value === ''
            ? words(viewer, 'runs.all')
            : `${words(viewer, `runs.state.${value}`)} · ${counts[value as (typeof states)[number]]}`,
      })),
      steps: [
        { value: '', label: words(viewer, 'runs.anyStep'), on: step === '' },
        ...all.map(each => {
          const { title, about } = stepWords(viewer, each, around);
          return { value: each.id, label: about ? `${title} · ${about}` : title, on: each.id === step };
        }),
      ],
      rows: runs.map(run => presentRun(viewer, run, { ...around, steps, contact: contacts.get(run.contact) })),
      isNarrowed: state !== '' || step !== '',
      pager: presentPager(viewer, { path: `${href}/runs`, query: { state, step }, page, perPage, total }),
    });
  });

  router.get('/automations/:id/find', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const { find } = z.object({ find: z.string().trim().max(200).catch('') }).parse(req.query);
    renderPart(res, 'automations/found', {
      action: `/automations/${idOf(req)}/runs`,
      ...(await findPeople(viewer, staffOf(res), find)),
    });
  });

  router.post('/automations/:id/runs', mails, async (req, res) => {
    const { contact } = z.object({ contact: z.string().min(1).max(100) }).parse(req.body);
    const { id } = await visibleContact(viewerOf(res), contact);
    await putIn(idOf(req), id, doing(res, options));
    res.redirect(303, `/automations/${idOf(req)}/runs?told=in`);
  });

  router.get('/automations/:id/runs/:run', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const automation = await getAutomation(idOf(req), { evenRemoved: true });
    const [run, around] = await Promise.all([readRun(req, res), loadAround(viewer)]);
    const [contact] = await getContacts([run.contact]);
    const steps = new Map(allSteps(automation.steps).map(each => [each.id, each]));
    const shown = presentRun(viewer, run, { ...around, steps, contact });
    renderPage(res, 'automation-run', {
      title: shown.name,
      name: automation.name,
      href: `/automations/${automation.id}`,
      run: shown,
      log: presentLog(viewer, run, { ...around, steps }),
    });
  });

  router.post('/automations/:id/runs/:run/leave', mails, async (req, res) => {
    const run = await readRun(req, res);
    await takeOut(run.id, doing(res, options));
    res.redirect(303, `/automations/${idOf(req)}/runs/${run.id}`);
  });

  return router;
}

/** A run of this automation, of somebody whom the reader may see. */
async function readRun(req: Request, res: Response) {
  const run = await getRun(String(req.params.run));
  const [contact] = run ? await getContacts([run.contact]) : [];
  if (!run || run.automation !== idOf(req) || (contact && !maySeeContact(viewerOf(res), contact)))
    throw new AppError('automations.run_not_found', 'There is no such run.');
  return run;
}

async function loadAround(viewer: Viewer) {
  const [choices, fields] = await Promise.all([loadChoices(viewer), fieldsByPath(viewer)]);
  return { choices, fields };
}
