import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  countedMost,
  countTooOld,
  type Erasure,
  getErasure,
  listErasures,
  type RetentionRules,
  retentionRules,
  saveRetentionRules,
  type TooOld,
} from '../../consents/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { t } from '../../texts/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { presentPager } from '../present-pager.ts';
import { presentTime } from '../present-time.ts';
import { readNumber } from '../queues/read-number.ts';
import { renderPage } from '../render.ts';
import { requireRight } from '../require-staff.ts';
import { type Viewer, viewerOf } from '../viewer.ts';
import { identityOf } from './identity-of.ts';

const line = z.string().trim().max(9).default('');
const rulesForm = z.object({
  messages: line,
  files: line,
  contacts: line,
  sure: z.string().optional(),
  what: z.enum(['save', 'preview']).catch('preview'),
});
type RulesForm = z.infer<typeof rulesForm>;
const listQuery = z.object({
  page: z.coerce.number().int().min(1).max(1000).catch(1),
  q: z.string().trim().max(200).catch(''),
});
const perPage = 50;
const parts = ['messages', 'files', 'contacts'] as const;

/** How long is kept what people left, and the proofs of those who were erased. Right `administer`: what goes here never comes back. */
export function retentionRoutes({ eraser }: Pick<PanelOptions, 'eraser'>): Router {
  const router = Router();
  const administers = requireRight('administer');

  router.get('/settings/retention', administers, async (req, res) => {
    const rules = await retentionRules();
    const form = {
      messages: typed(rules.messages),
      files: typed(rules.files),
      contacts: typed(rules.contacts),
      what: 'save' as const,
    };
    const said = { saved: req.query.saved !== undefined, erased: req.query.erased !== undefined };
    await page(res, { form, query: listQuery.parse(req.query), said });
  });

  router.post('/settings/retention', administers, async (req, res) => {
    const viewer = viewerOf(res);
    const form = rulesForm.parse(req.body);
    const { rules, faults } = readRules(form, viewer);
    const query = listQuery.parse({});
    if (!rules) return page(res, { form, faults, query });
    if (form.what === 'preview') return page(res, { form, query, count: await countTooOld(rules, viewer.now) });
    const count = await countTooOld(rules, viewer.now);
    if (Object.keys(rules).length > 0 && form.sure === undefined) {
      const sure = t(viewer.language, 'panel:consents.retention.mustConfirm');
      return page(res, { form, faults: { sure }, query, count });
    }
    await saveRetentionRules(rules);
    res.redirect(303, '/settings/retention?saved');
  });

  router.get('/settings/retention/erased/:id', administers, async (req, res) => {
    const found = await getErasure(z.string().parse(req.params.id));
    if (!found) throw new AppError('panel.not_found', 'There is no such proof.');
    res.set({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="erased-${found.id}.json"`,
    });
    res.send(JSON.stringify(found, undefined, 2));
  });

  interface Shown {
    form: RulesForm;
    faults?: Record<string, string>;
    count?: TooOld;
    query: z.infer<typeof listQuery>;
    said?: { saved: boolean; erased: boolean };
  }

  async function page(res: Response, { form, faults, count, query, said }: Shown) {
    const viewer = viewerOf(res);
    const words = (key: string, values = {}) => t(viewer.language, `panel:consents.${key}`, values);
    const found = query.q ? ((await eraser?.find(identityOf(query.q, viewer))) ?? []) : undefined;
    const { erasures, total } = found
      ? { erasures: found, total: found.length }
      : await listErasures({ page: query.page, perPage });
    if (faults) res.status(422);
    renderPage(res, 'settings-retention', {
      title: words('retention.title'),
      rows: parts.map(part => ({
        part,
        value: form[part],
        label: words(`retention.${part}`),
        hint: words(`retention.${part}Hint`),
        ...(faults?.[part] && { fault: faults[part] }),
      })),
      ...(faults && { faults }),
      ...(count && { preview: presentCount(viewer, count) }),
      ...said,
      q: query.q,
      erasures: erasures.map(erasure => presentErasure(viewer, erasure)),
      none: query.q
        ? { title: words('erased.notFound'), text: '', action: words('erased.all') }
        : { title: words('erased.none'), text: words('erased.noneText') },
      pager: presentPager(viewer, { path: '/settings/retention', query: {}, page: query.page, perPage, total }),
    });
  }

  return router;
}

const typed = (months: number | undefined): string => (months === undefined ? '' : String(months));

function readRules(form: RulesForm, { language }: Viewer): { rules?: RetentionRules; faults: Record<string, string> } {
  const faults: Record<string, string> = {};
  const rules: RetentionRules = {};
  for (const part of parts) {
    if (form[part] === '') continue;
    const months = readNumber(form[part], { least: 1, most: 600 });
    if (months === undefined) faults[part] = t(language, 'panel:consents.retention.number');
    else rules[part] = months;
  }
  return Object.keys(faults).length > 0 ? { faults } : { rules, faults };
}

function presentCount({ language }: Viewer, count: TooOld): string {
  if (parts.every(part => count[part] === 0)) return t(language, 'panel:consents.retention.previewNone');
  const words = parts.map(part => {
    const counted = t(language, `panel:consents.retention.count.${part}`, { count: count[part] });
    return [part, count[part] >= countedMost ? t(language, 'panel:consents.retention.count.more', { count: counted }) : counted];
  });
  return t(language, 'panel:consents.retention.previewed', Object.fromEntries(words));
}

function presentErasure(viewer: Viewer, { id, at, by, reason, state }: Erasure) {
  const when = presentTime(viewer, at);
  return {
    id,
    when,
    by: t(viewer.language, `panel:consents.erased.by.${by.kind}`, by),
    ...(reason && { reason }),
    isGoing: state === 'going',
    jsonLabel: t(viewer.language, 'panel:consents.erased.jsonOf', { time: when.words }),
  };
}
