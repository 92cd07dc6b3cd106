import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { type MessageDocument, MessageModel } from './message-model.ts';
import type { Button, Outgoing, OutgoingAttachment } from './vocabulary.ts';

/** A reply that goes at a time. */
export interface ScheduledReply {
  id: string;
  conversation: string;
  staff: { id: string; name: string };
  text: string;
  attachments?: OutgoingAttachment[];
  buttons?: Button[][];
  location?: NonNullable<Outgoing['location']>;
  /** Our id of the message that it answers. */
  replyTo?: string;
  /** When it goes. */
  at: Date;
  /** It does not go when the customer writes before. */
  holds: boolean;
  state: ScheduledState;
  /** Why it is held: they wrote, or what the desk said. */
  reason?: string;
  /** Grows with every change. */
  version: number;
  /** Since when a message of the customer holds it back. */
  since: Date;
}

/** `waiting` for its time; `held` back until somebody decides; `sending`; `sent`; `cancelled`. */
export type ScheduledState = 'waiting' | 'held' | 'sending' | 'sent' | 'cancelled';

type ScheduledDocument = Omit<ScheduledReply, 'id'> & { _id: string; endedAt?: Date };

const { Mixed } = mongoose.Schema.Types;
const keptSeconds = 30 * 24 * 60 * 60;

const schema = new mongoose.Schema<ScheduledDocument>(
  {
    _id: String,
    conversation: String,
    staff: Mixed,
    text: String,
    attachments: Mixed,
    buttons: Mixed,
    location: Mixed,
    replyTo: String,
    at: Date,
    holds: Boolean,
    state: String,
    reason: String,
    version: Number,
    since: Date,
    endedAt: Date,
  },
  { collection: 'scheduled', versionKey: false },
);
schema.index({ state: 1, at: 1 });
schema.index({ conversation: 1, state: 1 });
schema.index({ endedAt: 1 }, { expireAfterSeconds: keptSeconds });

const scheduled = rawCollection<ScheduledDocument>(mongoose.model('Scheduled', schema));

const messages = rawCollection<MessageDocument>(MessageModel);

const open: ScheduledState[] = ['waiting', 'held', 'sending'];

/** Keeps a reply for its time. The same key twice is one. */
export async function scheduleReply(
  { key = newId(), ...reply }: Omit<ScheduledReply, 'id' | 'state' | 'version' | 'since' | 'reason'> & { key?: string },
  now: Date,
): Promise<void> {
  await scheduled.updateOne(
    { _id: key },
    { $setOnInsert: { ...reply, state: 'waiting' as const, version: 1, since: now } },
    { upsert: true },
  );
}

/** What is still to go in a conversation, the next first. */
export async function scheduledIn(conversation: string): Promise<ScheduledReply[]> {
  const found = await scheduled.find({ conversation, state: { $in: open } }).toArray();
  return found.map(toScheduled).sort((one, other) => one.at.getTime() - other.at.getTime());
}

/** AppError `scheduled.not_found` when it went already, or was cancelled. */
export async function getScheduled(id: string): Promise<ScheduledReply> {
  const found = await scheduled.findOne({ _id: id, state: { $in: open } });
  if (!found) throw new AppError('scheduled.not_found', 'This reply has gone already, or was cancelled.', { id });
  return toScheduled(found);
}

/** Changes its words and its time, which lets one that was held wait again. AppError `scheduled.conflict`, `scheduled.not_found`. */
export async function changeScheduled(
  id: string,
  { version, ...change }: { text: string; at: Date; holds: boolean; version: number },
  now: Date,
): Promise<void> {
  const { matchedCount } = await scheduled.updateOne(
    { _id: id, version, state: { $in: ['waiting', 'held'] } },
    { $set: { ...change, version: version + 1, state: 'waiting', since: now }, $unset: { reason: '' } },
  );
  if (matchedCount > 0) return;
  await getScheduled(id);
  throw new AppError('scheduled.conflict', 'Somebody else has changed this reply meanwhile, or it is just going.', { id });
}

/** It does not go. One that is just being sent goes all the same: AppError `scheduled.not_found`. */
export async function cancelScheduled(id: string, now: Date): Promise<void> {
  const { matchedCount } = await scheduled.updateOne(
    { _id: id, state: { $in: ['waiting', 'held'] } },
    { $set: { state: 'cancelled', endedAt: now } },
  );
  if (matchedCount === 0) throw new AppError('scheduled.not_found', 'This reply has gone already, or was cancelled.', { id });
}

/** Takes a reply for sending; false when somebody else has, or it waits no more. One that was taken and left is taken again. */
export async function beginScheduled(id: string): Promise<boolean> {
  const { matchedCount } = await scheduled.updateOne({ _id: id, state: { $in: open } }, { $set: { state: 'sending' } });
  return matchedCount > 0;
}

export async function endScheduled(id: string, now: Date): Promise<void> {
  await scheduled.updateOne({ _id: id, state: 'sending' }, { $set: { state: 'sent', endedAt: now } });
}

/** It waits for a person. False when it does already. */
export async function holdScheduled(id: string, reason: string): Promise<boolean> {
  const { matchedCount } = await scheduled.updateOne(
    { _id: id, state: { $in: ['waiting', 'sending'] } },
    { $set: { state: 'held', reason } },
  );
  return matchedCount > 0;
}

/** What is due, and what a process that died was sending, the oldest first. */
export async function dueScheduled(now: Date, limit: number): Promise<ScheduledReply[]> {
  const found = await scheduled
    .find({ state: { $in: ['waiting', 'sending'] }, at: { $lte: now } })
    .sort({ at: 1 })
    .limit(limit)
    .toArray();
  return found.map(toScheduled);
}

/** Replies that are held back when the customer writes, with their conversations. */
export async function holdingScheduled(limit: number): Promise<ScheduledReply[]> {
  const found = await scheduled.find({ state: 'waiting', holds: true }).limit(limit).toArray();
  return found.map(toScheduled);
}

/** In which of these conversations customers have written since, as a look at what changed tells. */
export async function writtenIn(conversations: string[], since: Date): Promise<Set<string>> {
  if (conversations.length === 0) return new Set();
  const found = await messages
    .find<{ conversation: string }>(
      { changedAt: { $gt: since }, conversation: { $in: conversations }, 'author.kind': 'customer' },
      { projection: { conversation: 1 } },
    )
    .toArray();
  return new Set(found.map(({ conversation }) => conversation));
}

/** Whether the customer has written since. */
export async function wroteSince(conversation: string, since: Date): Promise<boolean> {
  // A place in the history is the time in microseconds.
  const after = { $gt: since.getTime() * 1000 };
  const found = await messages.findOne(
    { conversation, order: after, 'author.kind': 'customer', kind: { $ne: 'event' } },
    { projection: { _id: 1 } },
  );
  return found !== null;
}

function toScheduled({ _id, endedAt: _endedAt, ...rest }: ScheduledDocument): ScheduledReply {
  return { id: _id, ...rest };
}
