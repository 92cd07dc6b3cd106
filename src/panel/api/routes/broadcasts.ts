import { z } from 'zod';
import {
  type Broadcast,
  type BroadcastPatch,
  broadcastSettings,
  broadcastStates,
  copyBroadcast,
  createDraft,
  estimate,
  getBroadcast,
  listBroadcasts,
  occurrencesOf,
  problemsOf,
  refuseWrongValues,
  rehearsalOf,
  rehearsedPeople,
  removeBroadcast,
  saveDraft,
  startRehearsal,
} from '../../../broadcasts/index.ts';
import { getContacts } from '../../../contacts/index.ts';
import type { ApiKey } from '../../../keys/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { messengerNames } from '../../../messages/index.ts';
import { attachFiles } from '../../content/index.ts';
import { namingsOf } from '../../hidden-fields.ts';
import { fieldsParam, paging } from '../filters.ts';
import { refuseHiddenFields } from '../hidden-fields.ts';
import { answerPage, byPages, pageOf } from '../lists.ts';
import type { Means } from '../means.ts';
import { noteAudit } from '../note-audit.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { idParams } from '../shapes.ts';
import { doingOf, meansOf, nothing } from './broadcast-means.ts';
import { broadcastShape, estimateShape, problemShape, rehearsalShape, rehearsedShape } from './broadcast-shapes.ts';
import { fileOwner } from './files.ts';

const settings = broadcastSettings.shape;
const spare = <T extends z.ZodType>(schema: T) => schema.nullable().exactOptional();
const edit = {
  name: settings.name.exactOptional(),
  advertising: settings.advertising.exactOptional(),
  topic: spare(settings.topic),
  audience: settings.audience.exactOptional(),
  content: settings.content.exactOptional(),
  schedule: settings.schedule.exactOptional(),
  parts: spare(settings.parts),
  pace: spare(settings.pace),
  test: spare(settings.test),
  control: spare(settings.control),
  stopAt: settings.stopAt.exactOptional(),
  utm: spare(settings.utm),
};
const newBroadcast = z.strictObject({ ...edit, name: settings.name }).meta({ id: 'NewBroadcast' });
const broadcastEdit = z
  .strictObject({ ...edit, version: z.int().describe('Only if it is still this version') })
  .meta({ id: 'BroadcastEdit' });

const peopleQuery = z.strictObject({
  ...paging,
  state: z.enum(['send', 'out', 'wait']).exactOptional().describe('Who gets it, who does not, who gets it later'),
  reason: z.string().max(200).exactOptional(),
  messenger: z.enum(messengerNames).exactOptional(),
});

/** Mailings as they are written and rehearsed. How they run is told by the routes of running, what came of them by those of reports. */
export function broadcastRoutes(means: Means): ApiRoute[] {
  const meansAt = meansOf(means);
  const doing = doingOf(means);

  return [
    defineRoute({
      id: 'broadcasts.list',
      method: 'get',
      path: '/broadcasts',
      scope: 'broadcasts:read',
      summary: 'Mailings, the newest first; occurrences of a repeated one by `parent`',
      query: z.strictObject({
        ...paging,
        state: z.enum(broadcastStates).exactOptional(),
        query: z.string().max(200).exactOptional().describe('A part of the name'),
        parent: z.string().max(100).exactOptional(),
        fields: fieldsParam(broadcastShape.shape).exactOptional(),
      }),
      answer: pageOf(broadcastShape.partial().required({ id: true })),
      handler: call => {
        const { state, query, parent } = call.query;
        return answerPage(
          call,
          byPages(async page => {
            const { broadcasts: items, total } =
              parent === undefined
                ? await listBroadcasts({ ...(state && { state }), ...(query && { query }) }, page)
                : await occurrencesOf(parent, page);
            return { items, total };
          }),
        );
      },
    }),
    defineRoute({
      id: 'broadcasts.create',
      method: 'post',
      path: '/broadcasts',
      scope: 'broadcasts:write',
      summary: 'Makes a draft: nothing goes out before it is rehearsed and scheduled',
      body: newBroadcast,
      status: 201,
      answer: broadcastShape,
      handler: async ({ body: { name, ...patch }, key, now, set }) => {
        refuseHiddenFields(patch, key);
        const whole = await withFiles(patch, { key });
        await refuseWrongValues(whole, meansAt(now));
        const { id, version } = await createDraft({ name, ...doing({ key, now }) });
        set('location', `/api/v1/broadcasts/${encodeURIComponent(id)}`);
        return saveDraft(id, whole, { version, ...doing({ key, now }) });
      },
    }),
    defineRoute({
      id: 'broadcasts.get',
      method: 'get',
      path: '/broadcasts/{id}',
      scope: 'broadcasts:read',
      summary: 'A mailing',
      params: idParams,
      answer: broadcastShape,
      handler: ({ params }) => getBroadcast(params.id),
    }),
    defineRoute({
      id: 'broadcasts.update',
      method: 'patch',
      path: '/broadcasts/{id}',
      scope: 'broadcasts:write',
      summary: 'Changes a draft: what is not named stays, null takes away; every change asks for another rehearsal',
      params: idParams,
      body: broadcastEdit,
      answer: broadcastShape,
      handler: async ({ params: { id }, body: { version, ...patch }, key, now }) => {
        refuseHiddenFields(patch, key);
        const before = await getBroadcast(id);
        const whole = await withFiles(patch, { key, before });
        await refuseWrongValues(whole, { before, ...meansAt(now) });
        return saveDraft(id, whole, { version, ...doing({ key, now }) });
      },
    }),
    defineRoute({
      id: 'broadcasts.delete',
      method: 'delete',
      path: '/broadcasts/{id}',
      scope: 'broadcasts:write',
      summary: 'Throws a draft away; what was sent stays',
      params: idParams,
      handler: async ({ params, key, now }) => {
        await removeBroadcast(params.id);
        await noteAudit({ key, now }, 'deleted', 'broadcasts');
      },
    }),
    defineRoute({
      id: 'broadcasts.copy',
      method: 'post',
      path: '/broadcasts/{id}/copy',
      scope: 'broadcasts:write',
      summary: 'Makes a draft with the same settings',
      params: idParams,
      body: z.strictObject({ name: settings.name.exactOptional() }),
      status: 201,
      answer: broadcastShape,
      handler: ({ params, body, key, now }) => copyBroadcast(params.id, { ...body, ...doing({ key, now }) }),
    }),
    defineRoute({
      id: 'broadcasts.problems',
      method: 'get',
      path: '/broadcasts/{id}/problems',
      scope: 'broadcasts:read',
      summary: 'What keeps a mailing from being rehearsed and sent, each with its field',
      params: idParams,
      answer: z.object({ data: z.array(problemShape) }),
      handler: async ({ params, now }) => ({ data: await problemsOf(await getBroadcast(params.id), meansAt(now)) }),
    }),
    defineRoute({
      id: 'broadcasts.estimate',
      method: 'get',
      path: '/broadcasts/{id}/estimate',
      scope: 'broadcasts:read',
      summary: 'How many an audience is, by the messenger that each gets it in',
      params: idParams,
      answer: estimateShape,
      handler: async ({ params, now }) => estimate((await getBroadcast(params.id)).audience, meansAt(now)),
    }),
    defineRoute({
      id: 'broadcasts.rehearse',
      method: 'post',
      path: '/broadcasts/{id}/rehearse',
      scope: 'broadcasts:write',
      summary: 'Begins a rehearsal, which sends nothing; look at `…/rehearsal` until its `state` is done',
      params: idParams,
      body: nothing.optional(),
      status: 202,
      answer: rehearsalShape,
      handler: ({ params, key, now }) => startRehearsal(params.id, doing({ key, now })),
    }),
    defineRoute({
      id: 'broadcasts.rehearsal',
      method: 'get',
      path: '/broadcasts/{id}/rehearsal',
      scope: 'broadcasts:read',
      summary: 'What the latest rehearsal found',
      params: idParams,
      answer: rehearsalShape,
      handler: async ({ params: { id }, key }) => {
        const { content, test } = await getBroadcast(id);
        const found = await rehearsalOf(id);
        if (!found) throw new AppError('rehearsals.not_found', 'This mailing was not rehearsed yet.', { broadcast: id });
        // Those words are filled from cards.
        return namingsOf([content, test], key.hidden).length > 0 ? { ...found, hardest: [] } : found;
      },
    }),
    defineRoute({
      id: 'broadcasts.rehearsedPeople',
      method: 'get',
      path: '/broadcasts/{id}/rehearsal/people',
      scope: 'broadcasts:read',
      summary: 'The people behind a number of the latest rehearsal',
      params: idParams,
      query: peopleQuery,
      answer: pageOf(rehearsedShape),
      handler: async call => {
        const { state, reason, messenger } = call.query;
        const filter = {
          ...(state && { state }),
          ...(reason !== undefined && { reason }),
          ...(messenger && { messenger }),
        };
        const { id } = await getBroadcast(call.params.id);
        return answerPage(
          call,
          byPages(async page => {
            const { people, total } = await rehearsedPeople(id, filter, page);
            const named = new Map((await getContacts(people.map(({ contact }) => contact))).map(each => [each.id, each.name]));
            return {
              items: people.map(person => ({ id: person.contact, ...person, ...nameOf(named.get(person.contact)) })),
              total,
            };
          }),
        );
      },
    }),
  ];
}

const nameOf = (name: string | undefined) => (name === undefined || name === '' ? {} : { name });

/** A program attaches what its person uploaded, or what is in the mailing already. */
async function withFiles(patch: BroadcastPatch, { key, before }: { key: ApiKey; before?: Broadcast }): Promise<BroadcastPatch> {
  const { content, test, ...rest } = patch;
  const staff = { id: fileOwner(key) };
  const known = (id: string) => (id === 'a' ? before?.content : before?.test?.variants.find(each => each.id === id)?.content);
  const attached = async (id: string, given: Broadcast['content']) => {
    const was = known(id);
    return attachFiles(given, { staff, ...(was && { known: was }) });
  };
  return {
    ...rest,
    ...(content && { content: await attached('a', content) }),
    ...(test !== undefined && {
      test: test && {
        ...test,
        variants: await Promise.all(
          test.variants.map(async each => ({ ...each, content: await attached(each.id, each.content) })),
        ),
      },
    }),
  };
}
