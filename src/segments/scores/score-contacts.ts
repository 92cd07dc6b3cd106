import type { AnyBulkWriteOperation } from 'mongodb';
import type { Contact } from '../../contacts/index.ts';
import { persistently } from '../../db/index.ts';
import { type Bought, scoreOf, type Thresholds } from './rfm.ts';
import { type ScoreDocument, scores } from './score-model.ts';

/** What a card says of its orders; nothing where there are none, or the card is no more. Money is that of the latest order's currency. */
export function boughtBy({
  orders,
  deletedAt,
  mergedInto,
}: Pick<Contact, 'orders' | 'deletedAt' | 'mergedInto'>): Bought | undefined {
  if (!orders || orders.count < 1 || deletedAt || mergedInto) return undefined;
  return { last: orders.last.getTime(), count: orders.count, sum: orders.sum };
}

/** Writes the scores of these cards where they have become others, and takes away those of who has no orders. Answers how many were written. */
export async function scoreContacts(cards: Contact[], thresholds: Thresholds, now: Date): Promise<number> {
  if (cards.length === 0) return 0;
  const ids = cards.map(({ id }) => id);
  const known = new Map((await scores.find({ _id: { $in: ids } }).toArray()).map(score => [score._id, score]));
  const writes = cards.flatMap((card): AnyBulkWriteOperation<ScoreDocument>[] => {
    const bought = boughtBy(card);
    const before = known.get(card.id);
    if (!bought) return before ? [{ deleteOne: { filter: { _id: card.id } } }] : [];
    const after = scoreOf(bought, thresholds);
    if (before && isSame(before, after)) return [];
    return [{ replaceOne: { filter: { _id: card.id }, replacement: { ...after, at: now }, upsert: true } }];
  });
  if (writes.length > 0) await persistently(() => scores.bulkWrite(writes, { ordered: false }));
  return writes.length;
}

const isSame = (before: ScoreDocument, { cell, abc }: Pick<ScoreDocument, 'cell' | 'abc'>): boolean =>
  before.cell === cell && before.abc === abc;
