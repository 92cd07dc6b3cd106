import { AppError } from '../lib/app-error.ts';
import type { MemberDocument } from './moves-model.ts';

/** Somebody who is in a segment and is not noted so, or the other way round. */
export interface Difference {
  contact: string;
  isIn: boolean;
  before?: Pick<MemberDocument, 'moves'>;
}

type Noted = Pick<MemberDocument, 'contact' | 'isIn' | 'moves'>;

/**
 * Compares who is in a segment with who is noted: both come in the order of their ids, so that a million need no more memory than a few. AppError
 * `segments.no_order` if the first do not. Pure but for what it reads.
 */
export async function* differencesOf(
  present: AsyncIterable<string[]>,
  noted: AsyncIterable<Noted[]>,
): AsyncGenerator<Difference> {
  const known = oneByOne(noted);
  let next = await known.next();
  let last = '';
  for await (const contact of oneByOne(present)) {
    if (contact <= last) throw new AppError('segments.no_order', 'Contacts have to come in the order of their ids.', { contact });
    last = contact;
    for (; !next.done && next.value.contact < contact; next = await known.next()) if (next.value.isIn) yield left(next.value);
    const before = !next.done && next.value.contact === contact ? next.value : undefined;
    if (!before?.isIn) yield { contact, isIn: true, ...(before && { before }) };
    if (before) next = await known.next();
  }
  for (; !next.done; next = await known.next()) if (next.value.isIn) yield left(next.value);
}

const left = (before: Noted): Difference => ({ contact: before.contact, isIn: false, before });

async function* oneByOne<T>(stretches: AsyncIterable<T[]>): AsyncGenerator<T> {
  for await (const stretch of stretches) yield* stretch;
}
