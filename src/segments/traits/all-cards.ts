import type { Collection } from 'mongodb';
import mongoose from 'mongoose';
import { AppError } from '../../lib/app-error.ts';

/** The collection of cards, for going over their ids. */
export function allCards(): Collection<{ _id: string }> {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  return db.collection<{ _id: string }>('contacts');
}
