import { type Request, type Response, Router } from 'express';
import multer, { type StorageEngine } from 'multer';
import { z } from 'zod';
import { createField, fieldSettings, fieldsHiddenFrom } from '../../contacts/index.ts';
import {
  checkImport,
  csvLine,
  encodings,
  getImport,
  type Import,
  importLimits,
  listImports,
  mapAgain,
  matchKeys,
  readAgain,
  rowResults,
  runImport,
  separators,
  startImport,
  stopImport,
  streamReports,
  takeBackImport,
} from '../../imports/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { audit, may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { errorText } from '../errors.ts';
import { hiddenField, namesHidden } from '../hidden-fields.ts';
import type { PanelOptions } from '../panel-options.ts';
import { presentPager } from '../present-pager.ts';
import { renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { listsToChoose, putImportOnList } from './list-of-import.ts';
import { presentImport, presentListed, reportWords } from './present-import.ts';
import { fieldMark, presentMapping } from './present-mapping.ts';
import { presentRows } from './present-rows.ts';

const perPage = 30;
const resultFilter = z.enum(['all', 'duplicate', ...rowResults]).catch('all');
const rowsQuery = z.object({
  only: resultFilter,
  chunk: z.coerce.number().int().min(0).optional().catch(undefined),
  after: z.coerce.number().int().min(0).optional().catch(undefined),
});
const list = z
  .union([z.string().transform(text => [text]), z.array(z.string())])
  .pipe(z.array(z.string().max(300)).max(importLimits.columns));
const shapeForm = z.object({
  encoding: z.enum(encodings).optional().catch(undefined),
  separator: z.enum(separators).optional().catch(undefined),
  sheet: z.coerce.number().int().min(0).max(500).optional().catch(undefined),
  heading: z.string().optional(),
});
const wishesForm = z.object({
  targets: list.default([]),
  match: z.enum(matchKeys),
  existing: z.enum(['update', 'skip']),
  missing: z.enum(['create', 'skip']),
  clears: z.string().optional(),
});

/** Tables are uploaded, looked through, written and taken back. */
export function importRoutes({ clock, wakeImports = () => undefined }: Pick<PanelOptions, 'clock' | 'wakeImports'>): Router {
  const router = Router();
  const exports = requireRight('export');
  const writes = [exports, requireRight('write'), requireRight('create')];

  router.get('/contacts/import', exports, async (req, res) => listPage(req, res));

  router.post('/contacts/import', ...writes, upload(), async (req, res) => {
    const { started } = z.object({ started: z.string().optional() }).parse(req.file ?? {});
    if (!started) return listPart(res, t(viewerOf(res).language, 'panel:imports.noFile'));
    wakeImports();
    res.set('HX-Redirect', `/contacts/import/${started}`).status(204).end();
  });

  router.get('/contacts/import/:id', exports, async (req, res) => importPage(req, res, await mine(req, res)));

  router.get('/contacts/import/:id/standing', exports, async (req, res) => {
    const item = await mine(req, res);
    const standing = presentImport(viewerOf(res), item);
    // Another state is another page.
    if (standing.isWorking && req.query.state === item.state) return renderPart(res, 'imports/standing', { item: standing });
    res.set('HX-Refresh', 'true').status(204).end();
  });

  router.get('/contacts/import/:id/refused.csv', exports, async (req, res) => {
    const item = await mine(req, res);
    const viewer = viewerOf(res);
    const phase = item.counts.run ? 'run' : 'check';
    res.set({ 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="refused.csv"' });
    res.write(
      `\uFEFF${csvLine([...item.headings.map((title, i) => title || String(i + 1)), t(viewer.language, 'panel:imports.reason')])}`,
    );
    for await (const row of streamReports(item, phase, { only: 'refused' })) {
      const cells = item.headings.map((_, i) => row.cells[i] ?? '');
      if (res.destroyed) return;
      res.write(csvLine([...cells, reportWords(viewer, item, row).join('; ')]));
    }
    res.end();
  });

  router.post('/contacts/import/:id/read', ...writes, async (req, res) => {
    const { heading, encoding, separator, sheet } = shapeForm.parse(req.body);
    const { id } = await mine(req, res);
    const chosen = { ...(encoding && { encoding }), ...(separator && { separator }), ...(sheet !== undefined && { sheet }) };
    await readAgain(id, { ...chosen, hasHeading: heading !== undefined }, clock.now());
    goOn(res, id);
  });

  router.post('/contacts/import/:id/check', ...writes, async (req, res) => {
    const item = await mine(req, res);
    const { clears, ...form } = wishesForm.parse(req.body);
    const wishes = { ...form, clears: clears !== undefined };
    try {
      await refuseHiddenTargets(res, wishes.targets);
      const targets = await withNewFields(res, item, wishes.targets);
      await checkImport(item.id, { ...wishes, targets }, clock.now());
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      res.status(422);
      const problem = errorText(viewerOf(res).language, error);
      return await importPage(req, res, { ...item, wishes }, { problem, wrong: error.facts.targets });
    }
    goOn(res, item.id);
  });

  router.post('/contacts/import/:id/columns', ...writes, async (req, res) => {
    const { id } = await mine(req, res);
    await mapAgain(id);
    goOn(res, id);
  });

  router.post('/contacts/import/:id/run', ...writes, async (req, res) => {
    const { id, rows, name } = await mine(req, res);
    await runImport(id, clock.now());
    await note(res, 'imported', { part: name, count: rows });
    goOn(res, id);
  });

  router.post('/contacts/import/:id/stop', ...writes, async (req, res) => {
    const { id } = await mine(req, res);
    await stopImport(id, clock.now());
    goOn(res, id);
  });

  router.post('/contacts/import/:id/list', ...writes, async (req, res) => {
    const item = await mine(req, res);
    const { list } = z.object({ list: z.string().max(100) }).parse(req.body);
    const { timeZone } = viewerOf(res);
    const count = await putImportOnList(item, list, { by: staffOf(res).id, now: clock.now(), timeZone });
    res.redirect(303, `/contacts/import/${item.id}?listed=${count}`);
  });

  router.post('/contacts/import/:id/back', ...writes, async (req, res) => {
    const { id, rows, name } = await mine(req, res);
    await takeBackImport(id, clock.now());
    await note(res, 'importRolledBack', { part: name, count: rows });
    goOn(res, id);
  });

  return router;

  function goOn(res: Response, id: string) {
    wakeImports();
    res.redirect(303, `/contacts/import/${id}`);
  }

  async function note(res: Response, what: 'imported' | 'importRolledBack', facts: Record<string, string | number>) {
    const { id, email } = staffOf(res);
    await audit({ at: clock.now(), what, staff: id, email, facts });
  }

  async function listPage(req: Request, res: Response) {
    const viewer = viewerOf(res);
    const { page } = z.object({ page: z.coerce.number().int().min(1).max(1000).catch(1) }).parse(req.query);
    const { imports, total } = await listImports({ page, perPage, ...ownOnly(res) });
    renderPage(res, 'imports', {
      title: t(viewer.language, 'panel:imports.title'),
      ...uploadValues(res),
      imports: imports.map(item => presentListed(viewer, item)),
      pager: presentPager(viewer, { path: '/contacts/import', query: {}, page, perPage, total }),
    });
  }

  function listPart(res: Response, problem: string) {
    renderPart(res.status(422), 'imports/upload', { ...uploadValues(res), problem });
  }

  async function importPage(req: Request, res: Response, item: Import, said: { problem?: string; wrong?: unknown } = {}) {
    const viewer = viewerOf(res);
    const { only, chunk, after } = rowsQuery.parse(req.query);
    const rows = await presentRows(viewer, item, {
      only,
      ...(chunk !== undefined && after !== undefined && { after: { chunk, row: after } }),
    });
    const mayAct = may(staffOf(res), 'write') && may(staffOf(res), 'create');
    const isMapping = item.state === 'mapping';
    const { listed } = z.object({ listed: z.coerce.number().int().min(0).optional().catch(undefined) }).parse(req.query);
    renderPage(res, 'import', {
      title: item.name,
      item: presentImport(viewer, item),
      mayAct,
      ...(isMapping &&
        mayAct && { mapping: presentMapping(viewer, item, { definitions: await fieldSettings(), wrong: said.wrong }) }),
      rows,
      problem: said.problem,
      ...(listed !== undefined && { listed: t(viewer.language, 'panel:segments.told.added', { count: listed }) }),
      ...(mayAct && item.state === 'done' && { lists: await listsToChoose() }),
    });
  }

  function uploadValues(res: Response) {
    const { language } = viewerOf(res);
    const { bytes, rows, columns, cell } = importLimits;
    const number = (value: number) => value.toLocaleString(language);
    const staff = staffOf(res);
    return {
      mayAct: may(staff, 'write') && may(staff, 'create'),
      limits: t(language, 'panel:imports.limits', {
        megabytes: bytes / 1024 / 1024,
        rows: number(rows),
        columns,
        cell: number(cell),
      }),
    };
  }

  function upload() {
    const storage: StorageEngine = {
      _handleFile(req, file, done) {
        const staff = staffOf(resOf(req));
        // multer hands names over as latin1, browsers send them as UTF-8.
        const name = Buffer.from(file.originalname, 'latin1').toString('utf8');
        const by = { id: staff.id, name: staff.name, seeAll: may(staff, 'seeAll') };
        startImport({ stream: file.stream, name, by, now: clock.now() }).then(
          ({ id }) => done(null, { started: id } as Partial<Express.Multer.File>),
          (error: unknown) => {
            file.stream.resume();
            done(error);
          },
        );
      },
      _removeFile: (_req, _file, done) => done(null),
    };
    return multer({ storage, limits: { files: 1 } }).single('file');
  }
}

/** Without `seeAll` an import of somebody else's is none of theirs: it holds people of everybody. */
async function mine(req: Request, res: Response): Promise<Import> {
  const item = await getImport(String(req.params.id));
  const staff = staffOf(res);
  if (!may(staff, 'seeAll') && item.by.id !== staff.id) throw new AppError('imports.not_found', 'There is no such import.');
  return item;
}

function ownOnly(res: Response): { by?: string } {
  const staff = staffOf(res);
  return may(staff, 'seeAll') ? {} : { by: staff.id };
}

/** What a role does not see it does not write either. AppError `contacts.hidden_field`. */
async function refuseHiddenTargets(res: Response, targets: string[]): Promise<void> {
  const hidden = await fieldsHiddenFrom(viewerOf(res).staff?.role);
  const wrong = targets.filter(target => namesHidden(target, hidden));
  if (wrong[0] !== undefined) throw hiddenField(wrong);
}

/** Makes the fields that were asked for, and says which column is which of them. */
async function withNewFields(res: Response, { headings }: Import, targets: string[]): Promise<string[]> {
  const made: string[] = [];
  for (const [i, target] of targets.entries()) {
    const type = fieldMark.exec(target)?.[1];
    if (!type) {
      made.push(target);
      continue;
    }
    if (!may(staffOf(res), 'settings')) throw new AppError('panel.forbidden', 'Your role does not include this. Ask the owner.');
    const title = headings[i] || String(i + 1);
    const kind = type === 'number' || type === 'date' ? type : 'text';
    const { key } = await createField({ title, type: kind });
    made.push(`fields.${key}`);
  }
  return made;
}

function resOf(req: Request): Response {
  if (!req.res) throw new Error('A request without its response');
  return req.res;
}
