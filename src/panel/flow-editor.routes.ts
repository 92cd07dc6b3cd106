import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { jsonSchema } from '../flow/index.ts';
import type { Authoring } from '../flows/index.ts';
import { knownCapabilities } from '../messages/index.ts';
import { sendingRules } from '../outbox/index.ts';
import { may } from '../staff/index.ts';
import { checkText } from './flow-editor/check-draft.ts';
import { hiddenInFlow } from './flow-editor/hidden-in-flow.ts';
import { holdConversation } from './flow-editor/hold-conversation.ts';
import { presentDifference, presentPublished } from './flow-editor/present-difference.ts';
import { presentDraft, presentEditor } from './flow-editor/present-editor.ts';
import { presentSimulation } from './flow-editor/present-simulation.ts';
import { reachOf } from './flow-editor/reach-of.ts';
import { simulationForm } from './flow-editor/simulation.ts';
import type { PanelOptions } from './panel-options.ts';
import { renderPage, renderPart } from './render.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

/** The largest flow is a million characters, of which each may take two bytes and some signs two characters in JSON. */
const body = express.json({ limit: '4mb' });
const yaml = z.string().max(1_000_000);
const flowId = z.object({ flow: z.string() });
const textForm = z.object({ yaml });
const saveForm = z.object({ yaml, version: z.int().min(0) });
const versionForm = z.object({ version: z.coerce.number().int().min(0) });
const publishForm = versionForm.extend({ over: z.string().max(100).default('') });

/** Writing a flow: the text, its diagram, a simulated chat, and publishing. Whoever may only look may also try. */
export function flowEditorRoutes({
  authoring,
  config,
  icon,
}: Pick<PanelOptions, 'config'> & { authoring: Authoring; icon: (name: string) => string }): Router {
  const router = Router();

  router.get('/flows/:flow/edit', async (req, res) => {
    const { flow } = flowId.parse(req.params);
    const [state, draft] = await Promise.all([authoring.getFlow(flow), authoring.getDraft(flow)]);
    renderPage(
      res,
      'flow-edit',
      presentEditor(viewerOf(res), { flow: state, draft, nonce: res.styleNonce, mayWrite: mayWrite(res) }),
    );
  });

  router.get('/flows/:flow/schema.json', (_req, res) => {
    res.set('Cache-Control', 'private, max-age=3600').json(jsonSchema());
  });

  router.get('/flows/:flow/draft', async (req, res) => {
    const { flow } = flowId.parse(req.params);
    res.json(presentDraft(viewerOf(res), await authoring.getDraft(flow)));
  });

  router.post('/flows/:flow/check', body, async (req, res) => {
    const { flow } = flowId.parse(req.params);
    const { yaml } = textForm.parse(req.body);
    res.json(await checkText(viewerOf(res), authoring, { flow, yaml, icon, reach: await reachOf(flow, viewerOf(res).now) }));
  });

  router.post('/flows/:flow/draft', requireRight('author'), body, async (req, res) => {
    const { flow, yaml, version } = saveForm.extend(flowId.shape).parse({ ...req.body, ...req.params });
    const saved = await authoring.saveDraft({ flow, yaml, version, by: authorOf(res) });
    if (saved.kind === 'conflict') res.status(409);
    res.json(presentDraft(viewerOf(res), saved.kind === 'saved' ? saved.draft : saved.theirs));
  });

  router.post('/flows/:flow/draft/drop', requireRight('author'), body, async (req, res) => {
    const { flow, version } = versionForm.extend(flowId.shape).parse({ ...req.body, ...req.params });
    const saved = await authoring.dropDraft({ flow, version, by: authorOf(res) });
    if (saved.kind === 'conflict') res.status(409);
    res.json(presentDraft(viewerOf(res), saved.kind === 'saved' ? saved.draft : saved.theirs));
  });

  router.post('/flows/:flow/simulate', body, async (req, res) => {
    const { flow } = flowId.parse(req.params);
    const { yaml, ...simulation } = simulationForm.parse(req.body);
    const viewer = viewerOf(res);
    const checked = await authoring.checkDraft(yaml, { flow, language: viewer.language });
    if (!checked.flow) return renderPart(res, 'flows/chat-wrong', {});
    const capabilities = knownCapabilities[simulation.messenger];
    const { quietHours } = await sendingRules();
    const around = { flow: checked.flow.id, library: checked.library, capabilities, quietHours, ...config };
    const held = holdConversation(simulation, around);
    const { messenger } = simulation;
    renderPart(res, 'flows/chat', presentSimulation(viewer, { held, flow: checked.flow, messenger, capabilities }));
  });

  router.get('/flows/:flow/publish', async (req, res) => {
    const { flow } = flowId.parse(req.params);
    const viewer = viewerOf(res);
    const draft = await authoring.getDraft(flow);
    const running = draft.over === undefined ? undefined : await authoring.revisionText(flow, draft.over);
    const { problems, warnings } = await authoring.checkDraft(draft.yaml, { flow, language: viewer.language });
    const hidden = await hiddenInFlow(viewer, authoring, flow, draft.yaml);
    const all = [...problems, ...hidden];
    renderPart(res, 'flows/difference', presentDifference(viewer, { draft, running, problems: all, warnings }));
  });

  router.post('/flows/:flow/publish', requireRight('author'), async (req, res) => {
    const { flow, version, over } = publishForm.extend(flowId.shape).parse({ ...req.body, ...req.params });
    const viewer = viewerOf(res);
    // What is published is the draft of this version; a later one is a conflict.
    const problems = await hiddenInFlow(viewer, authoring, flow, (await authoring.getDraft(flow)).yaml);
    if (problems.length > 0) return renderPart(res, 'flows/published', presentPublished(viewer, { kind: 'wrong', problems }));
    const { language } = viewer;
    const published = await authoring.publish({ flow, version, over: over || undefined, by: authorOf(res), language });
    renderPart(res, 'flows/published', presentPublished(viewer, published));
  });

  return router;
}

function authorOf(res: Response) {
  const { id, name } = staffOf(res);
  return { id, name };
}

const mayWrite = (res: Response): boolean => may(staffOf(res), 'author');
