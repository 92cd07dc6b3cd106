import { insertNew } from '../../db/index.ts';
import { batching } from '../../lib/batching.ts';
import type { Delivery } from '../delivery.ts';
import { type DeliveryDocument, deliveries, deliveryTokens, toDelivery } from '../delivery-model.ts';

/** What of a delivery the courier has to know besides. */
export interface Fetched extends Delivery {
  partsSent?: number;
}

const toFetched = (document: DeliveryDocument): Fetched => ({
  ...toDelivery(document),
  ...(document.partsSent !== undefined && { partsSent: document.partsSent }),
});

/**
 * A stretch of what may go now from an account for a mailing, after the id that the stretch before ended with. In the order of the ids, so that
 * nothing is read twice within a pass, however much has gone already.
 */
export async function nextOfBroadcast(
  broadcast: string,
  { account, after, now, limit }: { account: string; after: string | undefined; now: Date; limit: number },
): Promise<Fetched[]> {
  const found = await deliveries
    .find({ _id: { $gt: after ?? `${broadcast}:`, $lt: `${broadcast};` }, state: 'planned', account, due: { $lte: now } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(toFetched);
}

/** Those of these that still wait at the account and are due. */
export async function stillWaiting(ids: string[], { account, now }: { account: string; now: Date }): Promise<Fetched[]> {
  if (ids.length === 0) return [];
  const found = await deliveries.find({ _id: { $in: ids }, state: 'planned', account, due: { $lte: now } }).toArray();
  return found.map(toFetched);
}

/** What may go now from an account for these automations, what is due longest first. */
export async function nextOfAutomations(
  automations: string[],
  { account, now, limit }: { account: string; now: Date; limit: number },
): Promise<Fetched[]> {
  const found = await deliveries
    .find({
      ...{ 'source.id': { $in: automations }, 'source.kind': 'automation', account },
      ...{ state: 'planned', due: { $lte: now } },
    })
    .sort({ due: 1 })
    .limit(limit)
    .toArray();
  return found.map(toFetched);
}

/** What waits for another account of a messenger than the one that is connected. */
export async function strayOf(
  source: { kind: 'broadcast' | 'automation'; id: string },
  { messenger, account, now, limit }: { messenger: string; account: string; now: Date; limit: number },
): Promise<Fetched[]> {
  const others = { $gt: `${messenger}:`, $lt: `${messenger};`, $ne: account };
  const where =
    source.kind === 'broadcast'
      ? { _id: { $gt: `${source.id}:`, $lt: `${source.id};` } }
      : { 'source.id': source.id, 'source.kind': 'automation' as const };
  const found = await deliveries
    .find({ ...where, state: 'planned', account: others, due: { $lte: now } })
    .limit(limit)
    .toArray();
  return found.map(toFetched);
}

interface Claim {
  id: string;
  token: string;
  owner: string;
}

const claimBatch = batching(
  async (claims: Claim[]) => {
    const owner = claims[0]?.owner ?? '';
    const ids = claims.map(({ id }) => id);
    // Before they go out: whoever presses a button finds what it belongs to.
    const tokens = insertNew(
      deliveryTokens,
      claims.map(({ id, token }) => ({ _id: token, delivery: id })),
    );
    const [{ matchedCount }] = await Promise.all([
      deliveries.updateMany(
        { _id: { $in: ids }, state: 'planned' },
        { $set: { state: 'sending', owner }, $inc: { attempts: 1 } },
      ),
      tokens,
    ]);
    if (matchedCount === ids.length) return ids.map(() => true);
    const ours = await deliveries.find({ _id: { $in: ids }, owner, state: 'sending' }, { projection: { _id: 1 } }).toArray();
    const claimed = new Set(ours.map(({ _id }) => _id));
    return ids.map(id => claimed.has(id));
  },
  { maxSize: 250 },
);

/** Takes a delivery for sending by this process. False when it does not wait any more. */
export function claim({ id, token }: Delivery, owner: string): Promise<boolean> {
  return claimBatch({ id, token, owner });
}

/** What is in the hands of one process, or of those that are not among the living. */
export async function inHandsOf(whose: { alive: string[] } | { owner: string }, limit: number): Promise<Fetched[]> {
  const owner = 'owner' in whose ? whose.owner : { $nin: whose.alive };
  const found = await deliveries.find({ state: 'sending', owner }).limit(limit).toArray();
  return found.map(toFetched);
}

/** Whether something is on its way into a conversation, or is there and the history does not know it yet. */
export async function isOnItsWay(conversation: string): Promise<boolean> {
  // Of all that is in somebody's hands, which is never much: no index tells conversations apart.
  const found = await deliveries.findOne({ state: 'sending', owner: { $gt: '' }, conversation }, { projection: { _id: 1 } });
  return found !== null;
}
