import { patchContact } from '../../contacts/index.ts';
import type { ApiKey } from '../../keys/index.ts';
import { authorOf } from './means.ts';

/** Notes on cards that they have a part in a deal: rooms that need to know ask the card before they look for deals. */
export async function noteDeal(
  contacts: string[],
  { key, writeKey, now }: { key: ApiKey; writeKey: string; now: Date },
): Promise<void> {
  const write = { key: `deal:${writeKey}`, by: authorOf(key).contact, now };
  await Promise.all([...new Set(contacts)].map(contact => patchContact(contact, { hasDeals: true }, write)));
}
