import { type ChangeAuthor, patchContact } from '../contacts/index.ts';

/**
 * Notes on cards that they have a part in a deal: rooms that need to know ask the card before they look for deals. To be written
 * before the deal, so that none is ever missing on a card; once for each `key`.
 */
export async function noteOnCards(
  contacts: readonly string[],
  { key, ...write }: { key: string; by: ChangeAuthor; now: Date },
): Promise<void> {
  await Promise.all(
    [...new Set(contacts)].map(contact => patchContact(contact, { hasDeals: true }, { key: `deal:${key}`, ...write })),
  );
}
