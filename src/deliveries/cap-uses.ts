import mongoose from 'mongoose';
import { guardedUpdates, insertNew, rawCollection, updateCommand } from '../db/index.ts';
import { batching } from '../lib/batching.ts';
import { newId } from '../lib/ids.ts';
import { recentMs } from '../outbox/index.ts';

/** A delivery that counts for the caps since it was found fit to go; `by`: the process that has it, or had it when it went. */
export interface CapUse {
  delivery: string;
  at: Date;
  by: string;
}

/**
 * What counts for the caps of a contact (`_id`) lately, with what is on its way: one document, so that of two processes that would send to
 * somebody at once only one finds it as it was. Another `stamp` with every write.
 */
export interface CapUsesDocument {
  _id: string;
  uses: CapUse[];
  stamp: string;
}

const schema = new mongoose.Schema<CapUsesDocument>(
  { _id: String, uses: mongoose.Schema.Types.Mixed, stamp: String },
  { collection: 'capUses', versionKey: false },
);
export const capUses = rawCollection<CapUsesDocument>(mongoose.model('CapUses', schema));

/** That a delivery is to count for a contact, who was looked at when `before` was all that did. */
export interface WantedUse {
  contact: string;
  delivery: string;
  before?: CapUsesDocument;
}

const change = guardedUpdates(capUses);

/**
 * Lets deliveries count from now on: true for each where nothing has come to count, and nothing was given back, since its contact was looked at.
 * Those of one contact all do or none. Whoever is refused has to look again. A delivery that counts already counts once.
 */
export async function takeUses(wanted: readonly WantedUse[], { by, now }: { by: string; now: Date }): Promise<boolean[]> {
  const changed = new Map<string, { before: CapUsesDocument | undefined; uses: CapUse[] }>();
  for (const { contact, delivery, before } of wanted) {
    const known = changed.get(contact) ?? { before, uses: before?.uses.filter(({ at }) => isRecent(at, now)) ?? [] };
    const others = known.uses.filter(use => use.delivery !== delivery);
    changed.set(contact, { ...known, uses: [...others, { delivery, at: now, by }] });
  }
  const fresh: CapUsesDocument[] = [];
  const known: { id: string; stamp: string; uses: CapUse[] }[] = [];
  for (const [id, { before, uses }] of changed) {
    if (before) known.push({ id, stamp: before.stamp, uses });
    else fresh.push({ _id: id, uses, stamp: newId() });
  }
  // In one order, so that two processes never wait for each other.
  fresh.sort((one, other) => (one._id < other._id ? -1 : 1));
  const [added, held] = await Promise.all([
    fresh.length > 0 ? insertNew(capUses, fresh) : [],
    Promise.all(known.map(({ id, stamp, uses }) => change({ id, guard: { stamp }, update: { $set: { uses } } }))),
  ]);
  const taken = new Set([
    ...fresh.filter((_, i) => added[i]).map(({ _id }) => _id),
    ...known.filter((_, i) => held[i]).map(({ id }) => id),
  ]);
  return wanted.map(({ contact }) => taken.has(contact));
}

/** A delivery of this process did not go out: it does not count any more. One that another process has taken up since counts on. */
export const giveBackUse: (use: Omit<WantedUse, 'before'> & { by: string }) => Promise<void> = batching(
  async uses => {
    const inOrder = uses.toSorted((one, other) => (one.contact < other.contact ? -1 : 1));
    await updateCommand(
      capUses,
      inOrder.map(({ contact, delivery, by }) => ({
        q: { _id: contact },
        u: { $pull: { uses: { delivery, by } }, $set: { stamp: newId() } },
      })),
      { ordered: false },
    );
    return uses.map(() => undefined);
  },
  { maxSize: 250 },
);

function isRecent(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() < recentMs;
}
