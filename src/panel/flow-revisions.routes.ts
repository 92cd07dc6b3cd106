import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { getContacts } from '../contacts/index.ts';
import { type Authoring, type MoveRow, moveOutcomes, type Published, type RevisionSummary } from '../flows/index.ts';
import { AppError } from '../lib/app-error.ts';
import { may } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { presentPublished } from './flow-editor/present-difference.ts';
import { presentDiff } from './present-diff.ts';
import { presentFlowHead } from './present-flow-head.ts';
import { presentMove, presentRehearsal, presentRevision, readTargets } from './present-revision.ts';
import { renderPage, renderPart } from './render.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { type Viewer, viewerOf } from './viewer.ts';

const flowId = z.object({ flow: z.string() });
const revisionId = flowId.extend({ number: z.coerce.number().int().min(1) });
const moveId = flowId.extend({ move: z.string() });
const compareQuery = z.object({ with: z.enum(['before', 'running']).catch('before') });
const overForm = z.object({ over: z.string().max(100) });
const peopleQuery = z.object({ state: z.enum(['planned', ...moveOutcomes]), after: z.string().max(200).optional() });
const perPage = 50;

/** What ran when, what changed, running it again, and moving the people who are in the middle. */
export function flowRevisionsRoutes({ authoring }: { authoring: Authoring }): Router {
  const router = Router();

  router.get('/flows/:flow/revisions', (req, res) => listPage(req, res));

  router.get('/flows/:flow/revisions/:number', async (req, res) => {
    const viewer = viewerOf(res);
    const { flow, revision, revisions, running } = await find(req);
    const query = compareQuery.parse(req.query);
    const before = revisions.find(({ number }) => number === revision.number - 1);
    const withRunning = query.with === 'running' && running && !revision.runs;
    const other = withRunning ? running : before;
    const [mine, others] = await Promise.all([textOf(flow.id, revision), other && textOf(flow.id, other)]);
    const path = `/flows/${flow.id}/revisions/${revision.number}`;
    renderPage(res, 'flow-revision', {
      title: flow.title,
      head: presentFlowHead(viewer, flow, 'revisions'),
      revision: presentRevision(viewer, flow, revision, { mayWrite: mayWrite(res) }),
      // Running it again goes from what runs to this; what it changed went from the one before to this.
      ...presentDiff(others ?? '', mine),
      isFirst: !other,
      compare: running && !revision.runs && { before: path, running: `${path}?with=running`, withRunning },
      over: running?.revision ?? '',
      mayRun: mayWrite(res) && !revision.runs && revision.revision !== running?.revision,
    });
  });

  router.get('/flows/:flow/revisions/:number/file', async (req, res) => {
    const { flow, revision } = await find(req);
    const { name, yaml } = await authoring.exportFlow({ flow: flow.id, revision: revision.revision });
    res.attachment(name).type('text/yaml').send(yaml);
  });

  router.post('/flows/:flow/revisions/:number/run', requireRight('author'), async (req, res) => {
    const { flow, revision } = await find(req);
    const { over } = overForm.parse(req.body);
    const { language } = viewerOf(res);
    const input = { flow: flow.id, revision: revision.revision, over: over || undefined, by: authorOf(res), language };
    const published = await authoring.rollBack(input);
    if (published.kind === 'published') return res.redirect(303, `/flows/${flow.id}/revisions?done=${published.number}`);
    res.status(published.kind === 'unchanged' ? 200 : 409);
    await listPage(req, res, published);
  });

  router.get('/flows/:flow/revisions/:number/move', async (req, res) => {
    const viewer = viewerOf(res);
    const { flow, revision, running } = await find(req);
    if (!running || running.revision === revision.revision) return res.redirect(303, `/flows/${flow.id}/revisions`);
    const targets = readTargets(req.query);
    const rehearsal = await authoring.rehearseMove({ flow: flow.id, from: revision.revision, to: running.revision, targets });
    const values = {
      path: `/flows/${flow.id}/revisions/${revision.number}/move`,
      to: running.revision,
      rehearsal: presentRehearsal(viewer, rehearsal),
      mayWrite: mayWrite(res),
    };
    if (req.get('hx-request')) return renderPart(res, 'flows/rehearsal', values);
    renderPage(res, 'flow-move', {
      title: flow.title,
      head: presentFlowHead(viewer, flow, 'revisions'),
      revision: presentRevision(viewer, flow, revision, { mayWrite: mayWrite(res) }),
      heading: t(viewer.language, 'panel:revisions.move.title', { from: revision.number, to: running.number }),
      ...values,
    });
  });

  router.post('/flows/:flow/revisions/:number/move', requireRight('author'), async (req, res) => {
    const { flow, revision } = await find(req);
    const { to } = z.object({ to: z.string().max(100) }).parse(req.body);
    const targets = readTargets(req.body);
    await authoring.beginMove({ flow: flow.id, from: revision.revision, to, targets, by: authorOf(res) });
    res.redirect(303, `/flows/${flow.id}/revisions`);
  });

  router.get('/flows/:flow/moves/:move/progress', async (req, res) => {
    const { flow, move: id } = moveId.parse(req.params);
    const [moves, revisions] = await Promise.all([authoring.movesOf(flow), authoring.revisionsOf(flow)]);
    const move = moves.find(each => each.id === id);
    if (!move) throw new AppError('panel.not_found', 'There is no such page.');
    const presented = presentMove(viewerOf(res), move, revisions, { mayWrite: mayWrite(res) });
    // The numbers below it are others now.
    if (!presented.goesOn) res.set('HX-Refresh', 'true');
    renderPart(res, 'flows/move', presented);
  });

  router.post('/flows/:flow/moves/:move/stop', requireRight('author'), async (req, res) => {
    const { flow, move } = moveId.parse(req.params);
    await authoring.stopMove({ flow, move, by: authorOf(res) });
    res.redirect(303, `/flows/${flow}/revisions`);
  });

  router.get('/flows/:flow/moves/:move', async (req, res) => {
    const viewer = viewerOf(res);
    const { flow: id, move } = moveId.parse(req.params);
    const { state, after } = peopleQuery.parse(req.query);
    const flow = await authoring.getFlow(id);
    const rows = await authoring.movedPeople({ move, state, limit: perPage, ...(after && { after }) });
    const contacts = await getContacts(rows.flatMap(({ contact }) => contact ?? []));
    const last = rows.length === perPage ? rows.at(-1) : undefined;
    renderPage(res, 'flow-moved', {
      title: flow.title,
      head: presentFlowHead(viewer, flow, 'revisions'),
      heading: t(viewer.language, `panel:revisions.move.outcome.${state}`),
      people: rows.map(row => presentMovedPerson(viewer, row, contacts)),
      ...(last && { next: `/flows/${id}/moves/${move}?${new URLSearchParams({ state, after: last.id })}` }),
    });
  });

  return router;

  async function listPage(req: Request, res: Response, published?: Published) {
    const viewer = viewerOf(res);
    const { flow: id } = flowId.parse(req.params);
    const [flow, revisions, moves] = await Promise.all([authoring.getFlow(id), authoring.revisionsOf(id), authoring.movesOf(id)]);
    const done = revisions.find(({ number, runs }) => runs && String(number) === req.query.done);
    renderPage(res, 'flow-revisions', {
      title: flow.title,
      head: presentFlowHead(viewer, flow, 'revisions'),
      revisions: revisions.map(each => presentRevision(viewer, flow, each, { mayWrite: mayWrite(res) })),
      moves: moves.map(move => presentMove(viewer, move, revisions, { mayWrite: mayWrite(res) })),
      fileDiffers: flow.fileDiffers && flow.revision !== undefined,
      file: flow.file,
      ...(done && { done: t(viewer.language, 'panel:revisions.done', { number: done.number }) }),
      ...(published && { published: presentPublished(viewer, published) }),
    });
  }

  /** The publication of an address. AppError `panel.not_found`. */
  async function find(req: Request) {
    const { flow: id, number } = revisionId.parse(req.params);
    const [flow, revisions] = await Promise.all([authoring.getFlow(id), authoring.revisionsOf(id)]);
    const revision = revisions.find(each => each.number === number);
    if (!revision) throw new AppError('panel.not_found', 'There is no such page.');
    return { flow, revision, revisions, running: revisions.find(({ runs }) => runs) };
  }

  function textOf(flow: string, { revision }: RevisionSummary): Promise<string> {
    return authoring.revisionText(flow, revision);
  }
}

function presentMovedPerson(
  { language }: Viewer,
  { contact: id, conversation, step, state, why }: MoveRow,
  contacts: Awaited<ReturnType<typeof getContacts>>,
) {
  const contact = contacts.find(each => each.id === id);
  return {
    name: contact?.name ?? contact?.firstName ?? conversation,
    href: `/inbox/${conversation}`,
    step,
    // What failed is told in the words of the error.
    why: why && state === 'stays' ? t(language, `panel:revisions.move.why.${why}`) : why,
  };
}

function authorOf(res: Response) {
  const { id, name } = staffOf(res);
  return { id, name };
}

const mayWrite = (res: Response): boolean => may(staffOf(res), 'author');
