import { getContacts } from '../../contacts/index.ts';
import {
  type Deal,
  type DealFilter,
  dealsIn,
  listDeals,
  type Pipeline,
  type Stage,
  type StageTotal,
  totalsByStage,
} from '../../deals/index.ts';
import { staffNames } from '../../staff/index.ts';
import { contactName } from '../present-contact.ts';
import { presentPager } from '../present-pager.ts';
import { presentPersonal } from '../present-phone.ts';
import { presentComingDate, presentShortTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';
import { addressOf, type DealsQuery } from './read-filter.ts';
import { fieldName, money, stageIn, stageName, words } from './words.ts';

const perColumn = 30;
const perPage = 50;
/** A column opened further than this closes to it when the board looks anew. */
const mostShown = 300;

/** Every column of a pipeline with its first deals, their number and sum. */
export async function presentBoard(viewer: Viewer, { pipeline, query, filter }: Board) {
  const stages = query.without ? pipeline.stages.filter(({ kind }) => kind === 'open') : pipeline.stages;
  const counts = shownIn(query);
  const [totals, ...found] = await Promise.all([
    totalsByStage(filter),
    ...stages.map(({ id }) => dealsIn(filter, { stage: id, limit: (counts.get(id) ?? perColumn) + 1 })),
  ]);
  const cards = await presentCards(viewer, found.flat(), pipeline);
  const columns = stages.map((stage, i) => ({
    ...presentHead(viewer, stage, totals.get(stage.id), pipeline),
    ...columnOf(found[i] ?? [], { cards, query, stage, most: counts.get(stage.id) ?? perColumn }),
  }));
  return { columns, isEmpty: totals.size === 0 };
}

interface Board {
  pipeline: Pipeline;
  query: DealsQuery;
  filter: DealFilter;
}

/** The next stretch of one column. */
export async function presentMore(
  viewer: Viewer,
  { pipeline, query, filter }: Board,
  { stage, after }: { stage: string; after: Deal },
) {
  const found = await dealsIn(filter, { stage, after, limit: perColumn + 1 });
  const cards = await presentCards(viewer, found, pipeline);
  return columnOf(found, { cards, query, stage: stageIn(pipeline, stage), most: perColumn });
}

/** How many cards each column shows that somebody has opened further. */
function shownIn({ shown }: DealsQuery): Map<string, number> {
  const counts = shown.map(text => /^(\d+):(.*)$/s.exec(text));
  return new Map(
    counts.flatMap(found => (found?.[2] ? [[found[2], Math.min(Math.max(Number(found[1]), perColumn), mostShown)]] : [])),
  );
}

function columnOf(
  found: Deal[],
  { cards, query, stage, most }: { cards: Map<string, unknown>; query: DealsQuery; stage: Stage; most: number },
) {
  const some = found.slice(0, most);
  const last = some.at(-1);
  const more =
    found.length > most &&
    last &&
    `${addressOf(query, {}, '/deals/column')}${addressOf(query).includes('?') ? '&' : '?'}stage=${encodeURIComponent(stage.id)}&after=${encodeURIComponent(last.id)}`;
  return { deals: some.map(({ id }) => cards.get(id)), ...(more && { more }) };
}

function presentHead(viewer: Viewer, stage: Stage, total: StageTotal | undefined, { currency }: Pipeline) {
  const { count = 0, sum = 0 } = total ?? {};
  return {
    id: stage.id,
    kind: stage.kind,
    name: stageName(viewer, stage),
    colour: stage.colour ?? 'grey',
    number: count,
    count: words(viewer, 'column.count', { count }),
    sum: money(viewer, sum, currency),
  };
}

async function presentCards(viewer: Viewer, deals: Deal[], pipeline: Pipeline) {
  const [contacts, names] = await Promise.all([getContacts(deals.map(({ contact }) => contact)), staffNames()]);
  const byId = new Map(contacts.map(contact => [contact.id, contactName(viewer, contact)]));
  return new Map(deals.map(deal => [deal.id, presentCard(viewer, deal, { pipeline, contact: byId.get(deal.contact), names })]));
}

function presentCard(
  viewer: Viewer,
  deal: Deal,
  { pipeline, contact, names }: { pipeline: Pipeline; contact: string | undefined; names: ReadonlyMap<string, string> },
) {
  const { id, title, amount, owner, nextAt, isOpen, expectedAt, tags, stage } = deal;
  const isSomeDay = nextAt && nextAt.getUTCFullYear() > 9000;
  const next = nextAt && !isSomeDay && words(viewer, 'nextAt', { time: presentShortTime(viewer, nextAt).words });
  return {
    id,
    title: presentPersonal(viewer, title),
    href: `/deals/${id}`,
    contact,
    stage: stageName(viewer, stageIn(pipeline, stage)),
    stageId: stage,
    amount: amount !== undefined && money(viewer, amount, pipeline.currency),
    owner: owner && names.get(owner),
    tags: tags?.map(tag => presentPersonal(viewer, tag)),
    ...(isOpen && (nextAt ? { next, isLate: nextAt < viewer.now } : { noNext: words(viewer, 'noNext') })),
    expectedDay: expectedAt && presentComingDate(viewer, expectedAt),
    expected: expectedAt && words(viewer, 'expected', { date: presentComingDate(viewer, expectedAt) }),
    at: presentShortTime(viewer, deal.at),
    stageAt: deal.stageAt && presentShortTime(viewer, deal.stageAt),
  };
}

/** One page of the list with what all of it comes to. */
export async function presentList(viewer: Viewer, { pipeline, query, filter }: Board) {
  const { order, up, page } = query;
  const { deals, total } = await listDeals(filter, { order, up: up === '1', page, perPage });
  const cards = await presentCards(viewer, deals, pipeline);
  const heads = (['at', 'stageAt', 'amount', 'expectedAt'] as const).map(id => ({
    id,
    label: fieldName(viewer, id),
    href: addressOf(query, { order: id, up: order === id && !up ? '1' : '' }),
    isUp: up === '1',
    sorted: order === id ? (up ? 'ascending' : 'descending') : undefined,
  }));
  return {
    deals: deals.map(({ id }) => cards.get(id)),
    heads: Object.fromEntries(heads.map(head => [head.id, head])),
    total: { count: words(viewer, 'column.count', { count: total.count }), sum: money(viewer, total.sum, pipeline.currency) },
    pager: presentPager(viewer, { path: '/deals', query: plain(query), page, perPage, total: total.count }),
    isEmpty: total.count === 0,
  };
}

function plain({ page: _page, shown: _shown, ...query }: DealsQuery): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value ?? '']));
}
