import { z } from 'zod';
import { fromCursor, toCursor } from './filters.ts';
import type { Call } from './route.ts';

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), next: z.string().nullable().describe('The `cursor` of the next page; null on the last one') });

interface Asked {
  limit: number;
  cursor?: string;
  fields?: string[];
}

/** Answers with a page: its items cut down to the fields that were asked for, and the way to the next one in the body and as a link. */
export async function answerPage<T extends { id: string }>(
  { query, req, set }: Pick<Call<unknown, Asked, unknown>, 'query' | 'req' | 'set'>,
  read: (page: { limit: number; after?: string }) => Promise<{ items: T[]; hasMore: boolean; place?: string | undefined }>,
) {
  const { limit, cursor, fields } = query;
  const { items, hasMore, place } = await read({ limit, ...(cursor && { after: fromCursor(cursor) }) });
  const end = place ?? items.at(-1)?.id;
  const next = hasMore && end !== undefined ? toCursor(end) : null;
  if (next) {
    const address = new URL(req.originalUrl, 'http://here');
    address.searchParams.set('cursor', next);
    set('link', `<${address.pathname}${address.search}>; rel="next"`);
  }
  return { data: fields ? items.map(item => only(item, ['id', ...fields])) : items, next };
}

/**
 * Lists that go by numbered pages, under a cursor that is the next page's number: it means the same with the same `limit`. What begins
 * meanwhile may make one come twice, never be left out.
 */
export function byPages<T>(read: (page: { page: number; perPage: number }) => Promise<{ items: T[]; total: number }>) {
  return async ({ limit, after }: { limit: number; after?: string }) => {
    const page = after === undefined ? 1 : z.coerce.number().int().min(1).max(100_000).catch(1).parse(after);
    const { items, total } = await read({ page, perPage: limit });
    return { items, hasMore: page * limit < total, place: String(page + 1) };
  };
}

function only(item: object, fields: string[]): object {
  return Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name)));
}
