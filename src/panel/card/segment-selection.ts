import type { z } from 'zod';
import { type Contact, getContacts, listContacts, streamContacts } from '../../contacts/index.ts';
import type { Rule } from '../../rules/index.ts';
import {
  aggregateTraits,
  audienceFilter,
  countAudience,
  getSegment,
  inSegment,
  streamAudience,
  whichOf,
} from '../../segments/index.ts';
import { may, type Staff } from '../../staff/index.ts';
import { type contactSelection, filterOf, nobody } from './contact-selection.ts';

type Selection = z.infer<typeof contactSelection>;

interface Means {
  staff: Staff;
  now: Date;
  timeZone: string;
}

/** So many of those found by words are looked at for their segment. */
const mostFound = 2000;
const batch = 500;

/** A page of a selection, those heard from last first; `isGone`: its segment is not there any more. */
export async function listSelection(
  selection: Selection,
  { page, perPage, ...means }: Means & { page: number; perPage: number },
): Promise<{ contacts: Contact[]; total: number; isGone?: true }> {
  const { segment, q } = selection;
  if (!segment) return listContacts({ ...filterOf(means.staff, selection), page, perPage });
  if (!(await getSegment(segment))) return { contacts: [], total: 0, isGone: true };
  if (q) return listFound(selection, { page, perPage, ...means });
  const rule = ruleOf(selection, means.staff);
  const [filter, total] = await Promise.all([audienceFilter(rule, means), countAudience(rule, means)]);
  const found = await aggregateTraits([
    { $match: filter },
    { $sort: { 'contact.lastActivityAt': -1, _id: 1 } },
    { $skip: (page - 1) * perPage },
    { $limit: perPage },
    { $project: { _id: 1 } },
  ]);
  return { contacts: await getContacts(found.map(each => ('_id' in each ? String(each._id) : ''))), total };
}

/** All cards of a selection, hundreds at a time. */
export async function* streamSelection(selection: Selection, means: Means): AsyncGenerator<Contact> {
  const { segment, q } = selection;
  if (!segment) return yield* streamContacts(filterOf(means.staff, selection));
  if (!(await getSegment(segment))) return;
  if (!q) {
    for await (const ids of streamAudience(ruleOf(selection, means.staff), means)) yield* await getContacts(ids);
    return;
  }
  let waiting: Contact[] = [];
  for await (const contact of streamContacts(filterOf(means.staff, selection))) {
    waiting.push(contact);
    if (waiting.length < batch) continue;
    yield* await inTheSegment(waiting, segment, means);
    waiting = [];
  }
  yield* await inTheSegment(waiting, segment, means);
}

/** Words are looked for in the cards, the segment in what is found. */
async function listFound(selection: Selection, { page, perPage, ...means }: Means & { page: number; perPage: number }) {
  const { contacts } = await listContacts({ ...filterOf(means.staff, selection), page: 1, perPage: mostFound });
  const all = await inTheSegment(contacts, selection.segment, means);
  return { contacts: all.slice((page - 1) * perPage, page * perPage), total: all.length };
}

async function inTheSegment(contacts: Contact[], segment: string, means: Means): Promise<Contact[]> {
  const ids = contacts.map(({ id }) => id);
  const there = await whichOf(ids, inSegment(segment), means);
  return contacts.filter(({ id }) => there.has(id));
}

/** What else the list is narrowed by, asked of the same documents as the segment. */
function ruleOf({ segment, tag, owner, temperature, category, deals }: Selection, staff: Staff): Rule {
  const unowned: Rule = { field: 'contact.owner', op: 'exists', value: false };
  return {
    all: [
      inSegment(segment),
      ...(tag ? [{ field: 'contact.tags', op: 'has' as const, value: tag }] : []),
      ...(owner ? [owner === nobody ? unowned : { field: 'contact.owner', op: 'eq' as const, value: owner }] : []),
      ...(temperature ? [{ field: 'contact.temperature', op: 'eq' as const, value: temperature }] : []),
      ...(category ? [{ field: 'contact.category', op: 'eq' as const, value: category }] : []),
      ...(deals ? [{ field: 'deals.open', op: 'gte' as const, value: 1 }] : []),
      ...(may(staff, 'seeAll') ? [] : [{ any: [unowned, { field: 'contact.owner', op: 'eq' as const, value: staff.id }] }]),
    ],
  };
}
