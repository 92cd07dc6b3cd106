import mongoose from 'mongoose';
import { insertNew, rawCollection } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import type { Pause } from './paced-account.ts';

/** Which process sends for an account, and what the account waits for: for those that come after it, and for the gauge. */
export interface SenderDocument {
  _id: string;
  /** Empty when nobody does. */
  owner: string;
  /** When the owner last said that it does. */
  seenAt: Date;
  pause?: Pause;
}

const schema = new mongoose.Schema<SenderDocument>(
  { _id: String, owner: String, seenAt: Date, pause: mongoose.Schema.Types.Mixed },
  { collection: 'senders', versionKey: false },
);
export const senderCollection = rawCollection<SenderDocument>(mongoose.model('Sender', schema));

/** Who has not been able to say so for so long must take it that another process sends by now. */
const trustMs = 6000;

/**
 * One process of an installation sends for each account, so that pace and pauses need no round trip; the others leave their messages in the
 * queue. The register of living processes serves as the lease: who is not in it has lost its accounts.
 */
export interface Senders {
  /** Whether this process sends for the account. */
  owns(account: string): boolean;
  /** Takes the accounts that nobody alive sends for, and says of those that it has that it lives. Tells of each that was taken. */
  look(accounts: string[], alive: string[]): Promise<SenderDocument[]>;
  /** Writes down what the account waits for, or that it waits no more. */
  note(account: string, pause: Pause | undefined): Promise<void>;
  /** Lets others begin at once. */
  leave(): Promise<void>;
}

export function createSenders({ owner, clock }: { owner: string; clock: Clock }): Senders {
  const confirmed = new Map<string, number>();
  const known = new Set<string>();
  let left = false;

  async function takeOrRenew(account: string, alive: string[]): Promise<SenderDocument | undefined> {
    const now = clock.now();
    const before = await senderCollection.findOneAndUpdate(
      { _id: account, $or: [{ owner }, { owner: { $nin: alive } }] },
      { $set: { owner, seenAt: now } },
      { returnDocument: 'before' },
    );
    if (before && !left) confirmed.set(account, now.getTime());
    else confirmed.delete(account);
    return before && before.owner !== owner ? before : undefined;
  }

  return {
    owns: account => Math.abs(clock.now().getTime() - (confirmed.get(account) ?? Number.NEGATIVE_INFINITY)) < trustMs,
    async look(accounts, alive) {
      const strangers = accounts.filter(account => !known.has(account));
      if (strangers.length > 0)
        await insertNew(
          senderCollection,
          strangers.map(_id => ({ _id, owner: '', seenAt: new Date(0) })),
        );
      for (const account of strangers) known.add(account);
      const taken = await Promise.all(accounts.map(account => takeOrRenew(account, alive)));
      return taken.filter(sender => sender !== undefined);
    },
    async note(account, pause) {
      await senderCollection.updateOne({ _id: account, owner }, pause ? { $set: { pause } } : { $unset: { pause: '' } });
    },
    async leave() {
      left = true;
      const mine = [...confirmed.keys()];
      confirmed.clear();
      if (mine.length > 0) await senderCollection.updateMany({ _id: { $in: mine }, owner }, { $set: { owner: '' } });
    },
  };
}

/** Accounts that were sent for before and are not among these. */
export async function foreignAccounts(accounts: string[]): Promise<string[]> {
  const found = await senderCollection.find({ _id: { $nin: accounts } }, { projection: { _id: 1 } }).toArray();
  return found.map(({ _id }) => _id);
}
