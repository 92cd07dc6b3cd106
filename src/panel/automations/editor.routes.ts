import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import {
  type Automation,
  type AutomationInput,
  getAutomation,
  makeHook,
  problemsOf,
  removeAutomation,
  saveAutomation,
  switchOff,
  switchOn,
} from '../../automations/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { errorText } from '../errors.ts';
import { hiddenField, hiddenPlaces } from '../hidden-fields.ts';
import { noteAudit } from '../note-audit.ts';
import { partAsText, renderPage, renderPart } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { type ReadRule, readRule } from '../segments/rule-form.ts';
import { viewerOf } from '../viewer.ts';
import { loadChoices } from './choices.ts';
import { FormReader, type Problems } from './form-fields.ts';
import { inputOf } from './input-of.ts';
import { type AutomationOptions, doing, idOf } from './means.ts';
import { beginOf, chainOf, limitsOf, loadEditor, statusOf } from './present-editor.ts';
import { isTriggerKind, newTrigger, readTrigger, triggerFields } from './trigger-form.ts';
import { words } from './words.ts';

const versionForm = z.object({ version: z.coerce.number().int().min(0).optional().catch(undefined) });

/** What was typed, and a secret that is told this once. */
interface Typed {
  problems?: Problems;
  rule?: ReadRule;
  secret?: string;
}

/** The page of an automation: what begins it, what it does, when it lets go; its switch. */
export function editorRoutes(options: AutomationOptions): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/automations/:id', mails, async (req, res) => {
    const automation = await getAutomation(idOf(req));
    const loaded = await loadEditor(res, automation, options);
    const [begin, limits] = await Promise.all([beginOf(res, loaded), limitsOf(res, loaded)]);
    renderPage(res, 'automation', {
      title: automation.name,
      href: `/automations/${automation.id}`,
      status: statusOf(loaded),
      begin,
      chain: chainOf(loaded),
      limits,
      removeAsk: words(loaded.viewer, 'remove.ask', { name: automation.name }),
    });
  });

  router.get('/automations/:id/trigger', mails, async (req, res) => {
    const { trigger } = await getAutomation(idOf(req));
    const kind = String(req.query['trigger.kind'] ?? '');
    const shown = isTriggerKind(kind) && kind !== trigger.kind ? newTrigger(kind) : trigger;
    const viewer = viewerOf(res);
    renderPart(res, 'automations/trigger', {
      triggerFields: triggerFields(viewer, shown, { choices: await loadChoices(viewer) }),
    });
  });

  router.post('/automations/:id/begin', mails, async (req, res) => {
    const automation = await getAutomation(idOf(req));
    const viewer = viewerOf(res);
    const read = new FormReader(req.body, 'begin', viewer);
    const { trigger, problems } = readTrigger(req.body, viewer);
    const [isHidden] = await hiddenPlaces(viewer, trigger, automation.trigger);
    const rule = await readRule(req.body, 'condition', viewer);
    const name = read.text('name', 100);
    const after = read.text('afterDays');
    const afterDays = after === '' ? undefined : read.number('afterDays', { min: 1, max: 3650, otherwise: 1 });
    const kind =
      (['never', 'finished', 'always'] as const).find(each => each === read.text('reentry')) ?? automation.reentry.kind;
    const { condition: _condition, ...rest } = inputOf(automation);
    const wanted: AutomationInput = {
      ...rest,
      name: name || automation.name,
      trigger,
      reentry: { kind, ...(kind !== 'never' && afterDays !== undefined && { afterDays }) },
      ...(rule.rule && { condition: rule.rule }),
    };
    const wrong: Problems = {
      ...problems,
      ...read.problems,
      ...(isHidden && { field: errorText(viewer.language, hiddenField(isHidden)) }),
      ...(name === '' && { name: words(viewer, 'wrong.name') }),
    };
    const isWrong = Object.keys(wrong).length > 0 || rule.problems.length > 0 || rule.pressed !== undefined;
    const saved = isWrong ? undefined : await save(req, res, automation, wanted);
    const isCalled = saved?.trigger.kind === 'webhook' && !saved.hook;
    const made = isCalled ? await makeHook(saved.id, doing(res, options)) : undefined;
    await answer(res, 'begin', {
      automation: made?.automation ?? saved ?? { ...automation, ...wanted },
      ...(made && { secret: made.secret }),
      isSaved: saved !== undefined,
      problems: wrong,
      rule,
    });
  });

  router.post('/automations/:id/limits', mails, async (req, res) => {
    const automation = await getAutomation(idOf(req));
    const viewer = viewerOf(res);
    const read = new FormReader(req.body, 'hours', viewer);
    const rule = await readRule(req.body, 'exitWhen', viewer);
    const isOn = read.text('on') !== '';
    const days = [1, 2, 3, 4, 5, 6, 7].filter(day => read.many('days').includes(String(day)));
    const hours = {
      from: isOn ? read.time('from', '09:00') : '',
      until: isOn ? read.time('until', '20:00', { lastIs24: true }) : '',
      days,
    };
    const { exitWhen: _exit, hours: _hours, ...rest } = inputOf(automation);
    const wanted: AutomationInput = { ...rest, ...(rule.rule && { exitWhen: rule.rule }), ...(isOn && { hours }) };
    const isWrong = Object.keys(read.problems).length > 0 || rule.problems.length > 0 || rule.pressed !== undefined;
    const saved = isWrong ? undefined : await save(req, res, automation, wanted);
    await answer(res, 'limits', {
      automation: saved ?? { ...automation, ...wanted },
      isSaved: saved !== undefined,
      problems: read.problems,
      rule,
    });
  });

  router.post('/automations/:id/on', mails, async (req, res) => {
    const id = idOf(req);
    try {
      const { name } = await switchOn(id, doing(res, options));
      await noteAudit(res, 'automationSwitchedOn', name);
    } catch (error) {
      // The page itself says what is missing.
      if (!(error instanceof AppError) || error.code !== 'automations.problems') throw error;
    }
    res.redirect(303, `/automations/${id}#status`);
  });

  router.post('/automations/:id/off', mails, async (req, res) => {
    const { leave } = z.object({ leave: z.string().optional() }).parse(req.body);
    const { id, name } = await switchOff(idOf(req), { ...doing(res, options), leave: leave === 'yes' });
    await noteAudit(res, 'automationSwitchedOff', name);
    res.redirect(303, `/automations/${id}`);
  });

  router.post('/automations/:id/remove', mails, async (req, res) => {
    const { id, name } = await getAutomation(idOf(req));
    await removeAutomation(id, doing(res, options));
    await noteAudit(res, 'automationRemoved', name);
    res.redirect(303, '/automations');
  });

  router.post('/automations/:id/hook', mails, async (req, res) => {
    const { automation, secret } = await makeHook(idOf(req), doing(res, options));
    await answer(res, 'begin', { automation, secret, isSaved: true });
  });

  return router;

  /** Nothing where what is on could not work after the change: the form then says why. */
  async function save(
    req: Request,
    res: Response,
    { id, state, ...before }: Automation,
    wanted: AutomationInput,
  ): Promise<Automation | undefined> {
    const { version = before.version } = versionForm.parse(req.body);
    if (state === 'on' && (await problemsOf(wanted, doing(res, options))).length > 0) return undefined;
    return saveAutomation(wanted, { id, version, ...doing(res, options) });
  }

  async function answer(
    res: Response,
    part: 'begin' | 'limits',
    { automation, isSaved, ...typed }: { automation: Automation; isSaved: boolean } & Typed,
  ): Promise<void> {
    const loaded = await loadEditor(res, automation, options);
    const values = await (part === 'begin' ? beginOf(res, loaded, typed) : limitsOf(res, loaded, typed));
    const shown = { ...values, ...(isSaved ? { isSaved } : { notSaved: words(loaded.viewer, 'notSaved') }) };
    const status = isSaved ? [partAsText(res, 'automations/status', { ...statusOf(loaded), oob: true })] : [];
    res.type('html').send((await Promise.all([partAsText(res, `automations/${part}`, shown), ...status])).join('\n'));
  }
}
