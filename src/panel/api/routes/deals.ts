import { z } from 'zod';
import { buttonsOf, createPresser } from '../../../buttons/index.ts';
import {
  createDeal,
  type DealField,
  type DealLine,
  type DealValue,
  editDeal,
  getDeal,
  getPipeline,
  listPipelines,
  moveTo,
  noteOnCards,
  type Pipeline,
  readDeals,
  restoreDeal,
  setLines,
  settleOrder,
  trashDeal,
  withValue,
} from '../../../deals/index.ts';
import { AppError } from '../../../lib/app-error.ts';
import type { Language } from '../../../texts/index.ts';
import { type Filterable, fieldsParam, filterOf, paging, toWhere } from '../filters.ts';
import { answerPage, pageOf } from '../lists.ts';
import { authorOf, languageFor, type Means, personOf, refuseUnknownContact, refuseUnknownPeople, there } from '../means.ts';
import { noteAudit } from '../note-audit.ts';
import { type ApiRoute, type Call, defineRoute } from '../route.ts';
import { dealShape, idParams, pipelineShape } from '../shapes.ts';

const plain = ['contact', 'contacts', 'pipeline', 'stage', 'stageAt', 'isOpen', 'title', 'amount', 'tags', 'expectedAt'];
const filterable: Filterable = {
  ...Object.fromEntries([...plain, 'owner', 'lostReason', 'nextAt', 'at', 'changedAt'].map(name => [name, name])),
  'source.link': 'source.link',
  id: '_id',
  'fields.*': 'fields',
};

const value = z.union([z.string().max(2000), z.number(), z.boolean()]);
const name = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^.$]+$/);
const lineShape = z.strictObject({
  product: z.string().max(100).exactOptional(),
  name: z.string().min(1).max(300),
  price: z.number().nonnegative().max(1e12),
  quantity: z.number().positive().max(1e9).default(1),
  discount: z.number().min(0).max(100).default(0).describe('Per cent'),
});
const editable = {
  title: z.string().trim().min(1).max(300),
  amount: z.number().nonnegative().max(1e12),
  owner: z.string().max(100),
  expectedAt: z.iso.date(),
  tags: z.array(z.string().min(1).max(100)).max(100),
  contacts: z.array(z.string().max(100)).max(50),
};
const fields = z.record(name, value).exactOptional();

const dealBody = z
  .strictObject({
    contact: z.string().min(1).max(100),
    pipeline: z.string().max(100).default('sales'),
    stage: z.string().max(100).exactOptional().describe('The first of the pipeline unless told'),
    ...z.object(editable).partial().required({ title: true }).shape,
    fields,
    lines: z.array(lineShape).max(200).exactOptional().describe('The amount is their sum'),
  })
  .meta({ id: 'NewDeal' });

const dealEdit = z
  .strictObject({
    title: editable.title.exactOptional(),
    amount: editable.amount.nullable().exactOptional(),
    owner: editable.owner.nullable().exactOptional(),
    expectedAt: editable.expectedAt.nullable().exactOptional(),
    tags: editable.tags.exactOptional(),
    contacts: editable.contacts.exactOptional(),
    fields: z.record(name, value.nullable()).exactOptional(),
    lines: z.array(lineShape).max(200).exactOptional().describe('The whole new list'),
  })
  .meta({ id: 'DealEdit' });

/** What a stage wants to be filled in before a deal comes to it. */
const filling = {
  values: z.record(z.string().max(100), value).exactOptional().describe('amount, expectedAt, owner, fields.<name>'),
  lostReason: z.string().max(500).exactOptional(),
};

/** Deals with their pipelines and buttons. */
export function dealRoutes({ desk, rules, config, clock }: Means): ApiRoute[] {
  const presser = createPresser({ desk, workingHours: () => rules.now().hours, timeZone: config.timeZone, clock });

  const read = async (id: string) => there(await getDeal(id), 'deals');
  const writing = ({ key, now, writeKey }: Pick<Call<0, 0, 0>, 'key' | 'now' | 'writeKey'>, part = '') => ({
    key: `${writeKey}${part}`,
    by: authorOf(key).deal,
    now,
  });

  async function settled(id: string, now: Date) {
    await settleOrder(id, now);
    return read(id);
  }

  return [
    defineRoute({
      id: 'deals.list',
      method: 'get',
      path: '/deals',
      scope: 'deals:read',
      summary: 'Deals, by their ids',
      query: z.strictObject({
        ...paging,
        filter: filterOf(filterable).exactOptional(),
        fields: fieldsParam(dealShape.shape).exactOptional(),
      }),
      answer: pageOf(dealShape.partial().required({ id: true })),
      handler: call => {
        const where = toWhere(call.query.filter, filterable, { now: call.now, timeZone: config.timeZone });
        return answerPage(call, async page => {
          const { deals, hasMore } = await readDeals({ where, ...page });
          return { items: deals, hasMore };
        });
      },
    }),
    defineRoute({
      id: 'deals.create',
      method: 'post',
      path: '/deals',
      scope: 'deals:write',
      right: 'create',
      summary: 'Makes a deal',
      body: dealBody,
      status: 201,
      answer: dealShape,
      handler: async call => {
        const { lines, stage, ...body } = call.body;
        await refuseUnknownContact(body.contact);
        await refuseUnknownPeople(body);
        const pipeline = await pipelineOf(body.pipeline);
        const first = stageIn(pipeline, stage ?? pipeline.stages[0]?.id ?? 'new');
        const { writeKey, now, key } = call;
        await noteOnCards([body.contact, ...(body.contacts ?? [])], { key: writeKey, by: authorOf(key).contact, now });
        const made = { ...defined(body), stage: first, ...(lines && { lines: keyed(lines, writeKey) }) };
        await createDeal({ ...made, key: writeKey, now, by: authorOf(key).deal });
        call.set('location', `/api/v1/deals/${encodeURIComponent(writeKey)}`);
        return settled(writeKey, now);
      },
    }),
    defineRoute({
      id: 'deals.get',
      method: 'get',
      path: '/deals/{id}',
      scope: 'deals:read',
      summary: 'A deal, also one in the trash',
      params: idParams,
      answer: dealShape,
      handler: ({ params }) => read(params.id),
    }),
    defineRoute({
      id: 'deals.update',
      method: 'patch',
      path: '/deals/{id}',
      scope: 'deals:write',
      summary: 'Changes a deal: what is not named stays, null takes away',
      params: idParams,
      body: dealEdit,
      answer: dealShape,
      handler: async call => {
        const { fields: own = {}, lines, ...rest } = call.body;
        const before = await read(call.params.id);
        await refuseUnknownPeople(rest, before.contacts);
        const edits: [DealField, DealValue | undefined][] = [
          ...Object.entries(rest).map(([field, given]) => [field as DealField, given ?? undefined] as [DealField, DealValue]),
          ...Object.entries(own).map(([field, given]) => [`fields.${field}`, given ?? undefined] as [DealField, DealValue]),
        ];
        // All of it can be kept, or nothing is.
        edits.reduce((deal, [field, given]) => withValue(deal, field, given), before);
        await noteOnCards(rest.contacts ?? [], { key: call.writeKey, by: authorOf(call.key).contact, now: call.now });
        for (const [field, given] of edits) await editDeal(call.params.id, { field, value: given }, writing(call, `:${field}`));
        if (lines) await setLines(call.params.id, { lines: keyed(lines, call.writeKey) }, writing(call, ':lines'));
        return settled(call.params.id, call.now);
      },
    }),
    defineRoute({
      id: 'deals.move',
      method: 'post',
      path: '/deals/{id}/move',
      scope: 'deals:write',
      summary: 'Moves a deal to another stage, with what that stage wants filled in',
      params: idParams,
      body: z.strictObject({
        stage: z.string().min(1).max(100),
        pipeline: z.string().max(100).exactOptional(),
        from: z.string().max(100).exactOptional().describe('Only if it still stands there'),
        ...filling,
      }),
      answer: dealShape,
      handler: async call => {
        await moveTo(call.params.id, defined(call.body), writing(call));
        return settled(call.params.id, call.now);
      },
    }),
    defineRoute({
      id: 'deals.press',
      method: 'post',
      path: '/deals/{id}/press',
      scope: 'deals:write',
      summary: 'Presses a button of the deal’s stage',
      params: idParams,
      body: z.strictObject({ button: z.string().min(1).max(100), ...filling }),
      answer: z.object({
        deal: dealShape,
        did: z.array(
          z.object({
            kind: z.string(),
            outcome: z.enum(['done', 'skipped']),
            words: z.string(),
            why: z.string().exactOptional(),
          }),
        ),
      }),
      handler: async ({ params, body, key, writeKey }) => {
        const by = { staff: personOf(key), language: await languageFor(key) };
        return presser.press({ deal: params.id, key: writeKey, ...by, ...defined(body) });
      },
    }),
    defineRoute({
      id: 'deals.delete',
      method: 'delete',
      path: '/deals/{id}',
      scope: 'deals:write',
      right: 'delete',
      summary: 'Puts a deal into the trash',
      params: idParams,
      handler: async call => {
        await trashDeal(call.params.id, writing(call));
        await settleOrder(call.params.id, call.now);
        await noteAudit(call, 'deleted', 'deals');
      },
    }),
    defineRoute({
      id: 'deals.restore',
      method: 'post',
      path: '/deals/{id}/restore',
      scope: 'deals:write',
      right: 'delete',
      summary: 'Brings a deal back from the trash',
      params: idParams,
      answer: dealShape,
      handler: async call => {
        await restoreDeal(call.params.id, writing(call));
        return settled(call.params.id, call.now);
      },
    }),
    defineRoute({
      id: 'pipelines.list',
      method: 'get',
      path: '/pipelines',
      scope: 'deals:read',
      summary: 'Pipelines with their stages and the buttons of each',
      answer: z.object({ data: z.array(pipelineShape) }),
      handler: async ({ key }) => {
        const language = await languageFor(key);
        return { data: await Promise.all((await listPipelines()).map(pipeline => withButtons(pipeline, language))) };
      },
    }),
  ];
}

async function pipelineOf(id: string): Promise<Pipeline> {
  const found = await getPipeline(id);
  if (found) return found;
  throw new AppError('deals.no_pipeline', 'There is no such pipeline.', { problems: { pipeline: { message: 'Unknown.' } } });
}

/** A stage that is there: a word misspelt by a program must not become a new one. */
function stageIn({ stages }: Pipeline, id: string): string {
  if (stages.some(stage => stage.id === id)) return id;
  throw new AppError('deals.no_stage', 'There is no such stage.', { problems: { stage: { message: 'Unknown.' } } });
}

async function withButtons(pipeline: Pipeline, language: Language) {
  const { buttons } = await buttonsOf(pipeline.id, language);
  const stages = pipeline.stages.map(stage => ({ ...stage, buttons: buttons.filter(button => button.stage === stage.id) }));
  return { ...pipeline, stages };
}

const keyed = (lines: z.output<typeof lineShape>[], key: string): DealLine[] =>
  lines.map((each, i) => ({ id: `${key}:${i}`, ...each }));

/** Without what was left out: our rooms tell an absent value from an undefined one. */
function defined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
