import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Response, Router } from 'express';
import { z } from 'zod';
import { getContacts } from '../../contacts/index.ts';
import { addDays, instantOf } from '../../lib/zoned-time.ts';
import {
  type AuditKind,
  type AuditQuery,
  audit,
  auditDays,
  auditKinds,
  findAudit,
  keepAuditFor,
  listStaff,
  streamAudit,
} from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import type { PanelOptions } from '../panel-options.ts';
import { contactName } from '../present-contact.ts';
import { renderPage } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { auditRows } from './audit-csv.ts';
import { presentAudit } from './present-audit.ts';

const kinds = Object.keys(auditKinds) as [AuditKind, ...AuditKind[]];
const dayField = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(day => !Number.isNaN(Date.parse(`${day}T00:00:00Z`)))
  .optional()
  .catch(undefined);
const idField = z.string().trim().max(100).optional().catch(undefined);
const query = z.object({
  staff: idField,
  kind: z.enum(kinds).optional().catch(undefined),
  contact: idField,
  from: dayField,
  to: dayField,
  after: z.string().max(200).optional().catch(undefined),
});
type Asked = z.infer<typeof query>;
const daysForm = z.object({ days: z.coerce.number().int().min(30).max(3650) });
const perPage = 50;

/** Who did what: kept so that it can be found again. */
export function auditRoutes({ clock, config }: Pick<PanelOptions, 'clock' | 'config'>): Router {
  const router = Router();
  const administers = requireRight('administer');

  router.get('/settings/audit', administers, async (req, res) => {
    const saved = req.query.saved !== undefined;
    await auditPage(res, query.parse(req.query), { saved });
  });

  router.get('/settings/audit.csv', administers, async (req, res) => {
    const asked = query.parse(req.query);
    const { id, email } = staffOf(res);
    await audit({ at: clock.now(), what: 'auditExported', staff: id, email });
    res.set({ 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': 'attachment; filename="audit.csv"' });
    const people = new Map((await listStaff()).map(person => [person.id, person]));
    const rows = auditRows(viewerOf(res), streamAudit(toQuery(asked)), people);
    await pipeline(Readable.from(rows), res);
  });

  router.post('/settings/audit', administers, async (req, res) => {
    const form = daysForm.safeParse(req.body);
    if (!form.success) {
      res.status(422);
      const { days } = z.object({ days: z.string() }).partial().catch({}).parse(req.body);
      return await auditPage(res, {}, { wrongDays: true, days });
    }
    await keepAuditFor(form.data.days, { by: staffOf(res), now: clock.now() });
    res.redirect(303, '/settings/audit?saved');
  });

  const midnight = (day: string) => instantOf(day, { hour: 0, minute: 0 }, config.timeZone);

  /** Whole days of the installation's time zone. */
  function toQuery({ staff, kind, contact, from, to }: Asked): AuditQuery {
    return {
      ...(staff && { staff }),
      ...(kind && { kind }),
      ...(contact && { contact }),
      ...(from && { from: midnight(from) }),
      ...(to && { to: midnight(addDays(to, 1)) }),
    };
  }

  async function auditPage(res: Response, asked: Asked, said: Record<string, unknown>): Promise<void> {
    const viewer = { ...viewerOf(res), now: clock.now() };
    const words = (key: string) => t(viewer.language, `panel:audit.${key}`);
    const { after, ...narrowed } = asked;
    const [{ entries, next }, people, days] = await Promise.all([
      findAudit(toQuery(asked), { ...(after && { after }), limit: perPage }),
      listStaff(),
      auditDays(),
    ]);
    const contactIds = [
      ...new Set([...entries.flatMap(({ contact }) => contact ?? []), ...(asked.contact ? [asked.contact] : [])]),
    ];
    const contacts = new Map((await getContacts(contactIds)).map(contact => [contact.id, contactName(viewer, contact)]));
    const known = { people: new Map(people.map(person => [person.id, person])), contacts };
    const narrowing = Object.entries(narrowed).filter((pair): pair is [string, string] => Boolean(pair[1]));
    const address = (more: [string, string][], path = '/settings/audit') => {
      const parts = new URLSearchParams([...narrowing, ...more]);
      return parts.size > 0 ? `${path}?${parts}` : path;
    };
    renderPage(res, 'audit', {
      title: words('title'),
      entries: entries.map(entry => presentAudit(viewer, entry, known)),
      isNarrowed: narrowing.length > 0,
      people: people.map(({ id, name }) => ({ value: id, label: name, on: id === asked.staff })),
      kinds: kinds.map(kind => ({ value: kind, label: words(`kinds.${kind}`), on: kind === asked.kind })),
      asked: { ...narrowed, contactName: asked.contact && (contacts.get(asked.contact) ?? asked.contact) },
      ...(next && { older: address([['after', next]]) }),
      ...(after && { latest: address([]) }),
      csv: address([], '/settings/audit.csv'),
      days,
      ...said,
    });
  }

  return router;
}
