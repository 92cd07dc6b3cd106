import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Authoring, Dialogues } from '../flows/index.ts';
import { may } from '../staff/index.ts';
import { t } from '../texts/index.ts';
import { presentDialogues, presentHeld } from './present-dialogues.ts';
import { presentDiff } from './present-diff.ts';
import { presentFlowHead } from './present-flow-head.ts';
import { renderPage } from './render.ts';
import { requireRight, staffOf } from './require-staff.ts';
import { viewerOf } from './viewer.ts';

const flowId = z.object({ flow: z.string() });
const withQuery = z.object({ with: z.enum(['running', 'draft']).optional().catch(undefined) });
const form = z.object({
  yaml: z.string().max(500_000),
  version: z.coerce.number().int().min(0),
  with: z.enum(['running', 'draft']).catch('running'),
  what: z.enum(['hold', 'publish', 'drop']).catch('hold'),
});

/** What stands above the dialogues after something was done. */
interface Outcome {
  good?: string;
  bad?: string;
  /** The text that could not be saved: it stays in the field. */
  mine?: string;
}

/** The golden dialogues of a flow: held at once, and written here. */
export function flowDialoguesRoutes({ authoring }: { authoring: Authoring }): Router {
  const router = Router();

  router.get('/flows/:flow/dialogues', (req, res) => page(req, res));

  router.post('/flows/:flow/dialogues', requireRight('author'), async (req, res) => {
    const { flow, yaml, version, what } = form.extend(flowId.shape).parse({ ...req.body, ...req.params });
    const by = authorOf(res);
    const text = (key: string, values = {}) => t(viewerOf(res).language, `panel:dialogues.${key}`, values);
    const conflict = (theirs: Dialogues) => ({ bad: text('conflict', { name: theirs.by?.name ?? text('byFile') }), mine: yaml });
    if (what === 'drop') {
      const dropped = await authoring.dropDialogues({ flow, version, by });
      return page(req, res, dropped.kind === 'conflict' ? conflict(dropped.theirs) : { good: text('dropped') });
    }
    const saved = await authoring.saveDialogues({ flow, yaml, version, by });
    if (saved.kind === 'conflict') return page(req, res, conflict(saved.theirs));
    if (what === 'hold') return page(req, res, { good: text('saved') });
    const published = await authoring.publishDialogues({ flow, version: saved.dialogues.version, by });
    if (published.kind === 'conflict') return page(req, res, { bad: text('fileChanged') });
    await page(req, res, {
      [published.kind === 'written' ? 'good' : 'bad']: text(published.kind, { file: saved.dialogues.file }),
    });
  });

  return router;

  async function page(req: Request, res: Response, outcome: Outcome = {}) {
    const viewer = viewerOf(res);
    const { flow: id } = flowId.parse(req.params);
    const wished = withQuery.parse(req.method === 'POST' ? req.body : req.query).with;
    const [flow, dialogues] = await Promise.all([authoring.getFlow(id), authoring.getDialogues(id)]);
    const which = wished ?? (flow.draft ? 'draft' : 'running');
    const held = await authoring.holdDialogues({ flow: id, with: which, language: viewer.language });
    if (outcome.bad) res.status(409);
    renderPage(res, 'flow-dialogues', {
      title: flow.title,
      head: presentFlowHead(viewer, flow, 'dialogues'),
      held: presentHeld(viewer, held, dialogues.yaml),
      dialogues: { ...presentDialogues(viewer, dialogues), ...(outcome.mine !== undefined && { yaml: outcome.mine }) },
      ...(outcome.mine !== undefined && { theirs: presentDiff(outcome.mine, dialogues.yaml) }),
      which,
      ...(flow.draft && flow.revision && { choices: choices(id, which) }),
      mayWrite: may(staffOf(res), 'author'),
      outcome,
    });
  }
}

function choices(flow: string, which: 'running' | 'draft') {
  const href = (value: string) => `/flows/${flow}/dialogues?with=${value}`;
  return { running: href('running'), draft: href('draft'), isDraft: which === 'draft' };
}

function authorOf(res: Response) {
  const { id, name } = staffOf(res);
  return { id, name };
}
