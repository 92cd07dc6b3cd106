import { Router } from 'express';
import { z } from 'zod';
import { contactsBehind, funnelChoices, funnelNumbers, funnelOf } from '../analytics/index.ts';
import { getContacts } from '../contacts/index.ts';
import type { Authoring, FlowSummary, RevisionSummary } from '../flows/index.ts';
import { t } from '../texts/index.ts';
import { type DrawnStep, readSteps } from './flow-editor/read-steps.ts';
import { presentFilter } from './flow-funnel/present-filter.ts';
import { presentFunnel } from './flow-funnel/present-funnel.ts';
import { presentPerson } from './flow-funnel/present-people.ts';
import { funnelQuery, rangeParts, readRange } from './flow-funnel/read-range.ts';
import { plainWords } from './plain-words.ts';
import { presentFlowHead } from './present-flow-head.ts';
import { presentPager } from './present-pager.ts';
import { renderPage } from './render.ts';
import { viewerOf } from './viewer.ts';

const perPage = 50;
/** So many revisions are looked through for the words of questions that are gone. */
const mostEarlier = 10;
const flowId = z.object({ flow: z.string() });
const peopleQuery = funnelQuery.extend({
  step: z.string().max(100),
  what: z.enum(funnelNumbers),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});

/** How far people get in a flow, question by question, and who they are. */
export function flowFunnelRoutes({ authoring }: { authoring: Authoring }): Router {
  const router = Router();

  router.get('/flows/:flow', async (req, res) => {
    const { flow: id } = flowId.parse(req.params);
    const viewer = viewerOf(res);
    const query = funnelQuery.parse(req.query);
    const range = readRange(query, viewer.now, viewer.timeZone);
    const flow = await authoring.getFlow(id);
    const [counted, choices, revisions, steps] = await Promise.all([
      funnelOf({ flow: id, ...narrowed(query), from: range.from, to: range.to }),
      funnelChoices({ flow: id, from: range.from, to: range.to }),
      authoring.revisionsOf(id),
      stepsOf(flow),
    ]);
    renderPage(res, 'flow', {
      title: flow.title,
      head: presentFlowHead(viewer, flow, 'overview'),
      filter: presentFilter(viewer, { flow: id, query, range, choices, revisions }),
      funnel: presentFunnel(viewer, {
        flow: id,
        steps,
        earlier: counted.every(({ step }) => steps.some(({ id }) => id === step)) ? [] : await earlierSteps(flow, revisions),
        counted,
        parts: rangeParts(query, range),
      }),
    });
  });

  router.get('/flows/:flow/people', async (req, res) => {
    const { flow: id } = flowId.parse(req.params);
    const viewer = viewerOf(res);
    const { step, what, page, ...query } = peopleQuery.parse(req.query);
    const range = readRange(query, viewer.now, viewer.timeZone);
    const flow = await authoring.getFlow(id);
    const filter = { flow: id, ...narrowed(query), from: range.from, to: range.to, step, what };
    const [{ facts, total }, steps] = await Promise.all([contactsBehind({ ...filter, page, perPage }), stepsOf(flow)]);
    const contacts = new Map((await getContacts(facts.map(({ contact }) => contact))).map(contact => [contact.id, contact]));
    const isStep = ({ id: own }: DrawnStep) => own === step;
    const asked = steps.find(isStep) ?? (await earlierSteps(flow, await authoring.revisionsOf(id))).find(isStep);
    const parts = rangeParts(query, range);
    renderPage(res, 'flow-people', {
      title: t(viewer.language, `panel:funnel.columns.${what}`),
      question: plainWords(asked?.title ?? '') || step,
      count: t(viewer.language, 'panel:funnel.people', { count: total }),
      back: { href: `/flows/${id}?${new URLSearchParams(parts)}`, label: flow.title },
      people: facts.map(fact => presentPerson(viewer, fact, contacts.get(fact.contact))),
      pager: presentPager(viewer, { path: `/flows/${id}/people`, query: { step, what, ...parts }, page, perPage, total }),
    });
  });

  async function stepsOf({ id, revision }: FlowSummary): Promise<DrawnStep[]> {
    return revision === undefined ? [] : (readSteps(await authoring.revisionText(id, revision)) ?? []);
  }

  /** Of the latest revisions before the one that runs. */
  async function earlierSteps({ id, revision: present }: FlowSummary, revisions: RevisionSummary[]): Promise<DrawnStep[]> {
    const earlier = [...new Set(revisions.map(({ revision }) => revision))].filter(revision => revision !== present);
    const texts = await Promise.all(earlier.slice(0, mostEarlier).map(revision => authoring.revisionText(id, revision)));
    return texts.flatMap(text => readSteps(text) ?? []);
  }

  return router;
}

function narrowed({ source, revision }: { source: string; revision: string }) {
  return { ...(source && { source }), ...(revision && { revision }) };
}
