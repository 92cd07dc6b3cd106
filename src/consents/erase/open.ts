import type { Collection, Document } from 'mongodb';
import mongoose from 'mongoose';
import { AppError } from '../../lib/app-error.ts';

/** A collection of another room, by its name: only to count and to take away what is one person's. */
export function open(name: string): Collection<Document & { _id: string }> {
  const { db } = mongoose.connection;
  if (!db) throw new AppError('db.not_connected', 'The database is not connected.');
  return db.collection(name);
}
