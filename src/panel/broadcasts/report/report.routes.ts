import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import {
  type Behind,
  behindNumbers,
  currentReport,
  getBroadcast,
  isOlder,
  peopleBehind,
  withDeals,
} from '../../../broadcasts/index.ts';
import { type Contact, getContacts } from '../../../contacts/index.ts';
import { readDeals } from '../../../deals/index.ts';
import { csvLines } from '../../../imports/index.ts';
import { dealsCountedTo, openings } from '../../../links/index.ts';
import { messengerNames } from '../../../messages/index.ts';
import { audit } from '../../../staff/index.ts';
import type { PanelOptions } from '../../panel-options.ts';
import { presentPager } from '../../present-pager.ts';
import { renderPage, renderPart } from '../../render.ts';
import { requireRight, staffOf } from '../../require-staff.ts';
import { type Viewer, viewerOf } from '../../viewer.ts';
import { idOf } from '../id-of.ts';
import { presentDealLine, presentOpening } from './present-lists.ts';
import { listTitle, presentPerson } from './present-people.ts';
import { presentReport } from './present-report.ts';
import { fileHeadings, fileRows } from './report-file.ts';
import { countWords, queryOf, reportPath, say } from './words.ts';

const perPage = 50;
const page = z.coerce.number().int().min(1).max(100_000).catch(1);
const moment = z.coerce.date().optional().catch(undefined);
const peopleQuery = z.object({
  what: z.enum(behindNumbers).catch('audience'),
  reason: z.string().max(1000).optional(),
  messenger: z.enum(messengerNames).optional().catch(undefined),
  variant: z.string().max(20).optional(),
  address: z.string().max(2000).optional(),
  from: moment,
  to: moment,
  page,
});
const openingsQuery = z.object({ address: z.string().max(2000).optional(), page });
const dealsQuery = z.object({ state: z.enum(['open', 'won', 'lost']).optional().catch(undefined), page });

/** What came of a mailing: the numbers, who stands behind each, and all of it as a table. */
export function reportRoutes({ clock }: Pick<PanelOptions, 'clock'>): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/broadcasts/:id/report', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const broadcast = await getBroadcast(idOf(req));
    const asked = performance.now();
    const report = await currentReport(broadcast, meansOf(viewer));
    // Counted for somebody else a moment ago: the page asks again, so that the last change is not missed.
    const values = { ...presentReport(viewer, broadcast, report), isOlder: isOlder(report, asked) };
    if (req.get('hx-request')) return renderPart(res, 'broadcasts/report', values);
    renderPage(res, 'broadcast-report', { title: values.heading, ...values });
  });

  router.get('/broadcasts/:id/report/people', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const broadcast = await getBroadcast(idOf(req));
    const { page, ...asked } = peopleQuery.parse(req.query);
    const behind: Behind = asked;
    const { deliveries, total } = await peopleBehind(broadcast, behind, { page, perPage }, meansOf(viewer));
    const [people, contacts] = await Promise.all([withDeals(deliveries), byId(deliveries.map(({ contact }) => contact))]);
    const { title, narrowed } = listTitle(viewer, behind);
    const query = Object.fromEntries(queryOf(behind));
    renderPage(res, 'broadcast-report-people', {
      title,
      about: [...narrowed, say(viewer, 'people.count', { count: total, number: countWords(viewer, total) })].join(' · '),
      total,
      back: backTo(viewer, broadcast),
      people: people.map(person => presentPerson(viewer, person, contacts.get(person.delivery.contact))),
      pager: presentPager(viewer, { path: `${reportPath(broadcast.id)}/people`, query, page, perPage, total }),
    });
  });

  router.get('/broadcasts/:id/report/openings', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const broadcast = await getBroadcast(idOf(req));
    const { page, address } = openingsQuery.parse(req.query);
    const { clicks, total } = await openings({ kind: 'broadcast', id: broadcast.id }, { address, page, perPage });
    const contactOf = (delivery: string) => delivery.slice(delivery.lastIndexOf(':') + 1);
    const contacts = await byId(clicks.map(({ delivery }) => contactOf(delivery)));
    renderPage(res, 'broadcast-report-openings', {
      title: say(viewer, 'openingsList.title'),
      about: [...(address ? [address] : []), say(viewer, 'openings', { count: total, number: countWords(viewer, total) })].join(
        ' · ',
      ),
      back: backTo(viewer, broadcast),
      openings: clicks.map(click => presentOpening(viewer, click, contactOf(click.delivery), contacts)),
      pager: presentPager(viewer, {
        path: `${reportPath(broadcast.id)}/openings`,
        query: address ? { address } : {},
        page,
        perPage,
        total,
      }),
    });
  });

  router.get('/broadcasts/:id/report/deals', mails, async (req, res) => {
    const viewer = viewerOf(res);
    const broadcast = await getBroadcast(idOf(req));
    const { page, state } = dealsQuery.parse(req.query);
    const { touches, total } = await dealsCountedTo({ kind: 'broadcast', id: broadcast.id }, { state, page, perPage });
    const [{ deals }, contacts] = await Promise.all([
      readDeals({ where: { _id: { $in: touches.map(({ deal }) => deal) } }, limit: perPage }),
      byId(touches.map(({ contact }) => contact)),
    ]);
    renderPage(res, 'broadcast-report-deals', {
      title: say(viewer, 'deals.title'),
      about: [
        ...(state ? [say(viewer, `deals.${state}`)] : []),
        say(viewer, 'deals.count', { count: total, number: countWords(viewer, total) }),
      ].join(' · '),
      back: backTo(viewer, broadcast),
      deals: touches.map(touch => presentDealLine(viewer, touch, { deal: deals.find(({ id }) => id === touch.deal), contacts })),
      pager: presentPager(viewer, {
        path: `${reportPath(broadcast.id)}/deals`,
        query: state ? { state } : {},
        page,
        perPage,
        total,
      }),
    });
  });

  router.get('/broadcasts/:id/report.csv', mails, requireRight('export'), (req, res) => sendFile(req, res));

  async function sendFile(req: Request, res: Response) {
    const viewer = viewerOf(res);
    const broadcast = await getBroadcast(idOf(req));
    let count = 0;
    const day = clock.now().toISOString().slice(0, 10);
    res.set({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="broadcast-${day}.csv"` });
    try {
      await pipeline(
        Readable.from(
          csvLines(
            fileHeadings(viewer),
            fileRows(viewer, broadcast, () => count++),
          ),
        ),
        res,
      );
    } catch (error) {
      // Whoever closed the download has still taken what came until then.
      if (!res.destroyed) throw error;
    } finally {
      const { id: staff, email } = staffOf(res);
      await audit({ at: clock.now(), what: 'exported', staff, email, facts: { part: `broadcasts: ${broadcast.name}`, count } });
    }
  }

  return router;
}

const meansOf = ({ now, timeZone }: Viewer) => ({ now, timeZone });

const backTo = (viewer: Viewer, { id, name }: { id: string; name: string }) => ({
  href: reportPath(id),
  label: say(viewer, 'title', { name }),
});

async function byId(ids: string[]): Promise<Map<string, Contact>> {
  return new Map((await getContacts([...new Set(ids)])).map(contact => [contact.id, contact]));
}
