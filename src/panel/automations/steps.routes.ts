import { randomBytes } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import {
  type Automation,
  type AutomationProblem,
  type AutomationStep,
  effectsOfEdit,
  getAutomation,
  problemsOf,
  saveAutomation,
} from '../../automations/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { contentMessengers } from '../content/index.ts';
import { partAsText } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { insertStep, moveStep, placeOf, readPlace, removeStep, replaceStep } from './edit-chain.ts';
import { inputOf } from './input-of.ts';
import { type AutomationOptions, doing, idOf } from './means.ts';
import type { Open } from './present-chain.ts';
import { chainOf, loadEditor, statusOf } from './present-editor.ts';
import { presentEffects } from './present-effects.ts';
import { presentForm } from './present-form.ts';
import { isStepKind, newStep, readStep, type StepKind, type StepReading } from './step-form.ts';

const openQuery = z.object({
  edit: z.string().max(40).optional().catch(undefined),
  add: z.string().max(60).optional().catch(undefined),
  kind: z.string().optional().catch(undefined),
  at: z.string().max(60).optional().catch(undefined),
});
const sureForm = z.object({
  version: z.coerce.number().int().min(0).optional().catch(undefined),
  sure: z.string().optional().catch(undefined),
  by: z.string().optional().catch(undefined),
});

/** The steps of an automation, each opened, changed, moved and taken away where it stands. */
export function stepsRoutes(options: AutomationOptions): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/automations/:id/chain', mails, async (req, res) => {
    const automation = await getAutomation(idOf(req));
    const { edit, add, kind, at } = openQuery.parse(req.query);
    if (add !== undefined) return show(res, automation, { picker: add });
    const isNew = isStepKind(kind) && at !== undefined && readPlace(at);
    if (isNew) return show(res, automation, { form: await emptyForm(res, automation, kind, at) });
    const found = edit === undefined ? undefined : placeOf(automation.steps, edit)?.step;
    if (!found) return show(res, automation);
    const problems = await ownProblems(res, automation, found);
    return show(res, automation, { form: await formOf(res, automation, { step: found, problems: {} }, { problems }) });
  });

  router.post('/automations/:id/steps', mails, async (req, res) => {
    const automation = await getAutomation(idOf(req));
    const { kind, at = '' } = openQuery.parse(req.query);
    const place = readPlace(at);
    if (!isStepKind(kind) || !place) throw new AppError('panel.bad_form', 'A step needs a kind and a place.');
    const read = await readStep(req.body, freshStep(kind), { viewer: viewerOf(res), staff: staffOf(res) });
    const steps = insertStep(automation.steps, place, read.step);
    await keepStep(req, res, { automation, steps, read, fresh: { kind, at } });
  });

  router.post('/automations/:id/steps/:step', mails, async (req, res) => {
    const automation = await getAutomation(idOf(req));
    const read = await readStep(req.body, needStep(req, automation), { viewer: viewerOf(res), staff: staffOf(res) });
    await keepStep(req, res, { automation, steps: replaceStep(automation.steps, read.step), read });
  });

  router.post('/automations/:id/steps/:step/move', mails, async (req, res) => {
    const automation = await getAutomation(idOf(req));
    const { id } = needStep(req, automation);
    const { by } = sureForm.parse(req.body);
    await keepOrder(req, res, { automation, step: id, steps: moveStep(automation.steps, id, by === 'up' ? -1 : 1) });
  });

  router.post('/automations/:id/steps/:step/remove', mails, async (req, res) => {
    const automation = await getAutomation(idOf(req));
    const { id } = needStep(req, automation);
    await keepOrder(req, res, { automation, step: id, steps: removeStep(automation.steps, id) });
  });

  return router;

  /** Keeps a step that was typed, or shows its form again with what is wrong, or with whom the edit meets. */
  async function keepStep(
    req: Request,
    res: Response,
    {
      automation,
      steps,
      read,
      fresh,
    }: { automation: Automation; steps: AutomationStep[]; read: StepReading; fresh?: { kind: StepKind; at: string } },
  ): Promise<void> {
    const again = async (more: object = {}, problems: AutomationProblem[] = []) =>
      show(res, automation, {
        form: { ...(await formOf(res, automation, read, { problems, ...(fresh && { fresh }) })), ...more },
      });
    const isUnread = Object.keys(read.problems).length > 0 || (read.rule && (read.rule.problems.length > 0 || read.rule.pressed));
    if (isUnread) return again();
    const problems = await ownProblems(res, { ...automation, steps }, read.step);
    if (automation.state === 'on' && problems.length > 0) return again({}, problems);
    const effects = await unsaidEffects(req, res, automation, steps);
    if (effects) return again({ effects });
    const saved = await save(req, res, automation, steps);
    // What is still missing is asked for at once.
    if (problems.length === 0) return show(res, saved);
    const kept = placeOf(saved.steps, read.step.id)?.step ?? read.step;
    return show(res, saved, { form: await formOf(res, saved, { step: kept, problems: {} }, { problems }) });
  }

  async function keepOrder(
    req: Request,
    res: Response,
    { automation, step, steps }: { automation: Automation; step: string; steps: AutomationStep[] },
  ): Promise<void> {
    const effects = await unsaidEffects(req, res, automation, steps);
    const { by } = sureForm.parse(req.body);
    if (effects) {
      const vals = JSON.stringify({ sure: String(automation.version), ...(by && { by }) });
      return show(res, automation, {
        ask: { at: step, effects, action: req.path, vals, cancel: `/automations/${automation.id}/chain` },
      });
    }
    return show(res, await save(req, res, automation, steps));
  }

  /** Whom the edit meets, unless there is nobody or it was said already. */
  async function unsaidEffects(req: Request, res: Response, automation: Automation, steps: AutomationStep[]) {
    if (automation.state === 'draft' || sureForm.parse(req.body).sure === String(automation.version)) return undefined;
    const effects = await effectsOfEdit(automation, { steps });
    if (effects.total === 0) return undefined;
    const around = await loadEditor(res, automation, options);
    return {
      ...presentEffects(viewerOf(res), effects, { before: automation, after: { steps }, around }),
      sure: automation.version,
    };
  }

  async function save(req: Request, res: Response, automation: Automation, steps: AutomationStep[]): Promise<Automation> {
    const { version = automation.version } = sureForm.parse(req.body);
    try {
      return await saveAutomation(inputOf({ ...automation, steps }), { id: automation.id, version, ...doing(res, options) });
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      throw new AppError('automations.bad_chain', 'The chain is too long, or its branches are too deep.');
    }
  }

  async function ownProblems(res: Response, automation: Automation, step: AutomationStep): Promise<AutomationProblem[]> {
    return (await problemsOf(automation, doing(res, options))).filter(problem => problem.step === step.id);
  }

  async function emptyForm(res: Response, automation: Automation, kind: StepKind, at: string) {
    return formOf(res, automation, { step: freshStep(kind), problems: {} }, { fresh: { kind, at } });
  }

  async function formOf(
    res: Response,
    automation: Automation,
    read: StepReading,
    { problems = [], fresh }: { problems?: AutomationProblem[]; fresh?: { kind: StepKind; at: string } },
  ) {
    const { choices } = await loadEditor(res, automation, options);
    const href = `/automations/${automation.id}`;
    const form = await presentForm(res, read.step, {
      choices,
      options,
      problems,
      unread: read.problems,
      ...(read.rule && { rule: read.rule }),
      action: fresh ? `${href}/steps?${new URLSearchParams(fresh)}` : `${href}/steps/${read.step.id}`,
      cancel: `${href}/chain`,
    });
    return { ...form, at: fresh ? fresh.at : read.step.id };
  }

  async function show(res: Response, automation: Automation, open: Open = {}): Promise<void> {
    const loaded = await loadEditor(res, automation, options);
    const parts = await Promise.all([
      partAsText(res, 'automations/chain', chainOf(loaded, open)),
      partAsText(res, 'automations/status', { ...statusOf(loaded), oob: true }),
    ]);
    res.type('html').send(parts.join('\n'));
  }

  function freshStep(kind: StepKind): AutomationStep {
    return newStep(kind, randomBytes(6).toString('hex'), contentMessengers(options.messengers));
  }
}

function needStep(req: Request, { id, steps }: Automation): AutomationStep {
  const found = placeOf(steps, String(req.params.step))?.step;
  if (!found) throw new AppError('automations.step_not_found', 'There is no such step any more.', { automation: id });
  return found;
}
