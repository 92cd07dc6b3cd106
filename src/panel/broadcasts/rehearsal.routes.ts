import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  getBroadcast,
  problemsOf,
  type RehearsedFilter,
  rehearsalOf,
  rehearsedPeople,
  schedule,
  testToSelf,
} from '../../broadcasts/index.ts';
import { getContacts } from '../../contacts/index.ts';
import { reasonText } from '../../deliveries/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { messengerNames } from '../../messages/index.ts';
import { t } from '../../texts/index.ts';
import { maySeeContact, visibleContact } from '../card/may-see.ts';
import { errorText } from '../errors.ts';
import { coveredFor } from '../hidden-fields.ts';
import { noteAudit } from '../note-audit.ts';
import { contactName } from '../present-contact.ts';
import { presentMessengerMark } from '../present-messenger.ts';
import { presentPager } from '../present-pager.ts';
import { presentPhone } from '../present-phone.ts';
import { partAsText, renderPage, renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { doing } from './doing.ts';
import { idOf } from './id-of.ts';
import { linkOfStaff } from './link-of-staff.ts';
import { type BroadcastOptions, meansOf } from './means.ts';
import { numberWords } from './numbers.ts';
import { presentRehearsal } from './present-rehearsal.ts';
import { isDraft, presentState, presentWhen } from './present-state.ts';
import { presentStep } from './present-step.ts';

const perPage = 50;
const peopleQuery = z.object({
  of: z.enum(['will', 'out', 'waits']).catch('will'),
  messenger: z.enum(messengerNames).optional().catch(undefined),
  reason: z.string().max(200).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(100_000).catch(1),
});
type PeopleQuery = z.infer<typeof peopleQuery>;

/** What a rehearsal found, the lists behind its numbers, a test to oneself, and letting it go. */
export function rehearsalRoutes(options: BroadcastOptions): Router {
  const router = Router();
  const mails = requireRight('mail');

  router.get('/broadcasts/:id/rehearsal', mails, async (req, res) => {
    const broadcast = await getBroadcast(idOf(req));
    const viewer = viewerOf(res);
    if (!isDraft(broadcast)) return void res.set('HX-Refresh', 'true').status(204).end();
    const [problems, rehearsal] = await Promise.all([problemsOf(broadcast, meansOf(options, res)), rehearsalOf(broadcast.id)]);
    const head = { id: broadcast.id, href: `/broadcasts/${broadcast.id}` };
    const shown = rehearsal && (await presentRehearsal(viewer, broadcast, rehearsal));
    const parts = await Promise.all([
      partAsText(res, 'broadcasts/rehearsal', { ...head, ...(shown && { rehearsal: shown }) }),
      partAsText(res, 'broadcasts/step', {
        ...presentStep(viewer, broadcast, { problems, ...(rehearsal && { rehearsal }) }),
        oob: true,
      }),
    ]);
    const state = { state: presentState(viewer, broadcast), when: presentWhen(viewer, broadcast), oob: true };
    res.type('html').send([...parts, await partAsText(res, 'broadcasts/state', state)].join('\n'));
  });

  router.get('/broadcasts/:id/people', mails, async (req, res) => {
    const broadcast = await getBroadcast(idOf(req));
    const viewer = viewerOf(res);
    const query = peopleQuery.parse(req.query);
    const { page, of, messenger, reason } = query;
    const { people, total } = await rehearsedPeople(broadcast.id, filterOf(query), { page, perPage });
    const contacts = new Map((await getContacts(people.map(({ contact }) => contact))).map(contact => [contact.id, contact]));
    const seen = people.flatMap(person => {
      const contact = contacts.get(person.contact);
      return contact && maySeeContact(viewer, contact) ? [{ person, contact }] : [];
    });
    const hidden = people.length - seen.length;
    renderPage(res, 'broadcast-people', {
      title: headingOf(res, query),
      heading: `${headingOf(res, query)}: ${numberWords(viewer, total)}`,
      about: t(viewer.language, 'panel:broadcasts.peopleList.about'),
      href: `/broadcasts/${broadcast.id}`,
      name: broadcast.name,
      people: seen.map(({ person, contact }) => ({
        name: contactName(viewer, contact),
        href: `/contacts/${contact.id}`,
        ...(contact.phones[0] && { phone: presentPhone(viewer, contact.phones[0]).words }),
        ...(person.messenger && { messenger: presentMessengerMark(viewer, person.messenger) }),
        ...(person.reason && !reason && { reason: reasonText(viewer.language, person.reason) }),
      })),
      ...(hidden > 0 && { hidden: t(viewer.language, 'panel:broadcasts.peopleList.hidden', { count: hidden }) }),
      pager: presentPager(viewer, {
        path: `/broadcasts/${broadcast.id}/people`,
        query: { of, messenger: messenger ?? '', reason: reason ?? '' },
        page,
        perPage,
        total,
      }),
    });
  });

  router.post('/broadcasts/:id/test', mails, async (req, res) => {
    const { language } = viewerOf(res);
    const { contact } = z.object({ contact: z.string().max(100).optional().catch(undefined) }).parse(req.body);
    try {
      const viewer = viewerOf(res);
      const { now, timeZone } = viewer;
      const link = await linkOfStaff(staffOf(res).id);
      const eyes = contact && { contact: (await visibleContact(viewer, contact)).id, covered: await coveredFor(viewer) };
      await testToSelf(idOf(req), link, { now, timeZone, ...eyes });
      renderPart(res, 'broadcasts/test-told', { text: t(language, 'panel:broadcasts.testSent') });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const isUnlinked = error.code === 'broadcasts.no_link';
      renderPart(res, 'broadcasts/test-told', {
        text: isUnlinked ? t(language, 'panel:broadcasts.noLink') : errorText(language, error),
        isError: true,
        isUnlinked,
      });
    }
  });

  router.post('/broadcasts/:id/schedule', mails, async (req, res) => {
    const { version } = z.object({ version: z.coerce.number().int() }).parse(req.body);
    const broadcast = await getBroadcast(idOf(req));
    if (broadcast.version !== version)
      throw new AppError('broadcasts.conflict', 'Somebody else has changed this mailing meanwhile.', { broadcast: broadcast.id });
    await schedule(broadcast.id, { ...meansOf(options, res), ...doing(res) });
    await noteAudit(res, 'mailingScheduled', broadcast.name);
    res.redirect(303, `/broadcasts/${broadcast.id}`);
  });

  return router;
}

function filterOf({ of, messenger, reason }: PeopleQuery): RehearsedFilter {
  const state = { will: 'send', out: 'out', waits: 'wait' } as const;
  return { state: state[of], ...(messenger && { messenger }), ...(reason && { reason }) };
}

function headingOf(res: Response, { of, messenger, reason }: PeopleQuery): string {
  const viewer = viewerOf(res);
  if (reason) return reasonText(viewer.language, reason);
  const heading = t(viewer.language, `panel:broadcasts.peopleList.${of}`);
  return messenger ? `${heading}, ${presentMessengerMark(viewer, messenger).label}` : heading;
}
