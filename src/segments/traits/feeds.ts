import type { Document } from 'mongodb';
import mongoose from 'mongoose';
import { AppError } from '../../lib/app-error.ts';
import { listChangesSince } from '../list-members.ts';
import { scoresChangedSince } from '../scores/score-model.ts';

/** Something was written that traits are made of. */
export interface FeedEntry {
  /** Of what was written: the same at the same time is the same write. */
  id: string;
  at: Date;
  contacts: string[];
}

export interface Page {
  skip: number;
  limit: number;
}

/** What was written from one moment until before another, in the order of that time: a stretch of an index. */
export interface Feed {
  name: string;
  read(since: Date, until: Date, page: Page): Promise<FeedEntry[]>;
}

/** Everything that traits are made of and that says when it was written. Tasks and merges say it otherwise: `marked.ts`. */
export const feeds: readonly Feed[] = [
  byTime('changes', 'at'),
  // What is not sent yet is told once more when it is.
  byTime('messages', 'changedAt', { where: { 'delivery.state': { $nin: ['queued', 'sending'] } } }),
  byTime('deals', 'changedAt', { more: { log: 1 }, others: formerContacts }),
  byTime('runs', 'changedAt'),
  byTime('deliveries', 'changedAt', { where: { settled: true, state: 'sent' } }),
  // Totals of orders and the like are written without a line in the history.
  byTime('signals', 'at', { where: { topic: 'contacts' }, more: { about: 1 }, others: aboutWhom }),
  told('segmentListed', listChangesSince),
  told('scores', scoresChangedSince),
];

function aboutWhom({ about }: Document): string[] {
  return typeof about === 'string' ? [about] : [];
}

interface Wishes {
  where?: Document;
  /** What is read besides the contact. */
  more?: Document;
  others?(row: Document): string[];
}

function byTime(name: string, time: string, { where = {}, more = {}, others = () => [] }: Wishes = {}): Feed {
  return {
    name,
    async read(since, until, { skip, limit }) {
      const found = await open(name)
        .find({ [time]: { $gte: since, $lt: until }, ...where }, { projection: { contact: 1, [time]: 1, ...more } })
        .sort({ [time]: 1 })
        .skip(skip)
        .limit(limit)
        .toArray();
      return found.map(row => ({
        id: row._id,
        at: row[time] instanceof Date ? row[time] : since,
        contacts: [...(typeof row.contact === 'string' ? [row.contact] : []), ...others(row)],
      }));
    },
  };
}

/** Whose deal it was before. */
function formerContacts({ log }: Document): string[] {
  const lines: Document[] = Array.isArray(log) ? log : [];
  return lines.flatMap(({ what, field, old }) =>
    what === 'changed' && field === 'contact' && typeof old === 'string' ? [old] : [],
  );
}

function told(name: string, read: (since: Date, until: Date, page: Page) => Promise<{ contact: string; at: Date }[]>): Feed {
  return {
    name,
    async read(since, until, page) {
      const found = await read(since, until, page);
      return found.map(({ contact, at }) => ({ id: contact, at, contacts: [contact] }));
    },
  };
}

function open(name: string) {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  return db.collection<Document & { _id: string }>(name);
}
