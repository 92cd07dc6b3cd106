import type { Filter } from 'mongodb';
import { batching } from '../lib/batching.ts';
import type { Deal } from './deal.ts';
import { type DealDocument, deals, toDeal, withoutHistory } from './deal-model.ts';

/** A contact's deals, the latest first, without those in the trash. Asked for many at once they are read together. */
export const dealsOf: (contact: string) => Promise<Deal[]> = batching(async (contacts: string[]) => {
  const found = await deals
    .find({ contact: { $in: [...new Set(contacts)] }, deletedAt: { $exists: false } }, { projection: withoutHistory })
    .sort({ contact: 1, at: -1 })
    .toArray();
  const made = found.map(toDeal);
  return contacts.map(contact => made.filter(deal => deal.contact === contact));
});

/** The deals that a contact has a part in, as the one whom they are of or beside another, the latest first, without those in the trash. */
export async function dealsWith(contact: string): Promise<Deal[]> {
  const [own, beside] = await Promise.all([
    dealsOf(contact),
    // $exists: DocumentDB takes a partial index only where its condition stands in the query.
    deals
      .find({ contacts: { $exists: true, $eq: contact }, deletedAt: { $exists: false } } as Filter<DealDocument>, {
        projection: withoutHistory,
      })
      .toArray(),
  ]);
  const others = beside.map(toDeal).filter(deal => deal.contact !== contact);
  return [...own, ...others].toSorted((a, b) => b.at.getTime() - a.at.getTime());
}

/** A contact's latest deal that is neither won nor lost. */
export async function openDealOf(contact: string): Promise<Deal | undefined> {
  return dealOf({ contact });
}

/** The deal that a run has made; where it has made none, the contact's latest open one. */
export async function dealOf({ contact, run }: { contact: string; run?: string | undefined }): Promise<Deal | undefined> {
  const all = await dealsOf(contact);
  return all.find(deal => run !== undefined && deal.run === run) ?? all.find(deal => deal.isOpen);
}
