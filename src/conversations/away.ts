import mongoose from 'mongoose';
import { rawCollection } from '../db/index.ts';

interface AwayDocument {
  /** Of the staff. */
  _id: string;
  since: Date;
}

const away = rawCollection<AwayDocument>(
  mongoose.model(
    'Away',
    new mongoose.Schema<AwayDocument>({ _id: String, since: Date }, { collection: 'away', versionKey: false }),
  ),
);

/** A person of the staff takes no new conversations for now, or does again. The same twice changes nothing. */
export async function setAway(staff: string, isAway: boolean, now: Date): Promise<void> {
  if (!isAway) await away.deleteOne({ _id: staff });
  else await away.updateOne({ _id: staff }, { $setOnInsert: { since: now } }, { upsert: true });
}

/** Who of the staff takes no new conversations, and since when. */
export async function whoIsAway(): Promise<Map<string, Date>> {
  const found = await away.find({}).toArray();
  return new Map(found.map(({ _id, since }) => [_id, since]));
}
