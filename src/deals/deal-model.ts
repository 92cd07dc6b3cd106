import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';
import type { Deal, DealAuthor, DealEvent } from './deal.ts';

/** A press of a button whose deeds are under way: done by whoever finds it, should its process die. */
export interface PendingPress {
  press: string;
  at: Date;
  /** The button, what it does and for which time it was pressed, in the buttons room's own words. */
  work: unknown;
  by: DealAuthor;
}

export interface DealDocument extends Omit<Deal, 'id'> {
  _id: string;
  /** Keys of the latest changes, latest last: done again they change nothing. */
  applied: string[];
  /** Rises with every write; absent on deals of earlier versions. */
  version?: number;
  stamp?: string;
  /** The latest lines of its history, oldest first. */
  log?: DealEvent[];
  /** What it is found by. */
  search?: string[];
  /** It was won, or is so no more: its order is still to be made or taken back. */
  orderDue?: Date;
  /** Cards whose number of open deals this one may have changed: they are still to be counted. */
  countFor?: string[];
  pressing?: PendingPress;
}

const { Mixed } = mongoose.Schema.Types;

const schema = new mongoose.Schema<DealDocument>(
  {
    _id: String,
    contact: String,
    contacts: [String],
    run: String,
    pipeline: String,
    stage: String,
    stageAt: Date,
    isOpen: Boolean,
    title: String,
    amount: Number,
    lines: Mixed,
    tags: [String],
    expectedAt: String,
    fields: Mixed,
    files: Mixed,
    notes: Mixed,
    lostReason: String,
    owner: String,
    stages: Mixed,
    source: Mixed,
    presses: Mixed,
    nextAt: Date,
    deletedAt: Date,
    at: Date,
    changedAt: Date,
    applied: [String],
    version: Number,
    stamp: String,
    log: Mixed,
    search: [String],
    orderDue: Date,
    countFor: { type: [String], default: undefined },
    pressing: Mixed,
  },
  { collection: 'deals', versionKey: false, minimize: false },
);
schema.index({ contact: 1, at: -1 });
schema.index({ contacts: 1 }, { partialFilterExpression: { contacts: { $exists: true } } });
// The board's columns; then whoever sees only their own. The owner comes first, or DocumentDB takes that one for the columns of all.
schema.index({ pipeline: 1, stage: 1, stageAt: -1, _id: 1 });
schema.index({ owner: 1, pipeline: 1, stage: 1, stageAt: -1 });
// The list, by each of its orders.
schema.index({ pipeline: 1, at: -1 });
schema.index({ pipeline: 1, stageAt: -1 });
schema.index({ pipeline: 1, amount: -1 });
schema.index({ pipeline: 1, expectedAt: -1 });
schema.index({ changedAt: 1 });
schema.index({ search: 1 });
schema.index({ tags: 1 });
schema.index({ 'source.link': 1 });
schema.index({ isOpen: 1, nextAt: 1, stageAt: -1 });
schema.index({ deletedAt: -1 }, { partialFilterExpression: { deletedAt: { $exists: true } } });
schema.index({ orderDue: 1 }, { partialFilterExpression: { orderDue: { $exists: true } } });
schema.index({ countFor: 1 }, { partialFilterExpression: { countFor: { $exists: true } } });
schema.index({ 'pressing.at': 1 }, { partialFilterExpression: { 'pressing.at': { $exists: true } } });

export const deals = rawCollection<DealDocument>(mongoose.model('Deal', schema));

/** What a list of deals need not carry. */
export const withoutHistory = { log: 0, search: 0 } as const;

export type Bookkeeping = Pick<DealDocument, 'applied' | 'version' | 'pressing'>;
const bookkeeping = new WeakMap<Deal, Bookkeeping>();

export function toDeal(document: DealDocument): Deal {
  const {
    _id,
    applied,
    version,
    stamp: _stamp,
    log: _log,
    search: _search,
    orderDue: _due,
    countFor: _for,
    pressing,
    ...rest
  } = document;
  const deal = { id: _id, ...rest };
  bookkeeping.set(deal, { applied, ...(version !== undefined && { version }), ...(pressing && { pressing }) });
  return deal;
}

/** Nothing for a deal that was not read, but made of another. */
export const bookkeepingOf = (deal: Deal): Bookkeeping | undefined => bookkeeping.get(deal);
