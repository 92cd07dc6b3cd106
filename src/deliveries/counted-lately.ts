import type { Contact } from '../contacts/index.ts';
import { recentMs } from '../outbox/index.ts';
import { type CapUse, type CapUsesDocument, capUses } from './cap-uses.ts';
import type { Delivery } from './delivery.ts';
import { deliveries } from './delivery-model.ts';

/** What counts for the caps of somebody. */
export interface CountedLately {
  /** When, by delivery. */
  at: Map<string, Date>;
  /** As it was read, so that whoever adds to it finds out whether it still stands so. */
  uses?: CapUsesDocument;
}

/** Nobody sends what they decided about longer ago, also where two machines' clocks differ by a minute. */
const takenUpMs = 2 * 60_000;

/** Whether a delivery is one of those whose number is limited. */
export const counts = ({ priority, advertising }: Pick<Delivery, 'priority' | 'advertising'>): boolean =>
  priority !== 'reminder' || advertising;

/**
 * What counts for the caps of those to whom something that is limited is to go, by contact. What went to a card that became a part of theirs
 * counts for them. The ledger tells of what was sent, also from before there were caps; `capUses` of what is on its way, or may have arrived.
 */
export async function countedLately(
  planned: readonly Delivery[],
  contacts: ReadonlyMap<string, Contact>,
  now: Date,
): Promise<Map<string, CountedLately>> {
  const livingOf = new Map<string, string>();
  for (const delivery of planned) {
    const living = counts(delivery) ? contacts.get(delivery.contact)?.id : undefined;
    if (living === undefined) continue;
    livingOf.set(delivery.contact, living);
    livingOf.set(living, living);
  }
  const lately = new Map([...livingOf.values()].map((id): [string, CountedLately] => [id, { at: new Map() }]));
  if (livingOf.size === 0) return lately;
  const named = { $in: [...livingOf.keys()] };
  const [uses, sent] = await Promise.all([
    capUses.find({ _id: named }).toArray(),
    deliveries
      .find(
        { contact: named, settled: true, sentAt: { $gt: new Date(now.getTime() - recentMs) } },
        { projection: { contact: 1, sentAt: 1, priority: 1, advertising: 1 } },
      )
      .toArray(),
  ]);
  const went = new Set(sent.map(({ _id }) => _id));
  const doubtful = uses.flatMap(document => document.uses.filter(({ delivery }) => !went.has(delivery)));
  const left = await leftBehind(doubtful, now);
  for (const document of uses) {
    const known = lately.get(livingOf.get(document._id) ?? '');
    if (!known) continue;
    for (const { delivery, at } of document.uses) if (!left.has(delivery)) known.at.set(delivery, at);
    if (lately.has(document._id)) known.uses = document;
  }
  for (const delivery of sent) {
    const known = lately.get(livingOf.get(delivery.contact) ?? '');
    if (known && delivery.sentAt && counts(delivery)) known.at.set(delivery._id, delivery.sentAt);
  }
  return lately;
}

/**
 * What was to go from a process that died and gave nothing back: cancelled since, or waiting for so long that whoever takes it up decides about
 * it anew. What went in part counts.
 */
async function leftBehind(uses: readonly CapUse[], now: Date): Promise<Set<string>> {
  if (uses.length === 0) return new Set();
  const takenAt = new Map(uses.map(({ delivery, at }) => [delivery, at.getTime()]));
  const found = await deliveries
    .find(
      {
        _id: { $in: [...takenAt.keys()] },
        state: { $in: ['planned', 'cancelled', 'suppressed'] },
        partsSent: { $exists: false },
      },
      { projection: { state: 1 } },
    )
    .toArray();
  const isLeft = ({ _id, state }: { _id: string; state: string }) =>
    state !== 'planned' || now.getTime() - (takenAt.get(_id) ?? 0) > takenUpMs;
  return new Set(found.filter(isLeft).map(({ _id }) => _id));
}
