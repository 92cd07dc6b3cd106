import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Response, Router } from 'express';
import { z } from 'zod';
import { type Contact, countedContacts, fieldSettings, getContacts } from '../../contacts/index.ts';
import { csvLines, xlsxStream } from '../../imports/index.ts';
import { audit, staffNames } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { contactSelection } from '../card/contact-selection.ts';
import { maySeeContact } from '../card/may-see.ts';
import { listSelection, streamSelection } from '../card/segment-selection.ts';
import type { PanelOptions } from '../panel-options.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { type ExportColumn, exportColumns } from './export-columns.ts';

const mostChosen = 1000;
const selection = contactSelection.extend({
  ids: z
    .string()
    .max(mostChosen * 21)
    .catch(''),
});
type Selection = z.infer<typeof selection>;
const fileQuery = z.object({
  format: z.enum(['csv', 'xlsx']).catch('csv'),
  columns: z.union([z.string().transform(name => [name]), z.array(z.string())]).catch([]),
});

/** The cards of a selection as a table. */
export function exportRoutes({ clock }: Pick<PanelOptions, 'clock'>): Router {
  const router = Router();
  const exports = requireRight('export');

  router.get('/contacts/export', exports, async (req, res) => exportPage(res, selection.parse(req.query)));

  router.get('/contacts/export/file', exports, async (req, res) => {
    const chosen = selection.parse(req.query);
    const { format, columns: names } = fileQuery.parse(req.query);
    const viewer = viewerOf(res);
    const known = exportColumns(viewer, { definitions: await fieldSettings(), staff: await staffNames() });
    const columns = known.filter(({ name }) => names.includes(name));
    if (columns.length === 0)
      return await exportPage(res.status(422), chosen, t(viewer.language, 'panel:imports.export.noColumns'));
    let count = 0;
    const rows = rowsOf(contactsOf(res, chosen), columns, () => count++);
    const headings = columns.map(({ label }) => label);
    const mime =
      format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    const day = clock.now().toISOString().slice(0, 10);
    res.set({ 'Content-Type': mime, 'Content-Disposition': `attachment; filename="contacts-${day}.${format}"` });
    const { id, email } = staffOf(res);
    try {
      const table =
        format === 'csv'
          ? Readable.from(csvLines(headings, rows))
          : xlsxStream(t(viewer.language, 'panel:imports.export.sheet'), headings, rows);
      await pipeline(table, res);
    } catch (error) {
      // Whoever closed the download has still taken what came until then.
      if (!res.destroyed) throw error;
    } finally {
      await audit({ at: clock.now(), what: 'exported', staff: id, email, facts: { part: 'contacts', count } });
    }
  });

  return router;
}

async function exportPage(res: Response, chosen: Selection, problem?: string) {
  const viewer = viewerOf(res);
  const words = (key: string, values = {}) => t(viewer.language, `panel:imports.export.${key}`, values);
  const ids = idsOf(chosen);
  const total = ids.length > 0 ? ids.length : (await listSelection(chosen, { ...meansOf(res), page: 1, perPage: 1 })).total;
  const columns = exportColumns(viewer, { definitions: await fieldSettings(), staff: new Map() });
  renderPage(res, 'contacts-export', {
    title: words('title'),
    problem,
    count: words(ids.length > 0 ? 'chosen' : total >= countedContacts ? 'countOver' : 'count', { count: total }),
    hidden: Object.entries(chosen).flatMap(([name, value]) => (value ? [{ name, value }] : [])),
    columns: columns.map(({ name, label, isUsual }) => ({ value: name, label, on: isUsual })),
  });
}

function meansOf(res: Response) {
  const { now, timeZone } = viewerOf(res);
  return { staff: staffOf(res), now, timeZone };
}

const idsOf = ({ ids }: Selection): string[] => ids.split(',').filter(Boolean).slice(0, mostChosen);

async function* contactsOf(res: Response, chosen: Selection): AsyncGenerator<Contact> {
  const ids = idsOf(chosen);
  if (ids.length === 0) return yield* streamSelection(chosen, meansOf(res));
  const found = await getContacts(ids);
  yield* found.filter(contact => !contact.deletedAt && maySeeContact(viewerOf(res), contact));
}

async function* rowsOf(contacts: AsyncIterable<Contact>, columns: ExportColumn[], counted: () => void): AsyncGenerator<string[]> {
  for await (const contact of contacts) {
    counted();
    yield columns.map(({ value }) => value(contact));
  }
}
