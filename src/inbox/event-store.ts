import { MongoServerError } from 'mongodb';
import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { conversationId, type MessengerName, type Update } from '../messages/index.ts';

/** Longer than any messenger repeats an update: Telegram keeps them for a day, VK's last repetition comes after some two hours. */
const keptSeconds = 7 * 24 * 60 * 60;
/** An event that breaks our code so often is put aside, so that the ones behind it are heard. */
const mostAttempts = 5;

/** A raw update as it came. `open` stands until it is handled, so that the index of waiting ones stays small. */
export interface EventDocument {
  _id: string;
  messenger: MessengerName;
  conversation?: string;
  order?: number;
  raw: unknown;
  receivedAt: Date;
  /** The same for all parts of an album. */
  album?: string;
  open?: true;
  attempts?: number;
  failure?: string;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<EventDocument>(
  {
    _id: String,
    messenger: String,
    conversation: String,
    order: Number,
    raw: Mixed,
    receivedAt: Date,
    album: String,
    open: Boolean,
    attempts: Number,
    failure: String,
  },
  { collection: 'events', versionKey: false, minimize: false },
);
schema.index({ open: 1, conversation: 1, order: 1, receivedAt: 1 }, { partialFilterExpression: { open: true } });
schema.index({ receivedAt: 1 }, { expireAfterSeconds: keptSeconds });

const EventModel = mongoose.model('Event', schema);
const events = rawCollection<EventDocument>(EventModel);

const insert = batching((documents: EventDocument[]) => insertNew(events, documents, { large: true }), {
  urgent: true,
});

/** Stores updates under their unique keys. Answers with those that are new and belong to a conversation. */
export async function storeEvents(messenger: MessengerName, updates: Update[], now: Date): Promise<WaitingEvent[]> {
  const documents = updates.map(({ key, raw, incoming, order }, i): EventDocument => {
    const conversation = incoming && conversationId(incoming.address);
    const album = incoming?.content.kind === 'media' ? incoming.album : undefined;
    const place = conversation && { conversation, open: true as const };
    // What came together came one after the other.
    const receivedAt = new Date(now.getTime() + i);
    return { _id: key, messenger, raw, receivedAt, ...(order !== undefined && { order }), ...place, ...(album && { album }) };
  });
  const isNew = await Promise.all(documents.map(insert));
  return documents
    .filter(({ conversation }, i) => conversation !== undefined && isNew[i])
    .map(({ raw: _raw, ...event }) => event);
}

/** An event without its payload, which whoever has just stored it knows. */
export type WaitingEvent = Omit<EventDocument, 'raw'>;

/** In the order in which things happened: as the messenger numbers them, and what has no number behind all that came before it. */
export function inOrder(events: WaitingEvent[]): WaitingEvent[] {
  if (events.length < 2) return events;
  const arrived = events.toSorted((one, other) => one.receivedAt.getTime() - other.receivedAt.getTime());
  const places = new Map(arrived.map((event, i) => [event, i]));
  const ordered = arrived.filter(({ order }) => order !== undefined).sort((one, other) => (one.order ?? 0) - (other.order ?? 0));
  for (const [i, event] of arrived.entries()) {
    if (event.order !== undefined) continue;
    const before = ordered.findLastIndex(other => (places.get(other) ?? 0) < i);
    ordered.splice(before + 1, 0, event);
  }
  return ordered;
}

/** What waits in a conversation, in its order. */
export const waitingEvents: (conversation: string) => Promise<WaitingEvent[]> = batching(async (conversations: string[]) => {
  const found = await events
    .find<WaitingEvent>({ open: true, conversation: { $in: [...new Set(conversations)] } }, { projection: { raw: 0 } })
    .toArray();
  const byConversation = new Map<string, WaitingEvent[]>();
  for (const event of found) {
    const key = event.conversation ?? '';
    byConversation.set(key, [...(byConversation.get(key) ?? []), event]);
  }
  // Ordered here, because the database would sort a batch of conversations by more than an index tells it.
  return conversations.map(conversation => inOrder(byConversation.get(conversation) ?? []));
});

/** Few: an update may be a megabyte. */
const readTogether = 10;

/** The update as it came. */
export const rawOf: (id: string) => Promise<unknown> = batching(
  async (ids: string[]) => {
    const found = await events.find({ _id: { $in: ids } }, { projection: { raw: 1 } }).toArray();
    const byId = new Map(found.map(({ _id, raw }) => [_id, raw]));
    return ids.map(id => byId.get(id));
  },
  { maxSize: readTogether },
);

/** What came from a messenger: the raw update, when, and what became of it. */
export type ArrivedEvent = Pick<EventDocument, 'raw' | 'receivedAt' | 'conversation' | 'open' | 'failure'>;

/** Looking for a messenger that has been silent long, behind others that are busy, ends after so many milliseconds. */
const lookMs = 1500;
const timeExpired = 50;

/**
 * The latest that came from a messenger, newest first; nothing at all when they could not be found in time. Reads the index by time
 * that is there anyway, because one by messenger would cost every event that is stored.
 */
export async function lastEvents(messenger: MessengerName, limit: number): Promise<ArrivedEvent[] | undefined> {
  try {
    return await events.find({ messenger }).sort({ receivedAt: -1 }).limit(limit).maxTimeMS(lookMs).toArray();
  } catch (error) {
    if (error instanceof MongoServerError && error.code === timeExpired) return undefined;
    throw error;
  }
}

const close = batching(async (ids: string[]) => {
  await events.updateMany({ _id: { $in: ids } }, { $unset: { open: '' } });
  return ids.map(() => undefined);
});

/** An event is handled for good. */
export async function closeEvent(id: string): Promise<void> {
  await close(id);
}

/** Handling failed. Answers whether the event has been put aside: then the next one's turn has come. */
export async function noteFailure(event: WaitingEvent, failure: string): Promise<boolean> {
  const attempts = (event.attempts ?? 0) + 1;
  const setAside = attempts >= mostAttempts;
  await events.updateOne({ _id: event._id }, { $set: { attempts, failure }, ...(setAside && { $unset: { open: '' } }) });
  return setAside;
}

/** Clocks of several machines differ by less than this. */
const skewMs = 60_000;

/**
 * Conversations with events that came before `before` and are not handled; `isAll` when no more than `limit` events are. Those that came in
 * the future did so before the clock was put back, and nobody waits for that time to come again.
 */
export async function conversationsWithEvents(before: Date, limit: number): Promise<{ conversations: string[]; isAll: boolean }> {
  const future = new Date(before.getTime() + skewMs);
  const found = await events
    .find(
      { open: true, $or: [{ receivedAt: { $lte: before } }, { receivedAt: { $gt: future } }] },
      { projection: { conversation: 1 } },
    )
    .limit(limit)
    .toArray();
  return { conversations: [...new Set(found.flatMap(({ conversation }) => conversation ?? []))], isAll: found.length < limit };
}
