import { z } from 'zod';
import { getDeal } from '../../deals/index.ts';
import type { Logger } from '../../lib/logger.ts';
import { refreshTraits } from '../../segments/index.ts';
import { getTask } from '../../tasks/index.ts';
import type { ApiRoute } from './route.ts';

const id = z.string().min(1).max(100);
const naming = z
  .object({ contact: id, contacts: z.array(id), other: id, id })
  .partial()
  .catch({});

/**
 * Whose deal or task a request is about to change: its answer may name nobody, or somebody else. To be asked before anything is written; of
 * all other requests it is known from themselves.
 */
export async function whoseBefore(route: Pick<ApiRoute, 'method' | 'path'>, params: unknown): Promise<string[]> {
  const { id: named } = naming.parse(params);
  if (route.method === 'get' || named === undefined) return [];
  if (route.path.startsWith('/deals/')) {
    const deal = await getDeal(named);
    return deal ? [deal.contact, ...(deal.contacts ?? [])] : [];
  }
  if (!route.path.startsWith('/tasks/')) return [];
  const { contact } = (await getTask(named)) ?? {};
  return contact === undefined ? [] : [contact];
}

/**
 * Whoever has just written to a contact finds it in segments and audiences by their next request, not only after the next tick of the traits,
 * which sees to it where this fails.
 */
export async function tellSegments(
  route: Pick<ApiRoute, 'method' | 'path'>,
  { params, body, made, before }: { params: unknown; body: unknown; made: unknown; before: string[] },
  log: Logger,
): Promise<void> {
  if (route.method === 'get') return;
  const [given, told] = [naming.parse(body ?? {}), naming.parse(made ?? {})];
  const own = route.path.startsWith('/contacts') ? [naming.parse(params).id, told.id, given.other] : [];
  const others = [given, told].flatMap(({ contact, contacts = [] }) => [contact, ...contacts]);
  const contacts = [...before, ...own, ...others].filter(each => each !== undefined);
  await refreshTraits(contacts).catch(error =>
    log.warn({ err: error, contacts }, 'segments hear of a change with the next tick'),
  );
}
