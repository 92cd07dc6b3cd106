import { insertNew } from '../db/index.ts';
import { listed } from './list-model.ts';

const batch = 500;

interface Written {
  by: string;
  now: Date;
}

/** On which lists each of these contacts is; who is on none is left out. */
export async function listsOf(contacts: string[]): Promise<Map<string, string[]>> {
  const found = await listed
    .find({ contact: { $in: contacts }, removedAt: { $exists: false } }, { projection: { contact: 1, segment: 1 } })
    .toArray();
  const lists = new Map<string, string[]>();
  for (const { contact, segment } of found) {
    const known = lists.get(contact) ?? [];
    // After a merge somebody may be on a list twice.
    if (!known.includes(segment)) lists.set(contact, [...known, segment]);
  }
  return lists;
}

/** Who was put on a list or taken off one from a moment until before another, in the order of that. */
export async function listChangesSince(
  since: Date,
  until: Date,
  { skip, limit }: { skip: number; limit: number },
): Promise<{ contact: string; at: Date }[]> {
  const found = await listed
    .find({ changedAt: { $gte: since, $lt: until } }, { projection: { contact: 1, changedAt: 1 } })
    .sort({ changedAt: 1, _id: 1 })
    .skip(skip)
    .limit(limit)
    .toArray();
  return found.map(({ contact, changedAt }) => ({ contact, at: changedAt }));
}

/** Puts contacts on a list; answers how many were not on it before. Again it changes nothing. */
export async function putOnList(segment: string, contacts: string[], { by, now }: Written): Promise<number> {
  let added = 0;
  for (let i = 0; i < contacts.length; i += batch) {
    const ids = [...new Set(contacts.slice(i, i + batch))];
    const there = await onList(segment, ids);
    const missing = ids.filter(id => !there.has(id));
    const written = { by, at: now, changedAt: now };
    const documents = missing.map(contact => ({ _id: `${segment}:${contact}`, segment, contact, ...written }));
    const isNew = documents.length > 0 ? await insertNew(listed, documents) : [];
    const back = documents.filter((_, k) => !isNew[k]);
    const again =
      back.length === 0
        ? 0
        : (
            await listed.bulkWrite(
              back.map(({ _id, contact }) => ({
                updateOne: {
                  filter: { _id, $or: [{ removedAt: { $exists: true } }, { contact: { $ne: contact } }] },
                  update: { $set: { contact, ...written }, $unset: { removedAt: '' } },
                },
              })),
            )
          ).modifiedCount;
    added += documents.length - back.length + again;
  }
  return added;
}

/** Takes contacts off a list; answers how many were on it. */
export async function takeOffList(segment: string, contacts: string[], now: Date): Promise<number> {
  let removed = 0;
  for (let i = 0; i < contacts.length; i += batch) {
    const contact = { $in: contacts.slice(i, i + batch) };
    const there = await onList(segment, contact.$in);
    await listed.updateMany({ segment, contact, removedAt: { $exists: false } }, { $set: { removedAt: now, changedAt: now } });
    removed += there.size;
  }
  return removed;
}

/** The contacts of a list in the order of their ids, one stretch of it. */
export async function listedAfter(segment: string, after: string, limit: number): Promise<string[]> {
  const found = await listed
    .find({ segment, contact: { $gt: after }, removedAt: { $exists: false } }, { projection: { contact: 1 } })
    .sort({ segment: 1, contact: 1 })
    .limit(limit)
    .toArray();
  return [...new Set(found.map(({ contact }) => contact))];
}

async function onList(segment: string, contacts: string[]): Promise<Set<string>> {
  const found = await listed
    .find({ segment, contact: { $in: contacts }, removedAt: { $exists: false } }, { projection: { contact: 1 } })
    .toArray();
  return new Set(found.map(({ contact }) => contact));
}
