import { type Response, Router } from 'express';
import { z } from 'zod';
import { getContact, getContacts } from '../../contacts/index.ts';
import { createDeal, everyDeal, getDeal, listPipelines, noteOnCards, type Pipeline, trashedDeals } from '../../deals/index.ts';
import { newId } from '../../lib/ids.ts';
import { audit, may, staffNames } from '../../staff/index.ts';
import { findVisible } from '../card/find-people.ts';
import { maySeeContact } from '../card/may-see.ts';
import { contactName } from '../present-contact.ts';
import { presentPersonal } from '../present-phone.ts';
import { presentTime } from '../present-time.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { writeOf } from './find-deal.ts';
import { presentBoard, presentList, presentMore } from './present-board.ts';
import { addressOf, type DealsQuery, dealsQuery, readFilter } from './read-filter.ts';
import { fieldName, pipelineName, placeOf, readAmount, stageChoices, stageIn, stageName, words } from './words.ts';

const mostTrashed = 200;
const moreQuery = z.object({ stage: z.string().max(200), after: z.string().max(300) });
const newForm = z.object({
  title: z.string().trim().max(300).default(''),
  amount: z.string().trim().max(40).default(''),
  contact: z.string().max(300).default(''),
  pipeline: z.string().max(200).default(''),
  stage: z.string().max(200).default(''),
  key: z
    .string()
    .regex(/^\w{8,40}$/)
    .default(() => newId()),
});

/** The board and the list of deals, a new one, the trash. */
export function boardRoutes(): Router {
  const router = Router();
  const creates = requireRight('create');

  router.get('/deals', async (req, res) => {
    const query = dealsQuery.parse(req.query);
    const page = await present(res, query);
    if (req.get('hx-request')) return renderPart(res, `deals/${query.view}`, page);
    renderPage(res, 'deals', { ...page, title: words(viewerOf(res), 'title') });
  });

  router.get('/deals/column', async (req, res) => {
    const query = dealsQuery.parse(req.query);
    const { stage, after } = moreQuery.parse(req.query);
    const last = await getDeal(after);
    const pipeline = await pipelineOf(query);
    const filter = await readFilter(viewerOf(res), query, pipeline);
    if (!last) return void res.send('');
    renderPart(res, 'deals/cards', {
      ...(await presentMore(viewerOf(res), { pipeline, query, filter }, { stage, after: last })),
      canWrite: may(staffOf(res), 'write'),
    });
  });

  router.get('/deals/people', async (req, res) => {
    const { q, name } = z
      .object({ q: z.string().trim().max(200).catch(''), name: z.enum(['contact', 'add']).catch('contact') })
      .parse(req.query);
    const contacts = await findVisible(staffOf(res), q);
    const people = contacts.map(contact => ({ id: contact.id, name: contactName(viewerOf(res), contact), city: contact.city }));
    renderPart(res, 'deals/people', { people, q, name });
  });

  router.get('/deals/new', creates, async (req, res) => {
    await newPage(res, newForm.parse(req.query), {});
  });

  router.post('/deals', creates, async (req, res) => {
    const form = newForm.parse(req.body);
    const viewer = viewerOf(res);
    const known = form.contact ? await getContact(form.contact) : undefined;
    const contact = known && maySeeContact(viewer, known) ? known : undefined;
    const amount = form.amount ? readAmount(form.amount) : undefined;
    const problems = {
      ...(!form.title && { title: words(viewer, 'form.noTitle') }),
      ...(!contact && { contact: words(viewer, 'form.noContact') }),
      ...(form.amount && amount === undefined && { amount: words(viewer, 'form.badAmount') }),
    };
    const { pipeline, stage } = await placeFor(form);
    if (!contact || !stage || Object.keys(problems).length > 0) {
      res.status(422);
      return newPage(res, form, problems);
    }
    const { by, now } = writeOf(res);
    await noteOnCards([contact.id], { key: form.key, by, now });
    await createDeal({
      key: form.key,
      contact: contact.id,
      pipeline: pipeline.id,
      stage: stage.id,
      title: form.title,
      ...(amount !== undefined && { amount }),
      owner: staffOf(res).id,
      by,
      now,
    });
    res.redirect(303, `/deals/${form.key}`);
  });

  router.get('/deals/export', requireRight('export'), async (req, res) => {
    const query = dealsQuery.parse(req.query);
    const viewer = viewerOf(res);
    const pipeline = await pipelineOf(query);
    const filter = await readFilter(viewer, query, pipeline);
    const names = await staffNames();
    res.set({ 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="deals.csv"' });
    const heads = ['title', 'amount', 'stage', 'contact', 'owner', 'at', 'stageAt', 'expectedAt', 'tags'];
    let count = 0;
    try {
      // Excel takes the text for UTF-8 by this mark alone.
      res.write(`\ufeff${row(heads.map(head => fieldName(viewer, head)))}`);
      for await (const deals of stretches(everyDeal(filter, { order: query.order, up: query.up === '1' }), 500)) {
        const people = new Map((await getContacts(deals.map(({ contact }) => contact))).map(contact => [contact.id, contact]));
        const lines = deals.map(deal => {
          const contact = people.get(deal.contact);
          return row([
            presentPersonal(viewer, deal.title),
            deal.amount?.toFixed(2) ?? '',
            stageName(viewer, stageIn(pipeline, deal.stage)),
            contact ? contactName(viewer, contact) : '',
            (deal.owner && names.get(deal.owner)) ?? '',
            deal.at.toISOString().slice(0, 10),
            deal.stageAt?.toISOString().slice(0, 10) ?? '',
            deal.expectedAt ?? '',
            presentPersonal(viewer, deal.tags?.join(', ') ?? ''),
          ]);
        });
        count += deals.length;
        if (!res.write(lines.join(''))) await new Promise(done => res.once('drain', done).once('close', done));
        if (res.destroyed) return;
      }
    } finally {
      // Whoever closed the download has still taken what came until then.
      const { id: staff, email } = staffOf(res);
      await audit({ at: viewer.now, what: 'exported', staff, email, facts: { part: 'deals', count } });
    }
    res.end();
  });

  router.get('/deals/trash', requireRight('delete'), async (_req, res) => {
    const viewer = viewerOf(res);
    const staff = staffOf(res);
    const found = await trashedDeals({ limit: mostTrashed, ...(!may(staff, 'seeAll') && { onlyOf: staff.id }) });
    const deals = found.map(({ id, title, deletedAt }) => ({
      id,
      title: presentPersonal(viewer, title),
      href: `/deals/${id}`,
      when: deletedAt && presentTime(viewer, deletedAt),
    }));
    renderPage(res, 'deals-trash', { title: words(viewer, 'trash'), deals });
  });

  return router;
}

async function pipelineOf({ pipeline }: Pick<DealsQuery, 'pipeline'>): Promise<Pipeline> {
  const all = await listPipelines();
  const found = all.find(({ id }) => id === pipeline) ?? all[0];
  if (!found) throw new Error('There is no pipeline at all.');
  return found;
}

/** Where a new deal comes to: what was chosen, else where the pipeline begins. */
async function placeFor(form: z.infer<typeof newForm>) {
  const chosen = placeOf(await listPipelines(), form.stage, form.pipeline);
  const pipeline = await pipelineOf(chosen);
  const stage = pipeline.stages.find(({ id }) => id === chosen.stage) ?? pipeline.stages.find(({ kind }) => kind === 'open');
  return { pipeline, stage };
}

async function present(res: Response, query: DealsQuery) {
  const viewer = viewerOf(res);
  const staff = staffOf(res);
  const [pipelines, pipeline, names] = await Promise.all([listPipelines(), pipelineOf(query), staffNames()]);
  const filter = await readFilter(viewer, query, pipeline);
  const isBoard = query.view === 'board';
  const shown = await (isBoard ? presentBoard : presentList)(viewer, { pipeline, query, filter });
  const { owner, tag, source, from, until, q, without } = query;
  return {
    ...shown,
    query: { ...query, pipeline: pipeline.id },
    isBoard,
    isNarrowed: [tag, source, from, until, without].some(Boolean),
    isFiltered: [owner, tag, source, from, until, q, without].some(Boolean),
    canWrite: may(staff, 'write'),
    canCreate: may(staff, 'create'),
    canExport: may(staff, 'export'),
    canDelete: may(staff, 'delete'),
    pipelines: pipelines.map(known => ({ id: known.id, name: pipelineName(viewer, known), on: known.id === pipeline.id })),
    onePipeline: pipelines.length === 1,
    owners: [...names].map(([id, name]) => ({ id, name, on: id === owner })),
    isNobody: owner === 'nobody',
    self: addressOf(query, query.page > 1 ? { page: String(query.page) } : {}),
    reset: addressOf(dealsQuery.parse({ view: query.view, pipeline: query.pipeline })),
    asBoard: addressOf(query, { view: 'board' }),
    asList: addressOf(query, { view: 'list' }),
    asFile: addressOf(query, {}, '/deals/export'),
    create: `/deals/new?pipeline=${encodeURIComponent(pipeline.id)}`,
  };
}

async function newPage(res: Response, form: z.infer<typeof newForm>, problems: Record<string, string>) {
  const viewer = viewerOf(res);
  const [pipelines, contact, { pipeline, stage }] = await Promise.all([
    listPipelines(),
    form.contact ? getContact(form.contact) : undefined,
    placeFor(form),
  ]);
  renderPage(res, 'deal-new', {
    title: words(viewer, 'new'),
    form,
    problems,
    contact: contact && maySeeContact(viewer, contact) && { id: contact.id, name: contactName(viewer, contact) },
    pipeline: pipeline.id,
    stages: stageChoices(viewer, pipelines, { pipeline: pipeline.id, stage: stage?.id }),
  });
}

/** One line of the file. What a table program would take for a formula becomes plain text (OWASP, CSV injection). */
function row(cells: string[]): string {
  return `${cells.map(cell => `"${(/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`).join(';')}\r\n`;
}

async function* stretches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let stretch: T[] = [];
  for await (const item of items) {
    stretch.push(item);
    if (stretch.length < size) continue;
    yield stretch;
    stretch = [];
  }
  if (stretch.length > 0) yield stretch;
}
