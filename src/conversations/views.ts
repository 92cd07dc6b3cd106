import type { Filter } from 'mongodb';
import { latestPage, memoFor } from '../db/index.ts';
import type { MessengerName } from '../messages/index.ts';
import { type Conversation, never } from './conversation.ts';
import { type ConversationDocument, conversations, toConversation } from './conversation-model.ts';
import { defaultQueue } from './queue.ts';
import { findNarrowed, type OnlyContacts, type Tagged } from './tagged.ts';

/**
 * `waiting`: customers whom people owe an answer; `mine`: the member of staff's own; `unassigned`: nobody's in particular; `bot`: the bot
 * speaks; `all`; `snoozed`; `closed`. What is snoozed is in none of the first three.
 */
export const conversationViews = ['waiting', 'mine', 'unassigned', 'bot', 'all', 'snoozed', 'closed'] as const;
export type ConversationView = (typeof conversationViews)[number];

/** Which of a list are wanted, and who looks. */
export interface Wanted {
  viewer: string;
  /** Not what belongs to others of the staff. */
  ownOnly?: boolean;
  messenger?: MessengerName | undefined;
  staff?: string | undefined;
  queue?: string | undefined;
  tag?: string | undefined;
  contacts?: OnlyContacts | undefined;
}

type Query = Filter<ConversationDocument>;

/** Every list goes by the mode, so that one index serves them all: each index costs every message a write. */
function queryOf(view: ConversationView, viewer: string): Query {
  const awake = { snoozed: { $exists: false } };
  // Nobody has to look through those of whom the messenger only told.
  const lastAt = { $gt: never };
  switch (view) {
    case 'waiting':
      return { mode: { $in: ['queue', 'staff'] }, waitingSince: { $exists: true }, ...awake };
    case 'mine':
      return { mode: 'staff', staff: viewer, ...awake };
    case 'unassigned':
      return { $or: [{ mode: 'queue' }, { mode: 'staff', staff: { $exists: false } }], ...awake };
    case 'bot':
      return { mode: 'bot', lastAt };
    case 'all':
      return { mode: { $in: ['bot', 'queue', 'staff', 'closed'] }, lastAt };
    case 'snoozed':
      return { mode: { $in: ['queue', 'staff'] }, snoozed: { $exists: true } };
    case 'closed':
      return { mode: 'closed' };
  }
}

/** The conditions that hold beside the list itself. */
function narrowing({ viewer, ownOnly, messenger, staff, queue }: Wanted): Query[] {
  return [
    { hidden: { $exists: false } },
    ...(ownOnly ? [{ staff: { $in: [viewer, null] } } as Query] : []),
    ...(messenger ? [{ messenger }] : []),
    ...(staff ? [{ staff }] : []),
    ...(queue === defaultQueue ? [{ mode: { $ne: 'bot' as const }, queue: { $in: [queue, null] } } as Query] : []),
    ...(queue && queue !== defaultQueue ? [{ queue }] : []),
  ];
}

/**
 * The beginning of a list: the ones with the latest messages first, of those who wait the ones whose time is over, then who has waited
 * longest. `hasMore`: there are others.
 */
export async function listConversations(
  input: Wanted & { view: ConversationView; limit: number; now: Date },
): Promise<{ conversations: Conversation[]; hasMore: boolean }> {
  const { view, limit, now } = input;
  const query: Query = { $and: [queryOf(view, input.viewer), ...narrowing(input)] };
  const tagged = await findNarrowed(input);
  const taking = { query, sort: byLatest, limit: limit + 1, tagged };
  const all = await (view === 'waiting' ? waiting({ ...taking, now }) : longLists.has(view) ? latest(taking) : take(taking));
  return { conversations: all.slice(0, limit).map(toConversation), hasMore: all.length > limit };
}

const byLatest = { lastAt: -1 } as const;
/** What a large base has most of. */
const longLists: ReadonlySet<ConversationView> = new Set(['bot', 'all', 'closed']);

async function waiting({ query, limit, now, tagged }: Taking & { now: Date }) {
  const overdue: Query = { $and: [query, { dueAt: { $exists: true, $lte: now } }] };
  const first = await take({ query: overdue, sort: { dueAt: 1 }, limit, tagged });
  if (first.length === limit) return first;
  const others: Query = { $and: [query, { dueAt: { $not: { $lte: now } } }] };
  return [...first, ...(await take({ query: others, sort: { waitingSince: 1 }, limit: limit - first.length, tagged }))];
}

function latest({ query, limit, tagged }: Taking): Promise<ConversationDocument[]> {
  const since = (moment: Date): Query => (moment.getTime() > 0 ? { $and: [query, { lastAt: { $gt: moment } }] } : query);
  return latestPage(limit, moment => take({ query: since(moment), sort: byLatest, limit, tagged }));
}

interface Taking {
  query: Query;
  sort: Record<string, 1 | -1>;
  limit: number;
  tagged: Tagged | undefined;
}

/** As many as are wanted; where a tag is on too many cards to name them, what is found is looked through until there are enough. */
async function take({ query, sort, limit, tagged }: Taking): Promise<ConversationDocument[]> {
  if (tagged?.kind === 'none') return [];
  const find = (wanted: Query) => conversations.find(wanted).sort(sort);
  if (!tagged) return find(query).limit(limit).toArray();
  if (tagged.kind === 'few')
    return find({ $and: [query, { _id: { $in: tagged.ids } }] })
      .limit(limit)
      .toArray();
  const found: ConversationDocument[] = [];
  for (let skip = 0; found.length < limit; skip += batchSize) {
    const batch = await find(query).skip(skip).limit(batchSize).toArray();
    found.push(...(await tagged.among(batch)));
    if (batch.length < batchSize) break;
  }
  return found.slice(0, limit);
}

const batchSize = 500;

/** Numbers from here on are told as "more than": counting every conversation of a large base would cost more than the page. */
export const countedConversations = 1000;

/**
 * How many there are in each list, at most `countedConversations`; nothing while a tag is on too many cards to count by it. Of the long lists
 * nothing is told to who sees only their own: whose card each of them is would have to be looked up.
 */
export async function countConversations(wanted: Wanted): Promise<Partial<Record<ConversationView, number>> | undefined> {
  const { tag, contacts, ownOnly } = wanted;
  if (ownOnly && !tag && !contacts) {
    const short = conversationViews.filter(view => !longLists.has(view));
    const counts = await Promise.all(short.map(view => countOwn(view, wanted)));
    return Object.fromEntries(short.map((view, i) => [view, counts[i] ?? 0]));
  }
  const tagged = await findNarrowed(wanted);
  if (tagged?.kind === 'many') return undefined;
  const ids = tagged && { _id: { $in: tagged.kind === 'few' ? tagged.ids : [] } };
  const counts = await Promise.all(conversationViews.map(view => count(view, wanted, ids)));
  return Object.fromEntries(conversationViews.map((view, i) => [view, counts[i] ?? 0]));
}

async function countOwn(view: ConversationView, wanted: Wanted): Promise<number> {
  const query: Query = { $and: [queryOf(view, wanted.viewer), ...narrowing(wanted)] };
  const tagged = await findNarrowed(wanted);
  return (await take({ query, sort: byLatest, limit: countedConversations, tagged })).length;
}

/** How many customers people owe an answer, as the viewer sees them. */
export const countWaiting = (wanted: Pick<Wanted, 'viewer' | 'ownOnly'>): Promise<number> =>
  wanted.ownOnly ? countOwn('waiting', wanted) : count('waiting', wanted, undefined);

/** A list that has more than are told of is not counted again for a minute. */
const many = memoFor<number>(60_000);

async function count(view: ConversationView, wanted: Wanted, ids: Query | undefined): Promise<number> {
  const query: Query = { $and: [queryOf(view, wanted.viewer), ...narrowing(wanted), ...(ids ? [ids] : [])] };
  const read = () => conversations.countDocuments(query, { limit: countedConversations });
  if (ids) return read();
  const key = JSON.stringify(query);
  const found = await many.get(key, read);
  if (found < countedConversations) many.forget(key);
  return found;
}

/** How many open conversations each of these people has; what is put off does not count. */
export async function openConversationsOf(staff: string[]): Promise<Map<string, number>> {
  const found = await conversations
    .aggregate<{ _id: string; open: number }>([
      { $match: { mode: 'staff', staff: { $in: staff }, snoozed: { $exists: false } } },
      { $group: { _id: '$staff', open: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(found.map(({ _id, open }) => [_id, open]));
}

/** What waits in a queue for somebody to have it, who has waited longest first. */
export async function unassignedIn(queue: string, limit: number): Promise<string[]> {
  const found = await conversations
    .find<{ _id: string }>(
      { mode: 'queue', snoozed: { $exists: false }, waitingSince: { $exists: true }, ...inQueue(queue) },
      { projection: { _id: 1 } },
    )
    .sort({ waitingSince: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

/** Since when nobody has written: where people owe an answer, and elsewhere. */
export interface Silence {
  since: Date;
  owedSince: Date;
}

/** Whether nobody has written in what people hold, and nobody has taken it, since then. Pure. */
export function isSilent({ mode, snoozed, waitingSince, lastAt, modeAt }: Conversation, silence: Silence): boolean {
  const since = waitingSince ? silence.owedSince : silence.since;
  return (mode === 'queue' || mode === 'staff') && !snoozed && lastAt <= since && !(modeAt && modeAt > since);
}

/** What people of a queue hold and nobody has written in since; the longest silent first. */
export async function silentIn(queue: string, { since, owedSince }: Silence, limit: number): Promise<string[]> {
  const silent = (at: Date) => ({ lastAt: { $gt: never, $lte: at }, modeAt: { $not: { $gt: at } } });
  const found = await conversations
    .find<{ _id: string }>(
      {
        mode: { $in: ['queue', 'staff'] },
        snoozed: { $exists: false },
        $and: [
          inQueue(queue),
          {
            $or: [
              { waitingSince: { $exists: false }, ...silent(since) },
              { waitingSince: { $exists: true }, ...silent(owedSince) },
            ],
          },
        ],
      },
      { projection: { _id: 1 } },
    )
    .sort({ lastAt: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}

const inQueue = (queue: string): Query => (queue === defaultQueue ? ({ queue: { $in: [queue, null] } } as Query) : { queue });

/** Names of queues that conversations are in now, whoever has set them up. */
export async function queuesInUse(): Promise<string[]> {
  const found = await conversations
    .aggregate<{ _id: string | null }>([
      { $match: { mode: { $in: ['queue', 'staff'] } } },
      { $group: { _id: '$queue' } },
      { $limit: 200 },
    ])
    .toArray();
  return found.flatMap(({ _id }) => _id ?? []);
}
