import { z } from 'zod';
import { listContacts } from '../../contacts/index.ts';
import { type DealFilter, dealOrders, type Pipeline } from '../../deals/index.ts';
import { addDays, instantOf } from '../../lib/zoned-time.ts';
import { may } from '../../staff/index.ts';
import type { Viewer } from '../viewer.ts';

const day = z.union([z.iso.date(), z.literal('')]).catch('');
const line = z.string().trim().max(200).catch('');

/** What a board or a list is narrowed by, as it stands in the address. */
export const dealsQuery = z.object({
  pipeline: line,
  view: z.enum(['board', 'list']).catch('board'),
  owner: line,
  tag: line,
  source: line,
  from: day,
  until: day,
  q: line,
  without: z.literal('next').optional().catch(undefined),
  order: z.enum(dealOrders).catch('at'),
  up: z.literal('1').optional().catch(undefined),
  /** `<count>:<stage>` of columns that were opened further. */
  shown: z
    .union([z.string(), z.array(z.string())])
    .transform(value => [value].flat())
    .catch([]),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
});
export type DealsQuery = z.infer<typeof dealsQuery>;

const midnight = { hour: 0, minute: 0 };
const mostContacts = 200;

/** The filter for the database; words are looked for among contacts too. */
export async function readFilter(viewer: Viewer, query: DealsQuery, pipeline: Pipeline): Promise<DealFilter> {
  const { owner, tag, source, from, until, q, without } = query;
  const { staff, timeZone } = viewer;
  const contacts = q
    ? (await listContacts({ query: q, ...(staff && { role: staff.role }), page: 1, perPage: mostContacts })).contacts
    : [];
  return {
    pipeline: pipeline.id,
    ...(staff && !may(staff, 'seeAll') && { onlyOf: staff.id }),
    ...(owner && { owner }),
    ...(tag && { tag }),
    ...(source && { source }),
    ...(from && { from: instantOf(from, midnight, timeZone) }),
    ...(until && { until: instantOf(addDays(until, 1), midnight, timeZone) }),
    ...(q && { text: q, contacts: contacts.map(({ id }) => id) }),
    ...(without && { withoutNext: true }),
  };
}

/** The address of the same deals otherwise; empty parts are left out. */
export function addressOf(query: DealsQuery, other: Partial<Record<keyof DealsQuery, string>> = {}, path = '/deals'): string {
  const { shown: _shown, ...place } = query;
  const all = { ...place, page: '', ...other };
  const parts = Object.entries(all).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
  const search = new URLSearchParams(parts as [string, string][]);
  return search.size > 0 ? `${path}?${search}` : path;
}
