import { aggregateDeliveries } from '../../deliveries/index.ts';
import { addressOf, knownCapabilities, type MessengerName } from '../../messages/index.ts';
import { currentGauge, paces } from '../../outbox/index.ts';
import type { Broadcast } from '../broadcast.ts';
import { broadcasts } from '../broadcast-model.ts';

/** What our own chat takes without noticing. */
const webPerSecond = 500;

/** How many messages of a mailing a messenger takes in a second. Those that travel together are one call (`outbox/pace.ts`). */
export function perSecond(messenger: MessengerName): number {
  const { perSecond: all, mailing = all } = paces[messenger];
  return Number.isFinite(mailing) ? mailing * knownCapabilities[messenger].batch : webPerSecond;
}

/** How many seconds sending takes: accounts work beside each other, what waits in one goes first, and the mailing's own pace holds for all of it. */
export async function secondsFor(
  messages: Record<string, number>,
  { broadcast, startsAt, now }: { broadcast: Pick<Broadcast, 'id' | 'pace'>; startsAt: Date; now: Date },
): Promise<number> {
  const before = await waitingBefore(broadcast.id, startsAt, now);
  const accounts = Object.entries(messages).map(([account, count]) => {
    const all = count + (before.get(account) ?? 0);
    return all / perSecond(addressOf(account).messenger);
  });
  const total = Object.values(messages).reduce((sum, count) => sum + count, 0);
  const own = broadcast.pace === undefined ? 0 : total / broadcast.pace;
  return Math.ceil(Math.max(0, own, ...accounts));
}

/** What is queued in each account and goes first: other mailings on their way, and all that the outbox holds just now. */
async function waitingBefore(own: string, startsAt: Date, now: Date): Promise<Map<string, number>> {
  const running = await broadcasts.find({ state: 'running' }, { projection: { _id: 1 } }).toArray();
  const ids = running.map(({ _id }) => _id).filter(id => id !== own);
  const counts = new Map<string, number>();
  for (const id of ids) {
    const found = (await aggregateDeliveries([
      { $match: { 'source.id': id, state: 'planned', due: { $lte: startsAt } } },
      { $group: { _id: '$account', count: { $sum: 1 } } },
    ])) as { _id: string; count: number }[];
    for (const { _id, count } of found) counts.set(_id, (counts.get(_id) ?? 0) + count);
  }
  // What waits now is gone by the time of one that begins tomorrow.
  if (startsAt.getTime() - now.getTime() > soonMs) return counts;
  for (const { account, backlog } of await currentGauge(now)) {
    const queued = backlog.filter(({ priority }) => priority !== 'broadcast').reduce((sum, { waiting }) => sum + waiting, 0);
    counts.set(account, (counts.get(account) ?? 0) + queued);
  }
  return counts;
}

const soonMs = 10 * 60_000;
