import type { Change } from './contact.ts';
import { changes } from './contact-model.ts';

/** What was written under keys of writes that begin so (`writeContact`'s `key`), in their order: the history of one import, one stretch of it. */
export async function changesUnder(prefix: { from: string; to: string }): Promise<Change[]> {
  const found = await changes
    .find({ _id: { $gte: prefix.from, $lt: prefix.to } })
    .sort({ _id: 1 })
    .toArray();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}

/** Everything that was written to these cards since, whoever did it. */
export async function changesSince(contacts: string[], since: Date): Promise<Change[]> {
  const found = await changes.find({ contact: { $in: contacts }, at: { $gte: since } }).toArray();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}
