import { batching } from '../lib/batching.ts';
import type { Deal, DealEvent } from './deal.ts';
import { deals, toDeal, withoutHistory } from './deal-model.ts';

/** A deal, also one in the trash, or nothing. Many at once are read together. */
export const getDeal: (id: string) => Promise<Deal | undefined> = batching(async (ids: string[]) => {
  const found = await deals.find({ _id: { $in: [...new Set(ids)] } }, { projection: withoutHistory }).toArray();
  const byId = new Map(found.map(deal => [deal._id, deal]));
  return ids.map(id => {
    const deal = byId.get(id);
    return deal && toDeal(deal);
  });
});

/** The latest 300 lines of a deal's history, newest first. */
export async function dealHistory(id: string): Promise<DealEvent[]> {
  const found = await deals.findOne<{ log?: DealEvent[] }>({ _id: id }, { projection: { log: 1 } });
  return (found?.log ?? []).toReversed();
}
