import { z } from 'zod';
import { getContact } from '../../../contacts/index.ts';
import { getDeal } from '../../../deals/index.ts';
import { staffNames } from '../../../staff/index.ts';
import {
  changeTask,
  createTask,
  finishTask,
  getTask,
  priorities,
  readTasks,
  reopenTask,
  restoreTask,
  trashTask,
} from '../../../tasks/index.ts';
import { type Filterable, fieldsParam, filterOf, paging, toWhere } from '../filters.ts';
import { answerPage, pageOf } from '../lists.ts';
import { type Means, moment, personOf, there, unknownReference } from '../means.ts';
import { noteAudit } from '../note-audit.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { idParams, taskShape } from '../shapes.ts';

const filterable: Filterable = {
  ...Object.fromEntries(
    ['title', 'state', 'due', 'assignee', 'contact', 'deal', 'priority', 'postponed', 'at', 'done.at', 'done.by'].map(name => [
      name,
      name,
    ]),
  ),
  id: '_id',
};

const whose = z.union([
  z.strictObject({ kind: z.enum(['owner', 'managers']) }),
  z.strictObject({ kind: z.literal('staff'), staff: z.string().min(1).max(100) }),
]);
const title = z.string().trim().min(1).max(300);
const remind = z
  .int()
  .min(0)
  .max(60 * 24 * 30);

const taskBody = z
  .strictObject({
    title,
    due: moment.exactOptional(),
    allDay: z.literal(true).exactOptional(),
    for: whose.exactOptional().describe('The contact’s owner unless told; anybody of the managers without a contact'),
    contact: z.string().max(100).exactOptional(),
    deal: z.string().max(100).exactOptional(),
    priority: z.enum(priorities).default('normal'),
    remind: z
      .union([remind, z.literal(false)])
      .exactOptional()
      .describe('Minutes before it is due; false: never'),
  })
  .meta({ id: 'NewTask' });

const taskEdit = z
  .strictObject({
    title: title.exactOptional(),
    due: moment.nullable().exactOptional(),
    allDay: z.boolean().exactOptional(),
    for: whose.exactOptional(),
    contact: z.string().max(100).nullable().exactOptional(),
    deal: z.string().max(100).nullable().exactOptional(),
    priority: z.enum(priorities).exactOptional(),
    remind: remind.nullable().exactOptional(),
    version: z.int().exactOptional().describe('Only if it is still this version'),
  })
  .meta({ id: 'TaskEdit' });

/** What is to be done. */
export function taskRoutes({ config }: Means): ApiRoute[] {
  const read = async (id: string) => there(await getTask(id), 'tasks');

  return [
    defineRoute({
      id: 'tasks.list',
      method: 'get',
      path: '/tasks',
      scope: 'tasks:read',
      summary: 'Tasks, by their ids; `state` is open or done',
      query: z.strictObject({
        ...paging,
        filter: filterOf(filterable).exactOptional(),
        fields: fieldsParam(taskShape.shape).exactOptional(),
      }),
      answer: pageOf(taskShape.partial().required({ id: true })),
      handler: call => {
        const where = toWhere(call.query.filter, filterable, { now: call.now, timeZone: config.timeZone });
        return answerPage(call, async page => {
          const { tasks, hasMore } = await readTasks({ where, ...page });
          return { items: tasks, hasMore };
        });
      },
    }),
    defineRoute({
      id: 'tasks.create',
      method: 'post',
      path: '/tasks',
      scope: 'tasks:write',
      summary: 'Makes a task',
      body: taskBody,
      status: 201,
      answer: taskShape,
      handler: async ({ body, key, now, writeKey, set }) => {
        const { for: to = body.contact ? { kind: 'owner' as const } : { kind: 'managers' as const }, ...rest } = body;
        const { owner } = await look(body, to);
        await createTask({ ...rest, for: to, ...(owner && { owner }), by: key.by.id, key: writeKey, now });
        set('location', `/api/v1/tasks/${encodeURIComponent(writeKey)}`);
        return read(writeKey);
      },
    }),
    defineRoute({
      id: 'tasks.get',
      method: 'get',
      path: '/tasks/{id}',
      scope: 'tasks:read',
      summary: 'A task, also one in the trash',
      params: idParams,
      answer: taskShape,
      handler: ({ params }) => read(params.id),
    }),
    defineRoute({
      id: 'tasks.update',
      method: 'patch',
      path: '/tasks/{id}',
      scope: 'tasks:write',
      summary: 'Changes a task: what is not named stays, null takes away',
      params: idParams,
      body: taskEdit,
      answer: taskShape,
      handler: async ({ params, body: { version, ...patch }, now }) => {
        const before = await read(params.id);
        const contact = patch.contact === undefined ? before.contact : (patch.contact ?? undefined);
        const { owner } = await look(
          { ...(contact && { contact }), ...(patch.deal && { deal: patch.deal }) },
          patch.for ?? before.for,
        );
        const change = { now, ...(version !== undefined && { version }) };
        return changeTask(params.id, { ...patch, ...(owner && { owner }) }, change);
      },
    }),
    defineRoute({
      id: 'tasks.finish',
      method: 'post',
      path: '/tasks/{id}/finish',
      scope: 'tasks:write',
      summary: 'Marks a task as done',
      params: idParams,
      body: z.strictObject({ result: z.string().max(2000).exactOptional() }),
      answer: taskShape,
      handler: ({ params, body, key, now }) => finishTask(params.id, { by: personOf(key).id, now, ...body }),
    }),
    defineRoute({
      id: 'tasks.reopen',
      method: 'post',
      path: '/tasks/{id}/reopen',
      scope: 'tasks:write',
      summary: 'Takes that back',
      params: idParams,
      answer: taskShape,
      handler: ({ params, now }) => reopenTask(params.id, { now }),
    }),
    defineRoute({
      id: 'tasks.delete',
      method: 'delete',
      path: '/tasks/{id}',
      scope: 'tasks:write',
      summary: 'Puts a task into the trash',
      params: idParams,
      handler: async ({ params, key, now }) => {
        await trashTask(params.id, { now });
        await noteAudit({ key, now }, 'deleted', 'tasks');
      },
    }),
    defineRoute({
      id: 'tasks.restore',
      method: 'post',
      path: '/tasks/{id}/restore',
      scope: 'tasks:write',
      summary: 'Brings a task back from the trash',
      params: idParams,
      answer: taskShape,
      handler: ({ params, now }) => restoreTask(params.id, { now }),
    }),
  ];
}

/** Whom and what a task names has to be there. Answers with who answers for its contact. */
async function look(
  { contact: id, deal }: { contact?: string; deal?: string },
  to: z.output<typeof whose>,
): Promise<{ owner?: string }> {
  const contact = id ? await getContact(id) : undefined;
  const unknown = [
    ...(id && (!contact || contact.deletedAt) ? ['contact'] : []),
    ...(deal && !(await getDeal(deal)) ? ['deal'] : []),
    ...(to.kind === 'staff' && !(await staffNames()).has(to.staff) ? ['for.staff'] : []),
  ];
  if (unknown.length > 0) throw unknownReference(...unknown);
  return contact?.owner ? { owner: contact.owner } : {};
}
