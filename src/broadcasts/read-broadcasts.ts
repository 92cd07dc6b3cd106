import { literalPattern } from '../lib/literal-pattern.ts';
import type { Broadcast, BroadcastState } from './broadcast.ts';
import { notFound } from './broadcast-error.ts';
import { type BroadcastDocument, broadcasts, noParent, toBroadcast } from './broadcast-model.ts';

export interface BroadcastFilter {
  state?: BroadcastState | BroadcastState[];
  /** A part of the name. */
  query?: string;
  /** Only the occurrences of a repeated one; without it those that came of none. */
  parent?: string;
}

export interface Page {
  /** From 1. */
  page: number;
  perPage: number;
}

/** AppError `broadcasts.not_found`. */
export async function getBroadcast(id: string): Promise<Broadcast> {
  return toBroadcast(await readDocument(id));
}

/** Names of mailings by their ids; of those that are there. */
export async function broadcastNames(ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const found = await broadcasts.find({ _id: { $in: [...new Set(ids)] } }, { projection: { name: 1 } }).toArray();
  return new Map(found.map(({ _id, name }) => [_id, name]));
}

export async function readDocument(id: string): Promise<BroadcastDocument> {
  const found = await broadcasts.findOne({ _id: id });
  if (!found) throw notFound(id);
  return found;
}

/** A page of mailings, the newest first, and how many there are. */
export async function listBroadcasts(
  { state, query, parent = noParent }: BroadcastFilter,
  { page, perPage }: Page,
): Promise<{ broadcasts: Broadcast[]; total: number }> {
  const where = {
    parent,
    ...(state !== undefined && { state: Array.isArray(state) ? { $in: state } : state }),
    ...(query?.trim() && { name: { $regex: literalPattern(query.trim()), $options: 'i' } }),
  };
  const [found, total] = await Promise.all([
    broadcasts
      .find(where)
      .sort({ createdAt: -1 })
      .skip((page - 1) * perPage)
      .limit(perPage)
      .toArray(),
    broadcasts.countDocuments(where),
  ]);
  return { broadcasts: found.map(toBroadcast), total };
}

/** The mailings that a repeated one has become so far, the latest first. */
export function occurrencesOf(id: string, page: Page): Promise<{ broadcasts: Broadcast[]; total: number }> {
  return listBroadcasts({ parent: id }, page);
}

/** Those that use a segment, drafts as well: it must not go while they are there. */
export async function broadcastsWithSegment(segment: string): Promise<Broadcast[]> {
  const found = await broadcasts
    .find({ state: { $in: ['draft', 'rehearsed', 'scheduled', 'running', 'paused'] } })
    .sort({ state: 1, startAt: 1 })
    .toArray();
  return found.filter(each => namesSegment(each, segment)).map(toBroadcast);
}

function namesSegment({ audience, test }: BroadcastDocument, segment: string): boolean {
  if (audience.include.includes(segment) || audience.exclude.includes(segment)) return true;
  // A rule names a segment by its id, which stands nowhere else.
  return JSON.stringify([audience.rule, test?.goal]).includes(JSON.stringify(segment));
}
