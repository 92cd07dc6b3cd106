import { updateCommand } from '../../db/index.ts';
import { batching } from '../../lib/batching.ts';
import { keepDelivered, type StoredMessage } from '../../messages/index.ts';
import type { Considered } from '../consider.ts';
import type { Delivery } from '../delivery.ts';
import { deliveries } from '../delivery-model.ts';
import type { Conclusion } from './conclude.ts';

/** What became of an attempt, with what the history tells of it. */
export interface Concluded {
  id: string;
  conclusion: Conclusion;
  messages: StoredMessage[];
  /** So many parts are in their hands where the rest has to wait. */
  partsSent: number;
  now: Date;
}

/** The history first: what is in it has been sent, whatever becomes of the ledger's own entry. */
export const writeDown: (concluded: Concluded) => Promise<void> = batching(
  async (all: Concluded[]) => {
    const messages = all.flatMap(({ messages: told }) => told);
    if (messages.length > 0) await keepDelivered(messages);
    const sent = all.filter(({ conclusion }) => conclusion.state === 'sent');
    const others = all.filter(({ conclusion }) => conclusion.state !== 'sent');
    const [first] = sent;
    if (first) {
      await deliveries.updateMany(
        { _id: { $in: sent.map(({ id }) => id) }, state: 'sending' },
        {
          $set: { state: 'sent', sentAt: first.now, changedAt: first.now, settled: true },
          $unset: { owner: '', reason: '', partsSent: '' },
        },
      );
    }
    if (others.length > 0) await updateCommand(deliveries, others.map(toStatement), { ordered: false });
    return all.map(() => undefined);
  },
  { maxSize: 250 },
);

function toStatement({ id, conclusion: { reason, ...rest }, partsSent, now }: Concluded) {
  const isOver = rest.state !== 'planned';
  return {
    q: { _id: id, state: 'sending' },
    u: {
      $set: {
        ...rest,
        changedAt: now,
        ...(reason !== undefined && { reason }),
        ...(isOver && { settled: true }),
        ...(!isOver && partsSent > 0 && { partsSent }),
      },
      $unset: { owner: '', ...(reason === undefined && { reason: '' }) },
    },
  };
}

/** Writes down what is not to be sent now: later, never, or by another conversation. What has been cancelled meanwhile stays so. */
export async function writeVerdicts(considered: readonly Considered[], before: readonly Delivery[], now: Date): Promise<void> {
  const groups = new Map<string, { ids: string[]; set: object }>();
  for (const { delivery, verdict } of considered) {
    if (verdict.kind === 'send') continue;
    const { reason } = verdict;
    const set =
      verdict.kind === 'wait'
        ? { due: verdict.until, reason, changedAt: now }
        : { state: 'suppressed', reason, changedAt: now, settled: true };
    const key = `${reason} ${verdict.kind === 'wait' ? verdict.until.getTime() : ''}`;
    const group = groups.get(key) ?? { ids: [], set };
    group.ids.push(delivery.id);
    groups.set(key, group);
  }
  for (const { ids, set } of groups.values()) await deliveries.updateMany({ _id: { $in: ids }, state: 'planned' }, { $set: set });
  const moved = considered.filter(({ delivery }, i) => delivery.conversation !== before[i]?.conversation);
  if (moved.length === 0) return;
  await updateCommand(
    deliveries,
    moved.map(({ delivery: { id, conversation, account, messenger } }) => ({
      q: { _id: id, state: { $in: ['planned', 'suppressed'] } },
      u: { $set: { conversation, account, messenger } },
    })),
    { ordered: false },
  );
}
