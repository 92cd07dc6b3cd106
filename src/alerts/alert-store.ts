import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import { signal } from '../signals/index.ts';
import type { Alert, AlertKind } from './alert.ts';

type AlertDocument = Omit<Alert, 'key'> & { _id: string };

/** What stands in a signal of the topic `alerts`. */
export type AlertFacts = { key: string; kind: AlertKind; conversation: string; href?: string; who: string; text: string };

const keptSeconds = 24 * 60 * 60;
const mostOpen = 500;

const schema = new mongoose.Schema<AlertDocument>(
  {
    _id: String,
    kind: String,
    staff: String,
    conversation: String,
    contact: String,
    href: String,
    who: String,
    text: String,
    at: Date,
  },
  { collection: 'alerts', versionKey: false },
);
schema.index({ at: 1 }, { expireAfterSeconds: keptSeconds });

const alerts = rawCollection<AlertDocument>(mongoose.model('Alert', schema));

/** Tells one of the staff: their open pages at once, their messenger where none is open. The same key twice is once. */
export async function alertStaff({ key, ...alert }: Alert & { staff: string }): Promise<void> {
  const [isNew] = await insertNew<AlertDocument>(alerts, [{ _id: key, ...alert }]);
  if (!isNew) return;
  const { staff, kind, conversation, href, who, text } = alert;
  const facts: AlertFacts = { key, kind, conversation, ...(href && { href }), who, text };
  signal({ topic: 'alerts', about: staff, facts });
}

/** Keeps what open pages know of already for those who are away. */
export async function keepAlerts(found: Alert[]): Promise<void> {
  if (found.length > 0)
    await insertNew<AlertDocument>(
      alerts,
      found.map(({ key, ...alert }) => ({ _id: key, ...alert })),
    );
}

/** What people were called for since, oldest first. */
export async function alertsSince(since: Date): Promise<Alert[]> {
  const found = await alerts
    .find({ at: { $gt: since } })
    .sort({ at: 1 })
    .limit(mostOpen)
    .toArray();
  return found.map(({ _id: key, ...alert }) => ({ key, ...alert }));
}
