import { z } from 'zod';
import type { Logger } from '../../lib/logger.ts';
import { refreshTraits } from '../../segments/index.ts';
import type { ApiRoute } from './route.ts';

const id = z.string().min(1).max(100);
const naming = z
  .object({ contact: id, contacts: z.array(id), other: id, id })
  .partial()
  .catch({});

/**
 * Whoever has just written to a contact finds it in segments and audiences by their next request, not only after the next tick of the traits,
 * which sees to it where this fails.
 */
export async function tellSegments(
  route: Pick<ApiRoute, 'method' | 'path'>,
  { params, body, made }: { params: unknown; body: unknown; made: unknown },
  log: Logger,
): Promise<void> {
  if (route.method === 'get') return;
  const [given, told] = [naming.parse(body ?? {}), naming.parse(made ?? {})];
  const own = route.path.startsWith('/contacts') ? [naming.parse(params).id, told.id, given.other] : [];
  const others = [given, told].flatMap(({ contact, contacts = [] }) => [contact, ...contacts]);
  const contacts = [...own, ...others].filter(each => each !== undefined);
  await refreshTraits(contacts).catch(error =>
    log.warn({ err: error, contacts }, 'segments hear of a change with the next tick'),
  );
}
