import type { Deal } from './deal.ts';
import { bookkeepingOf, deals, type PendingPress } from './deal-model.ts';

export type { PendingPress } from './deal-model.ts';

/** The press of a button whose deeds are under way, on a deal that was read. */
export const pendingPressOf = (deal: Deal): PendingPress | undefined => bookkeepingOf(deal)?.pressing;

/** The deals of which a press was begun before a moment and not ended. */
export async function pendingPresses(before: Date, limit: number): Promise<string[]> {
  const found = await deals
    .find({ 'pressing.at': { $exists: true, $lt: before } }, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}
