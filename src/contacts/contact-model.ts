import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import type { Change, Contact } from './contact.ts';

/** A card in the database. `search` holds what it is found by; `applied` the writes of flows that have been done, latest last. */
export interface ContactDocument extends Omit<Contact, 'id' | 'version'> {
  _id: string;
  search: string[];
  applied: string[];
  /** What it may share with other cards of the same person; absent where there is nothing. */
  keys?: string[];
  /** Since when its keys wait to be compared with those of others. */
  keysAt?: Date;
  /** Which way of deriving `search` and `keys` made them; absent on cards of before there were several. */
  derived?: number;
  /** Changes with every write. */
  stamp?: string;
}

const { Mixed } = mongoose.Schema.Types;

const contactSchema = new mongoose.Schema<ContactDocument>(
  {
    _id: String,
    name: String,
    firstName: String,
    lastName: String,
    middleName: String,
    gender: String,
    phones: [String],
    emails: [String],
    city: String,
    country: String,
    region: String,
    address: String,
    birthday: String,
    company: String,
    position: String,
    requisites: String,
    language: String,
    timeZone: String,
    fields: Mixed,
    tags: [String],
    score: Number,
    temperature: String,
    category: String,
    lostReason: String,
    decided: { type: [String], default: undefined },
    refused: { type: [String], default: undefined },
    identities: Mixed,
    source: Mixed,
    consents: Mixed,
    topics: Mixed,
    owner: String,
    hasDeals: Boolean,
    openDeals: Number,
    orders: Mixed,
    deletedAt: Date,
    mergedInto: String,
    merged: { type: [String], default: undefined },
    handsOver: Mixed,
    keys: { type: [String], default: undefined },
    keysAt: Date,
    search: [String],
    applied: [String],
    derived: Number,
    stamp: String,
    createdAt: Date,
    changedAt: Date,
    lastActivityAt: Date,
  },
  { collection: 'contacts', versionKey: false, minimize: false },
);
contactSchema.index({ 'identities.key': 1 }, { unique: true, partialFilterExpression: { 'identities.key': { $exists: true } } });
contactSchema.index({ lastActivityAt: -1, _id: 1 });
contactSchema.index({ search: 1 });
contactSchema.index({ keys: 1 }, { partialFilterExpression: { keys: { $exists: true } } });
// The next three hold a card only for moments, or while it is in the trash.
contactSchema.index({ keysAt: 1 }, { partialFilterExpression: { keysAt: { $exists: true } } });
contactSchema.index({ 'handsOver.identities.key': 1 }, { partialFilterExpression: { handsOver: { $exists: true } } });
contactSchema.index({ deletedAt: 1 }, { partialFilterExpression: { deletedAt: { $exists: true } } });

export const ContactModel = mongoose.model('Contact', contactSchema);
export const contacts = rawCollection<ContactDocument>(ContactModel);

export interface ChangeDocument extends Omit<Change, 'id'> {
  _id: string;
}

const changeSchema = new mongoose.Schema<ChangeDocument>(
  { _id: String, contact: String, at: Date, by: Mixed, field: String, old: Mixed, new: Mixed },
  { collection: 'changes', versionKey: false, minimize: false },
);
changeSchema.index({ contact: 1, at: -1 });
// Others' programs are told of changes in the order of their time; the id comes along so that the index alone answers.
changeSchema.index({ at: 1, _id: 1 });

export const ChangeModel = mongoose.model('Change', changeSchema);
export const changes = rawCollection<ChangeDocument>(ChangeModel);
/** Adds a line to the history of a card; the same id twice is one line. */
export const keepChange = batching((documents: ChangeDocument[]) => insertNew(changes, documents));

/** A card without the words it is found by, which are most of it and are made anew with every write. */
export type CardDocument = Omit<ContactDocument, 'search'>;
export const withoutWords = { search: 0, keys: 0 } as const;
/** With its keys, for those who look whether they are still the same. */
export const withoutSearch = { search: 0 } as const;

/** What is not shown of a card but needed to write it. */
export type Bookkeeping = Pick<ContactDocument, 'applied' | 'derived' | 'stamp'>;
const bookkeeping = new WeakMap<Contact, Bookkeeping>();

export function toContact(document: CardDocument & Partial<ContactDocument>): Contact {
  const { _id, search: _search, keys: _keys, keysAt: _keysAt, applied, derived, stamp, ...rest } = document;
  const contact = { id: _id, ...rest, ...(stamp !== undefined && { version: stamp }) };
  bookkeeping.set(contact, { applied, ...(derived !== undefined && { derived }), ...(stamp !== undefined && { stamp }) });
  return contact;
}

/** Nothing for a card that was not read, but made of another. */
export function bookkeepingOf(contact: Contact): Bookkeeping | undefined {
  return bookkeeping.get(contact);
}
