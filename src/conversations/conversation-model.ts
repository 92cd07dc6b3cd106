import mongoose from 'mongoose';
import { guardedUpdates, rawCollection } from '../db/index.ts';
import type { RunRecord } from '../flow/index.ts';
import type { Conversation } from './conversation.ts';

export interface ConversationDocument extends Omit<Conversation, 'id'> {
  _id: string;
  /** The process that works on it, and until when others keep off. */
  leaseOwner?: string;
  leaseUntil: Date;
  stamp?: string;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<ConversationDocument>(
  {
    _id: String,
    messenger: String,
    account: String,
    chat: String,
    contact: String,
    mode: String,
    queue: String,
    staff: String,
    modeAt: Date,
    snoozed: Mixed,
    closed: Mixed,
    mark: String,
    lacks: { type: [String], default: undefined },
    revision: Number,
    position: Mixed,
    lastPress: String,
    run: Mixed,
    pending: Mixed,
    wakeAt: Date,
    handled: [String],
    unread: Number,
    heard: Number,
    answered: Number,
    reads: Mixed,
    waitingSince: Date,
    dueAt: Date,
    toldClosed: Boolean,
    firstReply: Mixed,
    replies: { type: Mixed, default: undefined },
    lastMessage: Mixed,
    lastAt: Date,
    createdAt: Date,
    hidden: Boolean,
    leaseOwner: String,
    leaseUntil: Date,
    stamp: String,
    pins: { type: [String], default: undefined },
  },
  { collection: 'conversations', versionKey: false, minimize: false },
);
schema.index({ mode: 1, lastAt: -1 });
// Changes when a run begins and ends, not with every answer.
schema.index({ pins: 1 }, { partialFilterExpression: { pins: { $exists: true } } });
// Only customers who wait for people are in these two: what the bot does costs them nothing.
schema.index({ waitingSince: 1 }, { partialFilterExpression: { waitingSince: { $exists: true } } });
schema.index({ dueAt: 1 }, { partialFilterExpression: { dueAt: { $exists: true } } });
// Only those that wait for a time are in it: the others' writes cost nothing more.
schema.index({ wakeAt: 1 }, { partialFilterExpression: { wakeAt: { $exists: true } } });
// And those whose card is in the trash in this one.
schema.index({ hidden: 1 }, { partialFilterExpression: { hidden: { $exists: true } } });

export const ConversationModel = mongoose.model('Conversation', schema);
export const conversations = rawCollection<ConversationDocument>(ConversationModel);

/** The one way conversations are changed while they are worked on. */
export const updateConversation = guardedUpdates(conversations);

export function toConversation({
  _id,
  leaseOwner: _owner,
  leaseUntil: _until,
  stamp: _stamp,
  ...rest
}: ConversationDocument): Conversation {
  return { id: _id, ...rest };
}

/** A run of a flow with the conversation it took place in. */
export interface RunDocument extends Omit<RunRecord, 'id'> {
  _id: string;
  conversation: string;
  contact: string;
  changedAt: Date;
}

const runSchema = new mongoose.Schema<RunDocument>(
  {
    _id: String,
    conversation: String,
    contact: String,
    flow: String,
    revision: String,
    title: String,
    startedAt: String,
    outcome: String,
    endedAt: String,
    answers: Mixed,
    source: Mixed,
    changedAt: Date,
  },
  { collection: 'runs', versionKey: false, minimize: false },
);
runSchema.index({ contact: 1, startedAt: -1 });
runSchema.index({ changedAt: 1 });

const RunModel = mongoose.model('Run', runSchema);
export const runs = rawCollection<RunDocument>(RunModel);
