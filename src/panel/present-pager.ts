import { t } from '../texts/index.ts';
import type { Viewer } from './viewer.ts';

interface Page {
  path: string;
  /** What the list is narrowed by; empty parts are left out of the addresses. */
  query: Record<string, string>;
  page: number;
  perPage: number;
  total: number;
}

/** Where a page stands in its list and the ways to the next ones; nothing when there is only one. */
export function presentPager({ language }: Pick<Viewer, 'language'>, { path, query, page, perPage, total }: Page) {
  if (total <= perPage && page === 1) return undefined;
  const address = (to: number) => {
    const narrowed = Object.entries(query).filter(([, value]) => value !== '');
    return `${path}?${new URLSearchParams([...narrowed, ['page', String(to)]])}`;
  };
  const from = (page - 1) * perPage + 1;
  const to = Math.min(total, page * perPage);
  return {
    range: t(language, 'panel:pager.range', { from: Math.min(from, total), to, total }),
    ...(page > 1 && { previous: address(page - 1) }),
    ...(to < total && { next: address(page + 1) }),
  };
}
