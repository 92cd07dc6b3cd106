import type { Document } from 'mongodb';
import mongoose from 'mongoose';
import { persistently } from '../../db/index.ts';
import { aggregateDeliveries } from '../../deliveries/index.ts';
import { groupBy } from '../group-by.ts';
import { someDay } from './due-of.ts';

/** Where deliveries stand: a plan is made on the database's side and merged into it. */
export const ledger = 'deliveries';

const rows = () => mongoose.connection.collection<{ _id: string; due: Date; state: string }>(ledger);

/** Whether anything of a mailing is still to be sent, or being sent. */
export async function hasOpen(broadcast: string, where: Document = {}): Promise<boolean> {
  const match = { 'source.id': broadcast, state: { $in: ['planned', 'sending'] }, ...where };
  const found = await aggregateDeliveries([{ $match: match }, { $limit: 1 }, { $project: { _id: 1 } }]);
  return found.length > 0;
}

const atOnce = 5000;

/** Lets the next of those go who wait for the winner; false when there are none left. Parts keep their distances. */
export async function releaseSome(broadcast: string, now: Date): Promise<boolean> {
  const waiting = { 'source.id': broadcast, state: 'planned', due: { $gte: someDay } };
  const found = await rows()
    .find(waiting, { projection: { due: 1 } })
    .limit(atOnce)
    .toArray();
  const byDue = groupBy(found, ({ due }) => due.getTime());
  for (const [due, own] of byDue) {
    const at = new Date(now.getTime() + due - someDay.getTime());
    const ids = own.map(({ _id }) => _id).sort();
    await persistently(() =>
      rows().updateMany({ _id: { $in: ids }, state: 'planned' }, { $set: { due: at, changedAt: now }, $unset: { reason: '' } }),
    );
  }
  return found.length === atOnce;
}
