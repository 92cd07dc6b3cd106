import { z } from 'zod';
import { countRuns, getAutomation, getRun, putIn, runsOf, standing, takeOut } from '../../../automations/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { paging } from '../filters.ts';
import { answerPage, byPages, pageOf } from '../lists.ts';
import { there } from '../means.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { idParams } from '../shapes.ts';

const time = z.iso.datetime();
const states = ['waiting', 'done', 'left', 'failed'] as const;

const runShape = z
  .object({
    id: z.string(),
    automation: z.string(),
    contact: z.string(),
    state: z.enum(states),
    step: z.string().exactOptional(),
    wakeAt: time.exactOptional().describe('When it is looked at next'),
    startedAt: time,
    endedAt: time.exactOptional(),
    log: z.array(
      z.object({
        at: time,
        step: z.string().exactOptional(),
        what: z.string(),
        reason: z.string().exactOptional(),
        until: time.exactOptional(),
      }),
    ),
  })
  .meta({ id: 'AutomationRun' });

/** Who stands where in an automation, goes through it, is let in and taken out. */
export function automationRunRoutes(): ApiRoute[] {
  return [
    defineRoute({
      id: 'automations.standing',
      method: 'get',
      path: '/automations/{id}/standing',
      scope: 'automations:read',
      summary: 'How many stand on each step, and how many came through, left and failed',
      params: idParams,
      answer: z.object({
        steps: z.array(z.object({ step: z.string(), count: z.number() })),
        counts: z.object({ waiting: z.number(), done: z.number(), left: z.number(), failed: z.number() }),
      }),
      handler: async ({ params }) => {
        const automation = await getAutomation(params.id);
        const [steps, counts] = await Promise.all([standing(automation), countRuns(automation.id)]);
        return { steps, counts };
      },
    }),
    defineRoute({
      id: 'automations.runs',
      method: 'get',
      path: '/automations/{id}/runs',
      scope: 'automations:read',
      summary: 'Who goes through an automation, the latest begun first, with what was done and what was not and why',
      params: idParams,
      query: z.strictObject({
        ...paging,
        state: z.enum(states).exactOptional(),
        step: z.string().max(40).exactOptional(),
        contact: z.string().max(100).exactOptional(),
      }),
      answer: pageOf(runShape),
      handler: async call => {
        const { state, step, contact } = call.query;
        await getAutomation(call.params.id, { evenRemoved: true });
        const filter = {
          automation: call.params.id,
          ...(state && { state }),
          ...(step !== undefined && { step }),
          ...(contact !== undefined && { contact }),
        };
        // Many begin at the same moment, so that a moment is no place in the list.
        return answerPage(
          call,
          byPages(async page => {
            const { runs, total } = await runsOf(filter, page);
            return { items: runs, total };
          }),
        );
      },
    }),
    defineRoute({
      id: 'automations.start',
      method: 'post',
      path: '/automations/{id}/runs',
      scope: 'automations:write',
      summary: 'Lets a contact into an automation that is on; its condition is not asked',
      params: idParams,
      body: z.strictObject({ contact: z.string().min(1).max(100) }).meta({ id: 'AutomationStart' }),
      status: 201,
      answer: runShape,
      handler: ({ params, body, key, now }) => putIn(params.id, body.contact, { by: key.by.id, now }),
    }),
    defineRoute({
      id: 'automations.leave',
      method: 'post',
      path: '/automations/{id}/runs/{run}/leave',
      scope: 'automations:write',
      summary: 'Takes a contact out of an automation; what was planned is not sent',
      params: z.object({ id: z.string(), run: z.string() }),
      answer: runShape,
      handler: async ({ params, now }) => {
        const run = there(await getRun(params.run), 'automations');
        if (run.automation !== params.id) throw new AppError('automations.run_not_found', 'There is no such run.');
        return takeOut(run.id, { now });
      },
    }),
  ];
}
