import { z } from 'zod';
import {
  type Automation,
  type AutomationInput,
  type AutomationProblem,
  automationProblemText,
  automationSchema,
  getAutomation,
  isWrong,
  listAutomations,
  makeHook,
  problemsOf,
  removeAutomation,
  saveAutomation,
  switchOff,
  switchOn,
  takeTemplate,
  templateIds,
  templates,
} from '../../../automations/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { languages } from '../../../texts/index.ts';
import { linkTo } from '../../staff/link-to.ts';
import { refuseHiddenFields } from '../hidden-fields.ts';
import { type Means, personOf } from '../means.ts';
import { noteAudit } from '../note-audit.ts';
import { type ApiRoute, type Call, defineRoute } from '../route.ts';
import { idParams } from '../shapes.ts';

const time = z.iso.datetime();
const anything = z.unknown();
const language = z.enum(languages).default('ru').describe('Of its name; what it says to customers is there in both');

const automationShape = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(['draft', 'on', 'off']),
    trigger: anything.describe(
      '{kind, …}: contactCreated, message, flowFinished, tagAdded, date, webhook and others; of flowFinished: flow?, outcome? (finished unless told, stopped, declined, handoff, switched, expired, any)',
    ),
    condition: anything.optional().describe('A rule: who may begin'),
    exitWhen: anything.optional().describe('A rule that is asked before every step: on whom it holds leaves'),
    reentry: anything,
    hours: anything.optional(),
    steps: anything.describe('[{id, do, …}]: who stands on a step stays on it while its id does'),
    onSince: time.exactOptional(),
    template: z.string().exactOptional(),
    trouble: z.object({ why: z.string(), at: time, contact: z.string() }).exactOptional(),
    hookUrl: z
      .string()
      .exactOptional()
      .describe(
        'Of the trigger webhook: the address to be called, told in the answer that makes or exchanges it and never again',
      ),
    version: z.int(),
    createdAt: time,
    changedAt: time,
  })
  .meta({ id: 'Automation' });

const wishes = z
  .unknown()
  .describe('{name, trigger, condition?, exitWhen?, reentry, hours?, steps}')
  .meta({ id: 'AutomationInput' });
const edit = z
  .looseObject({ version: z.int().exactOptional().describe('Only if it is still this version') })
  .meta({ id: 'AutomationEdit' });

type Doing = Pick<Call<unknown, unknown, unknown>, 'key' | 'now' | 'req'>;

/** Chains: what begins them and what they do. Who goes through them is told by the routes of runs. */
export function automationRoutes({ config, authoring }: Means): ApiRoute[] {
  const allowPrivate = config.privateWebhooks ?? false;
  /** What can never work is refused as it comes; what is only missing yet is told by `problems`. */
  const refuseWrong = async (input: AutomationInput, named: readonly string[]) => {
    const wrong = (await problemsOf(input, { allowPrivate })).filter(each => named.includes(each.at) && isWrong(each));
    if (wrong.length > 0) throw withPlaces(wrong);
  };
  const exchanged = async (id: string, { key, now, req }: Doing) => {
    const { automation, secret } = await makeHook(id, { by: key.by.id, now });
    return { ...automation, hookUrl: linkTo(req, config.publicUrl, `/hooks/${id}/${secret}`) };
  };
  /** What another program is to call has an address as soon as it is so. */
  const withHook = (saved: Automation, doing: Doing) =>
    saved.trigger.kind === 'webhook' && !saved.hook ? exchanged(saved.id, doing) : saved;

  return [
    defineRoute({
      id: 'automations.list',
      method: 'get',
      path: '/automations',
      scope: 'automations:read',
      summary: 'All automations, the latest changed first',
      answer: z.object({ data: z.array(automationShape) }),
      handler: async () => ({ data: await listAutomations() }),
    }),
    defineRoute({
      id: 'automations.templates',
      method: 'get',
      path: '/automation-templates',
      scope: 'automations:read',
      summary: 'Ready automations, with what has to be chosen before each can be switched on',
      query: z.strictObject({ language }),
      answer: z.object({
        data: z.array(
          z.object({
            id: z.enum(templateIds),
            name: z.string(),
            about: z.string(),
            flows: z.array(z.string()).describe('Questionnaires that are published with it where they are not there yet'),
            choose: z.array(z.object({ at: z.enum(['trigger', 'steps']), step: z.string().exactOptional(), field: z.string() })),
          }),
        ),
      }),
      handler: async ({ query }) => ({
        data: (await templates(query.language)).map(({ flows, automation: _automation, ...about }) => ({
          ...about,
          flows: flows.map(({ id }) => id),
        })),
      }),
    }),
    defineRoute({
      id: 'automations.take',
      method: 'post',
      path: '/automation-templates/{id}/take',
      scope: 'automations:write',
      summary: 'Makes a draft of a ready automation',
      params: z.object({ id: z.enum(templateIds) }),
      body: z.strictObject({ language }),
      status: 201,
      answer: automationShape,
      handler: async ({ params, body, key, now, set }) => {
        const made = await takeTemplate(params.id, { by: personOf(key), now, language: body.language, authoring });
        set('location', `/api/v1/automations/${made.id}`);
        return made;
      },
    }),
    defineRoute({
      id: 'automations.create',
      tellsSecret: true,
      method: 'post',
      path: '/automations',
      scope: 'automations:write',
      summary: 'Makes an automation, which is a draft until it is switched on',
      body: wishes,
      status: 201,
      answer: automationShape,
      handler: async ({ body, key, now, req, set }) => {
        refuseHiddenFields(body, key);
        const input = inputFrom(body);
        await refuseWrong(input, Object.keys(input));
        const made = await withProblems(() => saveAutomation(input, { by: key.by.id, now, allowPrivate }));
        set('location', `/api/v1/automations/${made.id}`);
        return withHook(made, { key, now, req });
      },
    }),
    defineRoute({
      id: 'automations.get',
      method: 'get',
      path: '/automations/{id}',
      scope: 'automations:read',
      summary: 'An automation',
      params: idParams,
      answer: automationShape,
      handler: ({ params }) => getAutomation(params.id),
    }),
    defineRoute({
      id: 'automations.update',
      tellsSecret: true,
      method: 'patch',
      path: '/automations/{id}',
      scope: 'automations:write',
      summary: 'Changes an automation: what is not named stays, null takes condition, exitWhen or hours away',
      params: idParams,
      body: edit,
      answer: automationShape,
      handler: async ({ params, body: { version, ...patch }, key, now, req }) => {
        refuseHiddenFields(patch, key);
        const { name, trigger, condition, exitWhen, reentry, hours, steps } = await getAutomation(params.id);
        const before = { name, trigger, condition, exitWhen, reentry, hours, steps };
        const merged = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null && value !== undefined);
        const input = inputFrom(Object.fromEntries(merged));
        await refuseWrong(input, Object.keys(patch));
        const doing = { by: key.by.id, now, allowPrivate, ...(version !== undefined && { version }) };
        const saved = await withProblems(() => saveAutomation(input, { id: params.id, ...doing }));
        return withHook(saved, { key, now, req });
      },
    }),
    defineRoute({
      id: 'automations.hook',
      tellsSecret: true,
      method: 'post',
      path: '/automations/{id}/hook',
      scope: 'automations:write',
      summary: 'Exchanges the address that another program calls: the old one is worthless at once, the new one is `hookUrl`',
      params: idParams,
      answer: automationShape,
      handler: async ({ params, key, now, req }) => {
        const { trigger } = await getAutomation(params.id);
        if (trigger.kind !== 'webhook')
          throw new AppError(
            'automations.not_called',
            'No other program begins this automation. Give it the trigger webhook first.',
          );
        return exchanged(params.id, { key, now, req });
      },
    }),
    defineRoute({
      id: 'automations.delete',
      method: 'delete',
      path: '/automations/{id}',
      scope: 'automations:write',
      summary: 'Deletes an automation; who is in it leaves, and the logs stay',
      params: idParams,
      handler: async ({ params, key, now }) => {
        const { name } = await getAutomation(params.id);
        await removeAutomation(params.id, { by: key.by.id, now });
        await noteAudit({ key, now }, 'automationRemoved', name);
      },
    }),
    defineRoute({
      id: 'automations.problems',
      method: 'get',
      path: '/automations/{id}/problems',
      scope: 'automations:read',
      summary: 'What keeps an automation from being switched on, each thing with its place',
      params: idParams,
      answer: z.object({
        data: z.array(
          z.object({ at: z.string(), step: z.string().exactOptional(), field: z.string().exactOptional(), code: z.string() }),
        ),
      }),
      handler: async ({ params }) => ({ data: await problemsOf(await getAutomation(params.id), { allowPrivate }) }),
    }),
    defineRoute({
      id: 'automations.on',
      method: 'post',
      path: '/automations/{id}/on',
      scope: 'automations:write',
      summary: 'Switches an automation on: it begins for whom something happens from now on',
      params: idParams,
      answer: automationShape,
      handler: async ({ params, key, now }) => {
        const after = await withProblems(() => switchOn(params.id, { by: key.by.id, now, allowPrivate }));
        await noteAudit({ key, now }, 'automationSwitchedOn', after.name);
        return after;
      },
    }),
    defineRoute({
      id: 'automations.off',
      method: 'post',
      path: '/automations/{id}/off',
      scope: 'automations:write',
      summary: 'Switches an automation off: who is in it waits, or leaves',
      params: idParams,
      body: z.strictObject({ leave: z.boolean().default(false) }).meta({ id: 'AutomationOff' }),
      answer: automationShape,
      handler: async ({ params, body, key, now }) => {
        const after = await switchOff(params.id, { by: key.by.id, now, leave: body.leave });
        await noteAudit({ key, now }, 'automationSwitchedOff', after.name);
        return after;
      },
    }),
  ];
}

/** What is wrong with its shape stands in the answer's `errors`, each with its place. */
function inputFrom(given: unknown): AutomationInput {
  const read = automationSchema.safeParse(given);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => [path.join('.') || 'body', { message }] as const);
  throw new AppError('automations.bad_shape', 'This is no automation: look at `errors`.', {
    problems: Object.fromEntries(problems),
  });
}

const problemsOfError = z.array(z.custom<AutomationProblem>(value => typeof value === 'object' && value !== null));

async function withProblems<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'automations.problems') throw error;
    throw withPlaces(problemsOfError.parse(error.facts.problems));
  }
}

/** Each by its place: the code, so that programs can go by it, and what to do. */
function withPlaces(problems: readonly AutomationProblem[]): AppError {
  const told = problems.map(problem => {
    const { at, step, field, code } = problem;
    const message = `${code}: ${automationProblemText('en', problem)}`;
    return [[at, step, field].filter(Boolean).join('.'), { message }] as const;
  });
  return new AppError('automations.problems', 'This automation cannot work so: look at `errors`.', {
    problems: Object.fromEntries(told),
  });
}
