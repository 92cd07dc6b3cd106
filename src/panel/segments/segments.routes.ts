import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { AppError } from '../../lib/app-error.ts';
import {
  copySegment,
  countSegment,
  longestDescription,
  longestName,
  needSegment,
  removeSegment,
  type Segment,
  saveSegment,
  usesOf,
} from '../../segments/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { noteAudit } from '../note-audit.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { loadMembers } from './load-members.ts';
import { presentList } from './present-list.ts';
import { presentUses } from './present-uses.ts';
import { countWords } from './rule.routes.ts';
import { presentRule, type ReadRule, readRule } from './rule-form.ts';

const segmentForm = z.object({
  name: z.string().max(1000).default(''),
  description: z.string().max(5000).default(''),
  kind: z.enum(['rule', 'list']).catch('rule'),
  version: z.coerce.number().int().optional().catch(undefined),
});
type Form = z.infer<typeof segmentForm>;
const newQuery = z.object({ kind: z.enum(['rule', 'list']).catch('rule') });

/** Segments: their list, their pages, and what is done to them. */
export function segmentRoutes(): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/segments', mails, async (req, res) => {
    const { language } = viewerOf(res);
    const said = ['saved', 'removed'].find(each => req.query[each] !== undefined);
    renderPage(res, 'segments', {
      title: t(language, 'panel:segments.title'),
      ...(said && { said: t(language, `panel:segments.told.${said}`) }),
      ...(await presentList(viewerOf(res))),
    });
  });

  router.get('/segments/new', mails, async (req, res) => {
    const { kind } = newQuery.parse(req.query);
    await page(res, undefined, { form: { name: '', description: '', kind, version: undefined } });
  });

  router.get('/segments/:id', mails, async (req, res) => {
    const segment = await needSegment(idOf(req.params.id));
    const said = req.query.saved === undefined ? undefined : t(viewerOf(res).language, 'panel:segments.told.saved');
    const refused = req.query.refused !== undefined && { refused: true as const };
    await page(res, segment, { form: formOf(segment), after: cursorOf(req.query.after), ...refused, ...(said && { said }) });
  });

  router.get('/segments/:id/size', mails, async (req, res) => {
    const { language, now, timeZone } = viewerOf(res);
    const id = idOf(req.params.id);
    try {
      const count = await countSegment(id, { now, timeZone });
      renderPart(res, 'segments/size', { href: `/contacts?segment=${id}`, words: countWords(language, count) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      renderPart(res, 'segments/size', { problem: errorText(language, error) });
    }
  });

  router.post(['/segments/new', '/segments/:id'], mails, async (req, res) => {
    const form = segmentForm.parse(req.body);
    const before = req.params.id === undefined ? undefined : await needSegment(idOf(req.params.id));
    const kind = before?.kind ?? form.kind;
    const viewer = viewerOf(res);
    const { language, now } = viewer;
    const read = kind === 'rule' ? await readRule(req.body, ruleName, viewer, before ? { self: before.id } : {}) : undefined;
    if (read?.pressed) return page(res, before, { form: { ...form, kind }, read });
    if (read && read.problems.length > 0)
      return page(res.status(422), before, {
        form: { ...form, kind },
        read,
        problems: { rule: t(language, 'panel:segments.problem.some') },
      });
    try {
      const saved = await saveSegment({
        ...(before && { id: before.id, version: form.version ?? before.version }),
        name: form.name,
        description: form.description,
        kind,
        ...(read?.rule && { rule: read.rule }),
        by: staffOf(res).id,
        now,
      });
      res.redirect(303, `/segments/${saved.id}?saved`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      res.status(error.code === 'segments.conflict' ? 409 : 422);
      await page(res, before, { form: { ...form, kind }, ...(read && { read }), problems: problemOf(language, error) });
    }
  });

  router.post('/segments/:id/copy', mails, async (req, res) => {
    const { name, id } = await needSegment(idOf(req.params.id));
    const copy = await copyUnderFreeName(res, { id, name });
    res.redirect(303, `/segments/${copy.id}`);
  });

  router.post('/segments/:id/remove', mails, async (req, res) => {
    const segment = await needSegment(idOf(req.params.id));
    try {
      await removeSegment(segment.id, staffOf(res).id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'segments.used') throw error;
      return leave(req, res, `/segments/${segment.id}?refused`);
    }
    await noteAudit(res, 'deleted', `segments: ${segment.name}`);
    leave(req, res, '/segments?removed');
  });

  return router;
}

const ruleName = 'rule';

interface Shown {
  form: Form;
  read?: ReadRule;
  problems?: Record<string, string>;
  said?: string;
  /** It was to be deleted and is used. */
  refused?: true;
  after?: string;
}

async function page(res: Response, segment: Segment | undefined, shown: Shown): Promise<void> {
  const { form, read, problems = {}, said, refused, after } = shown;
  const viewer = viewerOf(res);
  const words = (key: string, values = {}) => t(viewer.language, `panel:segments.${key}`, values);
  const isRule = form.kind === 'rule';
  const self = segment && { self: segment.id };
  const [rule, uses, members] = await Promise.all([
    isRule
      ? presentRule(res, { name: ruleName, ...self, ...(read ? { read } : segment?.rule && { rule: segment.rule }) })
      : undefined,
    segment ? usesOf(segment.id) : [],
    segment && !isRule ? loadMembers(viewer, segment.id, after) : undefined,
  ]);
  renderPage(res, 'segment', {
    title: segment ? segment.name : words(isRule ? 'newRule' : 'newList'),
    action: segment ? `/segments/${segment.id}` : '/segments/new',
    form,
    isRule,
    isOld: segment !== undefined,
    rule,
    members,
    uses: presentUses(viewer, uses),
    refused: refused && uses.length > 0 && words('usedText', { count: uses.length }),
    said,
    problems,
    ...(segment && {
      id: segment.id,
      mailing: `/broadcasts/new?segment=${segment.id}`,
      contacts: `/contacts?segment=${segment.id}`,
    }),
    longestName,
    longestDescription,
  });
}

/** To another page, also for htmx, which would put it into this one. */
function leave(req: Request, res: Response, to: string): void {
  if (req.get('hx-request')) return void res.set('HX-Redirect', to).status(204).end();
  res.redirect(303, to);
}

/** "Copy of …", with a number where there is one already. */
async function copyUnderFreeName(res: Response, { id, name }: { id: string; name: string }): Promise<Segment> {
  const { language, now } = viewerOf(res);
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? '' : ` ${number}`;
    const base = t(language, 'panel:segments.copyOf', { name });
    try {
      const called = `${base.slice(0, longestName - numbered.length)}${numbered}`;
      return await copySegment(id, { name: called, by: staffOf(res).id, now });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'segments.name_taken' || number > 50) throw error;
    }
  }
}

function problemOf(language: 'ru' | 'en', error: AppError): Record<string, string> {
  const field = { 'segments.bad_name': 'name', 'segments.name_taken': 'name', 'segments.bad_description': 'description' }[
    error.code
  ];
  const isRule = error.code === 'segments.no_rule' || error.code === 'segments.bad_rule';
  return { [field ?? (isRule ? 'rule' : 'other')]: errorText(language, error) };
}

const formOf = ({ name, description = '', kind, version }: Segment): Form => ({ name, description, kind, version });
const idOf = (id: unknown): string => z.string().max(100).parse(id);
const cursorOf = (after: unknown): string => z.string().max(100).catch('').parse(after);
