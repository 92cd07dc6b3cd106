import { z } from 'zod';
import { getContact, getContacts } from '../../../contacts/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import { type Rule, ruleSchema } from '../../../rules/index.ts';
import {
  addToList,
  checkRule,
  countAudience,
  countSegment,
  type Explanation,
  explainContact,
  getSegment,
  inSegment,
  listSegments,
  longestDescription,
  longestName,
  membersOf,
  needSegment,
  removeFromList,
  removeSegment,
  saveSegment,
  traitFields,
  usesOf,
} from '../../../segments/index.ts';
import { paging } from '../filters.ts';
import { isHidden, refuseHiddenFields } from '../hidden-fields.ts';
import { answerPage, pageOf } from '../lists.ts';
import { type Means, there } from '../means.ts';
import { noteAudit } from '../note-audit.ts';
import { type ApiRoute, defineRoute } from '../route.ts';
import { idParams } from '../shapes.ts';

const time = z.iso.datetime();
const anyRule = z
  .unknown()
  .describe(
    'A rule: {field, op, value}, or {all|any|none: [rules]}; {hidden: true} for a condition on a field that the key is not shown',
  );

const segmentShape = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string().exactOptional(),
    kind: z.enum(['rule', 'list']),
    rule: anyRule.optional(),
    createdAt: time,
    changedAt: time,
    version: z.int(),
    size: z
      .object({ count: z.number(), at: time })
      .exactOptional()
      .describe('How many there were when it was last counted; /segments/{id}/count counts now'),
  })
  .meta({ id: 'Segment' });

const rule = z.unknown().transform((given, context): Rule => {
  const read = ruleSchema.safeParse(given);
  if (read.success) return read.data;
  context.addIssue({ code: 'custom', message: 'This is no rule. Look at the description of rules.' });
  return z.NEVER;
});
const name = z.string().min(1).max(longestName);
const description = z.string().max(longestDescription);
const contacts = z.array(z.string().min(1).max(100)).max(1000);

const newSegment = z
  .strictObject({
    name,
    description: description.exactOptional(),
    kind: z.enum(['rule', 'list']).default('rule'),
    rule: rule.optional(),
  })
  .meta({ id: 'NewSegment' });
const segmentEdit = z
  .strictObject({
    name: name.exactOptional(),
    description: description.exactOptional(),
    rule: rule.optional(),
    version: z.int().exactOptional().describe('Only if it is still this version'),
  })
  .meta({ id: 'SegmentEdit' });

const explanation = z
  .object({ contact: z.string(), holds: z.boolean(), explanation: z.unknown() })
  .meta({ id: 'SegmentExplanation' });

/** Saved rules and lists of contacts. */
export function segmentRoutes({ config }: Means): ApiRoute[] {
  const { timeZone } = config;
  const read = async (id: string) => there(await getSegment(id), 'segments');

  return [
    defineRoute({
      id: 'segments.list',
      method: 'get',
      path: '/segments',
      scope: 'segments:read',
      summary: 'All segments, by their names',
      answer: z.object({ data: z.array(segmentShape) }),
      handler: async () => ({ data: await listSegments() }),
    }),
    defineRoute({
      id: 'segments.create',
      method: 'post',
      path: '/segments',
      scope: 'segments:write',
      summary: 'Makes a segment of a rule, or an empty list',
      body: newSegment,
      status: 201,
      answer: segmentShape,
      handler: async ({ body, key, now, set }) => {
        refuseHiddenFields(body.rule, key);
        const segment = await withFaults(() => saveSegment({ ...withoutUndefined(body), by: key.by.id, now }));
        set('location', `/api/v1/segments/${segment.id}`);
        return segment;
      },
    }),
    defineRoute({
      id: 'segments.fields',
      method: 'get',
      path: '/segments/fields',
      scope: 'segments:read',
      summary: 'What rules can ask of contacts: the paths, the operators that fit, the values to choose from',
      answer: z.object({
        data: z.array(
          z.object({
            path: z.string(),
            group: z.string(),
            label: z.object({ ru: z.string(), en: z.string() }),
            kind: z.string(),
            ops: z.array(z.string()),
            choices: z
              .array(z.object({ value: z.string(), label: z.object({ ru: z.string(), en: z.string() }) }))
              .exactOptional(),
          }),
        ),
      }),
      handler: async ({ key }) => ({ data: (await traitFields()).filter(({ path }) => !isHidden(path, key)) }),
    }),
    defineRoute({
      id: 'segments.countRule',
      method: 'post',
      path: '/segments/count',
      scope: 'segments:read',
      summary: 'On how many contacts a rule holds now, without keeping it',
      body: z.strictObject({ rule: rule.optional() }).meta({ id: 'RuleToCount' }),
      answer: z.object({ count: z.number() }),
      handler: async ({ body, key, now }) => {
        refuseHiddenFields(body.rule, key);
        if (body.rule) await refuseFaulty(body.rule);
        return { count: await countAudience(body.rule, { now, timeZone }) };
      },
    }),
    defineRoute({
      id: 'segments.get',
      method: 'get',
      path: '/segments/{id}',
      scope: 'segments:read',
      summary: 'A segment',
      params: idParams,
      answer: segmentShape,
      handler: ({ params }) => read(params.id),
    }),
    defineRoute({
      id: 'segments.update',
      method: 'patch',
      path: '/segments/{id}',
      scope: 'segments:write',
      summary: 'Changes a segment: what is not named stays',
      params: idParams,
      body: segmentEdit,
      answer: segmentShape,
      handler: async ({ params, body, key, now }) => {
        refuseHiddenFields(body.rule, key);
        const { id, kind, ...before } = await needSegment(params.id);
        const kept = {
          name: before.name,
          ...(before.description && { description: before.description }),
          ...(before.rule && { rule: before.rule }),
        };
        return withFaults(() => saveSegment({ ...kept, ...withoutUndefined(body), id, kind, by: key.by.id, now }));
      },
    }),
    defineRoute({
      id: 'segments.delete',
      method: 'delete',
      path: '/segments/{id}',
      scope: 'segments:write',
      summary: 'Deletes a segment that nothing uses',
      params: idParams,
      handler: async ({ params, key, now }) => {
        await removeSegment(params.id, key.by.id);
        await noteAudit({ key, now }, 'deleted', 'segments');
      },
    }),
    defineRoute({
      id: 'segments.count',
      method: 'get',
      path: '/segments/{id}/count',
      scope: 'segments:read',
      summary: 'How many contacts are in a segment now',
      params: idParams,
      answer: z.object({ count: z.number() }),
      handler: async ({ params, now }) => ({ count: await countSegment(params.id, { now, timeZone }) }),
    }),
    defineRoute({
      id: 'segments.uses',
      method: 'get',
      path: '/segments/{id}/uses',
      scope: 'segments:read',
      summary: 'What uses a segment, and keeps it from being deleted',
      params: idParams,
      answer: z.object({ data: z.array(z.object({ kind: z.string(), name: z.string() })) }),
      handler: async ({ params }) => {
        await read(params.id);
        return { data: await usesOf(params.id) };
      },
    }),
    defineRoute({
      id: 'segments.members',
      method: 'get',
      path: '/segments/{id}/members',
      scope: 'segments:read',
      summary: 'Who is in a segment now, by the ids of contacts',
      params: idParams,
      query: z.strictObject(paging),
      answer: pageOf(z.object({ id: z.string().describe('Of the contact') })),
      handler: call =>
        answerPage(call, async page => {
          const found = await membersOf(call.params.id, { ...page, now: call.now, timeZone });
          return { items: found.contacts.map(id => ({ id })), hasMore: found.hasMore };
        }),
    }),
    defineRoute({
      id: 'segments.changeMembers',
      method: 'post',
      path: '/segments/{id}/members',
      scope: 'segments:write',
      summary: 'Puts contacts on a list and takes others off it',
      params: idParams,
      body: z.strictObject({ add: contacts.exactOptional(), remove: contacts.exactOptional() }).meta({ id: 'ListEdit' }),
      answer: z.object({
        added: z.number(),
        removed: z.number(),
        unknown: z.array(z.string()).describe('There are no such contacts'),
      }),
      handler: async ({ params, body: { add = [], remove = [] }, key, now }) => {
        const by = { by: key.by.id, now, timeZone };
        const known = new Set((await getContacts(add)).filter(({ deletedAt }) => !deletedAt).map(({ id }) => id));
        const added = await addToList(params.id, [...known], by);
        const removed = await removeFromList(params.id, remove, by);
        return { added, removed, unknown: add.filter(id => !known.has(id)) };
      },
    }),
    defineRoute({
      id: 'segments.explain',
      method: 'get',
      path: '/segments/{id}/explain',
      scope: 'segments:read',
      summary: 'Why a contact is (not) in a segment: each condition with what is known of them',
      params: idParams,
      query: z.strictObject({ contact: z.string().min(1).max(100) }),
      answer: explanation,
      handler: async ({ params, query, now }) => {
        const { rule: own } = await read(params.id);
        there(await getContact(query.contact), 'contacts');
        const found: Explanation | undefined = await explainContact(query.contact, own ?? inSegment(params.id), {
          now,
          timeZone,
        });
        const explained = there(found, 'contacts');
        return { contact: query.contact, holds: explained.holds, explanation: explained };
      },
    }),
  ];
}

/** What is wrong with a rule stands in the answer's `errors`, each with the place in it. */
async function refuseFaulty(given: Rule): Promise<void> {
  const faults = await checkRule(given);
  if (faults.length > 0) throw ruleFaults(faults);
}

async function withFaults<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (error instanceof AppError && error.code === 'segments.bad_rule') throw ruleFaults(error.facts.faults);
    throw error;
  }
}

const faultsShape = z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), text: z.object({ en: z.string() }) }));

function ruleFaults(faults: unknown): AppError {
  const problems = faultsShape
    .parse(faults)
    .map(({ path, text }) => [['rule', ...path].join('.'), { message: text.en }] as const);
  return new AppError('segments.bad_rule', 'The rule asks for what cannot be asked: look at `errors`.', {
    problems: Object.fromEntries(problems),
  });
}

/** Where nothing was given nothing is named. */
function withoutUndefined<T extends { rule?: Rule | undefined }>({ rule: given, ...rest }: T) {
  return { ...rest, ...(given && { rule: given }) };
}
