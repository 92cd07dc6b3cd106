import { type Broadcast, type BroadcastState, broadcastStates, currentReport } from '../../broadcasts/index.ts';
import { t } from '../../texts/index.ts';
import { presentPager } from '../present-pager.ts';
import type { Viewer } from '../viewer.ts';
import { numberWords, percentWords } from './numbers.ts';
import { isDraft, presentState, presentWhen } from './present-state.ts';

export interface ListQuery {
  q: string;
  state: BroadcastState | '';
  page: number;
}

export const perPage = 25;

/** The list of mailings with its filters. */
export function presentList(viewer: Viewer, found: { broadcasts: Broadcast[]; total: number }, query: ListQuery) {
  const { q, state, page } = query;
  const rows = found.broadcasts.map(broadcast => presentRow(viewer, broadcast));
  const narrowed = q !== '' || state !== '';
  return {
    rows,
    q,
    state,
    ids: found.broadcasts.map(({ id }) => id).join(' '),
    address: addressOf(query),
    states: ['' as const, ...broadcastStates].map(each => ({
      value: each,
      on: each === state,
      label: t(viewer.language, each === '' ? 'panel:broadcasts.allStates' : `panel:broadcasts.states.${each}`),
    })),
    isNothing: rows.length === 0 && !narrowed,
    isNothingFound: rows.length === 0 && narrowed,
    pager: presentPager(viewer, { path: '/broadcasts', query: { q, state }, page, perPage, total: found.total }),
  };
}

function addressOf({ q, state, page }: ListQuery): string {
  const query = new URLSearchParams({ ...(q && { q }), ...(state && { state }), ...(page > 1 && { page: String(page) }) });
  return query.size > 0 ? `/broadcasts?${query}` : '/broadcasts';
}

/** A line of the list. What was sent comes by itself afterwards: counting many mailings takes longer than showing them. */
export function presentRow(viewer: Viewer, broadcast: Broadcast) {
  const { id, name, schedule, parent, startedAt } = broadcast;
  return {
    id,
    href: `/broadcasts/${id}`,
    name,
    state: presentState(viewer, broadcast),
    when: presentWhen(viewer, broadcast),
    isRepeat: schedule.kind === 'repeat' && parent === undefined,
    canRemove: isDraft(broadcast),
    hasNumbers: startedAt !== undefined,
  };
}

/** How many it was for, how far it has come, what it led to: each number with its list. */
export async function presentNumbers(viewer: Viewer, broadcast: Broadcast) {
  const { audience, outcomes, results } = await currentReport(broadcast, viewer);
  const list = (what: string) => `/broadcasts/${broadcast.id}/report/people?what=${what}`;
  const isOn = broadcast.state === 'running' || broadcast.state === 'paused';
  const done = audience - outcomes.waiting;
  return {
    size: t(viewer.language, 'panel:broadcasts.people', { count: audience, number: numberWords(viewer, audience) }),
    sizeHref: list('audience'),
    ...(isOn && { progress: { done, total: Math.max(1, audience), words: percentWords(viewer, done, audience) } }),
    numbers: [
      { id: 'sent', words: numberWords(viewer, outcomes.sent), href: list('sent') },
      { id: 'clicked', words: numberWords(viewer, results.clicked), href: list('did.clicked') },
      { id: 'replied', words: numberWords(viewer, results.replied), href: list('did.replied') },
    ].map(each => ({ ...each, label: t(viewer.language, `panel:broadcasts.numbers.${each.id}`) })),
  };
}
