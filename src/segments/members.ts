import type { Rule } from '../rules/index.ts';
import { getSegment, needSegment } from './read-segments.ts';
import { segments } from './segment-model.ts';
import { aggregateTraits, audienceFilter, countAudience, refreshTraits } from './traits/index.ts';

interface Means {
  now: Date;
  timeZone: string;
}

/** The rule that says that somebody is in a segment, of whichever kind. */
export const inSegment = (...ids: string[]): Rule => ({ field: 'segment', op: 'in', value: ids });

/** Contacts of a segment in the order of their ids, behind the one that the page before ended with. AppError `segments.not_found`. */
export async function membersOf(
  id: string,
  { limit, after = '', ...means }: Means & { limit: number; after?: string },
): Promise<{ contacts: string[]; hasMore: boolean }> {
  await needSegment(id);
  return audiencePage(inSegment(id), { limit, after, ...means });
}

/** The same of any rule. */
export async function audiencePage(
  rule: Rule | undefined,
  { limit, after = '', ...means }: Means & { limit: number; after?: string },
): Promise<{ contacts: string[]; hasMore: boolean }> {
  const filter = await audienceFilter(rule, means);
  const found = await aggregateTraits([
    { $match: { $and: [{ _id: { $gt: after } }, filter] } },
    { $sort: { _id: 1 } },
    { $limit: limit + 1 },
    { $project: { _id: 1 } },
  ]);
  const contacts = found.map(idIn);
  return { contacts: contacts.slice(0, limit), hasMore: contacts.length > limit };
}

/** Which of these contacts a rule holds on. */
export async function whichOf(contacts: string[], rule: Rule, means: Means): Promise<Set<string>> {
  if (contacts.length === 0) return new Set();
  const filter = await audienceFilter(rule, means);
  const found = await aggregateTraits([{ $match: { $and: [{ _id: { $in: contacts } }, filter] } }, { $project: { _id: 1 } }]);
  return new Set(found.map(idIn));
}

/** In which of these segments somebody is as they are now; a segment that is gone has nobody in it. */
export async function segmentsOf(contact: string, ids: string[], means: Means): Promise<string[]> {
  if (ids.length === 0) return [];
  await refreshTraits([contact], means);
  const found = await Promise.all(
    ids.map(async id => ((await getSegment(id)) && (await whichOf([contact], inSegment(id), means)).has(contact) ? [id] : [])),
  );
  return found.flat();
}

/** How many are in a segment now; what came out is kept with it. AppError `segments.not_found`. */
export async function countSegment(id: string, means: Means): Promise<number> {
  const { version } = await needSegment(id);
  const count = await countAudience(inSegment(id), means);
  await segments.updateOne({ _id: id, version }, { $set: { size: { count, at: means.now } } });
  return count;
}

const idIn = (document: object): string => ('_id' in document ? String(document._id) : '');
