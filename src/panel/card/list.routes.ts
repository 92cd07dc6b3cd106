import { type Response, Router } from 'express';
import { z } from 'zod';
import {
  type Category,
  type Contact,
  categories,
  changeContact,
  countedContacts,
  getContacts,
  type Temperature,
  temperatures,
  trashContacts,
} from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { addToList, getSegment, listSegments, type Segment } from '../../segments/index.ts';
import { audit, may, staffNames } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { presentContactRow, presentTrashed } from '../present-contact.ts';
import { presentPager } from '../present-pager.ts';
import { renderPart } from '../render.ts';
import { requireRight, staffOf } from '../require-staff.ts';
import { viewerOf } from '../viewer.ts';
import { contactSelection, nobody } from './contact-selection.ts';
import { maySeeContact } from './may-see.ts';
import { listSelection } from './segment-selection.ts';

const perPage = 50;
const mostAtOnce = 200;
const listQuery = contactSelection.extend({
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  open: z.string().max(100).optional().catch(undefined),
});
const bulkForm = z.object({
  ids: z
    .union([z.string().transform(id => [id]), z.array(z.string())])
    .pipe(z.array(z.string().max(100)).max(mostAtOnce))
    .default([]),
  what: z.enum(['tag', 'owner', 'list', 'trash', 'export']),
  tag: z.string().trim().max(60).default(''),
  owner: z.string().trim().max(100).default(''),
  list: z.string().trim().max(100).default(''),
});

/** What is done to many cards of the list at once. */
export function contactListRoutes({ clock }: { clock: Clock }): Router {
  const router = Router();

  router.post('/contacts/bulk', requireRight('write'), async (req, res) => {
    const viewer = viewerOf(res);
    const { ids, what, tag, owner, list: chosenList } = bulkForm.parse(req.body);
    const names = await staffNames();
    if (ids.length === 0) throw new AppError('contacts.none_chosen', 'Choose at least one contact.');
    if (what === 'tag' && !tag) throw new AppError('contacts.no_tag', 'Write the tag to add.');
    if (what === 'owner' && owner !== nobody && !names.has(owner))
      throw new AppError('contacts.no_owner', 'Choose who answers for them.');
    if (what === 'list' && !chosenList) throw new AppError('contacts.no_list', 'Choose the list to put them on.');
    if (what === 'trash' && !may(staffOf(res), 'delete'))
      throw new AppError('panel.forbidden', 'Your role does not include this. Ask the owner.');
    if (what === 'export')
      return void res
        .set('HX-Redirect', `/contacts/export?ids=${ids.join(',')}`)
        .status(204)
        .end();
    const chosen = (await getContacts(ids)).filter(contact => maySeeContact(viewer, contact));
    const { id, name } = staffOf(res);
    const context = { by: { kind: 'staff' as const, id, name }, now: clock.now(), region: viewer.region };
    const edit = what === 'tag' ? { addTags: [tag] } : { owner: owner === nobody ? null : owner };
    const gone = what === 'trash' ? await trash(idsOf(chosen), context) : [];
    if (what === 'list') await addToList(chosenList, idsOf(chosen), { by: id, now: clock.now(), timeZone: viewer.timeZone });
    if (what === 'tag' || what === 'owner') await Promise.all(chosen.map(contact => changeContact(contact.id, edit, context)));
    const list = await presentContactList(res, addressQuery(req.get('hx-current-url')));
    if (gone.length > 0) return renderPart(res, 'contacts/list', { ...list, trashed: presentTrashed(viewer, gone, chosen) });
    const said = t(viewer.language, `panel:contacts.bulk.done.${what}`, {
      count: chosen.length,
      tag,
      owner: names.get(owner) ?? t(viewer.language, 'panel:card.noOwner'),
      list: chosenList && (await getSegment(chosenList))?.name,
    });
    renderPart(res, 'contacts/list', { ...list, said });
  });

  return router;
}

/** A page of the list with what it is narrowed by. */
export async function presentContactList(res: Response, query: unknown) {
  const viewer = viewerOf(res);
  const asked = listQuery.parse(query);
  const { q, tag, owner, temperature, category, deals, segment, page } = asked;
  const staff = staffOf(res);
  const { now, timeZone } = viewer;
  const [{ contacts, total, isGone }, names, segments] = await Promise.all([
    listSelection(asked, { staff, now, timeZone, page, perPage }),
    staffNames(),
    listSegments(),
  ]);
  const { language } = viewer;
  const count =
    total >= countedContacts
      ? t(language, 'panel:contacts.countOver', { count: total })
      : t(language, 'panel:contacts.count', { count: total });
  const narrowed = { q, tag, owner, temperature, category, deals, segment };
  return {
    ...narrowed,
    contacts: contacts.map(contact => ({ ...presentContactRow(viewer, contact, names), on: contact.id === asked.open })),
    count,
    pager: presentPager(viewer, { path: '/contacts', query: narrowed, page, perPage, total }),
    isFiltered: Object.values(narrowed).some(value => value !== ''),
    filters: presentFilters(language, asked, names, segments),
    ...(isGone && { problem: t(language, 'panel:segments.filter.gone') }),
    lists: segments.filter(({ kind }) => kind === 'list').map(({ id, name }) => ({ value: id, label: name })),
    owners: [
      { value: nobody, label: t(language, 'panel:card.noOwner') },
      ...[...names].map(([value, label]) => ({ value, label })),
    ],
    canWrite: may(staff, 'write'),
    // The page counts by itself, so the number's place is left in the words.
    bulkWords: t(language, 'panel:contacts.bulk.chosen', { count: '{{count}}' }),
    canCreate: may(staff, 'create'),
    canTrash: may(staff, 'delete'),
    canExport: may(staff, 'export'),
    exportHref: `/contacts/export?${new URLSearchParams(Object.entries(narrowed).filter(([, value]) => value !== ''))}`,
  };
}

async function trash(ids: string[], context: Parameters<typeof trashContacts>[1] & { by: { id: string } }): Promise<string[]> {
  const gone = await trashContacts(ids, context);
  for (const contact of gone) await audit({ at: context.now, what: 'deleted', staff: context.by.id, contact });
  return gone;
}

const idsOf = (contacts: Contact[]): string[] => contacts.map(({ id }) => id);

function presentFilters(
  language: 'ru' | 'en',
  asked: z.infer<typeof listQuery>,
  names: ReadonlyMap<string, string>,
  segments: Segment[],
) {
  const select = (name: 'owner' | 'temperature' | 'category' | 'deals' | 'segment', known: (readonly [string, string])[]) => ({
    name,
    label: t(language, `panel:contacts.filter.${name}`),
    on: asked[name] !== '',
    options: [['', t(language, `panel:contacts.filter.any.${name}`)] as const, ...known].map(([value, label]) => ({
      value,
      label,
      on: asked[name] === value,
    })),
  });
  return [
    select('owner', [[nobody, t(language, 'panel:card.noOwner')], ...names]),
    select(
      'temperature',
      temperatures.map((value: Temperature) => [value, t(language, `panel:card.temperature.${value}`)] as const),
    ),
    select(
      'category',
      categories.map((value: Category) => [value, t(language, `panel:card.category.${value}`)] as const),
    ),
    select('deals', [['yes', t(language, 'panel:contacts.filter.withDeals')]]),
    ...(segments.length > 0
      ? [
          select(
            'segment',
            segments.map(({ id, name }) => [id, name] as const),
          ),
        ]
      : []),
  ];
}

/** The list as it was narrowed on the page that asks. */
function addressQuery(url: string | undefined): unknown {
  return url && URL.canParse(url) ? Object.fromEntries(new URL(url).searchParams) : {};
}
