import { getContact, writeContact } from '../contacts/index.ts';
import { newId } from '../lib/ids.ts';
import { signal } from '../signals/index.ts';
import { deals } from './deal-model.ts';
import { recountOrders } from './orders-of.ts';

const by = { kind: 'automation', id: 'deals', name: 'deals' } as const;
const most = 500;
/** Each time round somebody else has opened or closed a deal meanwhile. */
const tries = 8;

/** Puts on cards how many open deals they have, where that may have changed. A tick; what a dead process left is found too. */
export async function settleOpenDeals(now: Date): Promise<void> {
  const due = await deals
    .find({ countFor: { $exists: true } }, { projection: { countFor: 1, version: 1 } })
    .limit(most)
    .toArray();
  for (const contact of new Set(due.flatMap(({ countFor = [] }) => countFor))) await recountOpenDeals(contact, now);
  // What was written in between is counted once more.
  for (const { _id, version } of due)
    await deals.updateOne(
      { _id, countFor: { $exists: true }, ...(version === undefined ? { version: { $exists: false } } : { version }) },
      { $unset: { countFor: '' } },
    );
}

/** Counts the open deals of a card, of its heir where it became a part of another. A card that is gone is passed over. */
export async function recountOpenDeals(contact: string, now: Date): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const count = await deals.countDocuments({ contact, isOpen: true, deletedAt: { $exists: false } });
    const card = await getContact(contact);
    if (card?.mergedInto) return recountOpenDeals(card.mergedInto, now);
    if (!card || (card.openDeals ?? 0) === count) return;
    await writeContact(contact, { key: `openDeals:${newId()}`, by, now, change: before => ({ ...before, openDeals: count }) });
    signal({ topic: 'contacts', about: contact });
  }
}

/** Everything that a card knows of its deals and orders, counted anew: for cards that were made one, or two again. */
export async function recountCard(contact: string, now: Date): Promise<void> {
  await recountOrders(contact, now);
  await recountOpenDeals(contact, now);
}
