import { isDeepStrictEqual } from 'node:util';
import { guardedUpdates } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { signal } from '../signals/index.ts';
import type { Deal, DealAuthor, DealEvent } from './deal.ts';
import { type Bookkeeping, bookkeepingOf, type DealDocument, deals } from './deal-model.ts';
import { eventsOf } from './differences.ts';
import { getDeal } from './get-deal.ts';
import { searchWords } from './search-words.ts';
import { forgetTotals } from './totals-memo.ts';

const update = guardedUpdates(deals);

/** So many writes to one deal may collide before we give up: each means that somebody else got through. */
const tries = 8;
const rememberedChanges = 20;
const rememberedEvents = 300;

export interface DealWrite {
  /** The same twice is one write. */
  key: string;
  by: DealAuthor;
  now: Date;
  /** The deal where the caller has read it a moment ago. */
  read?: Deal | undefined;
  change(deal: Deal): Deal;
  /** What else its history tells. */
  events?(deal: Deal): DealEvent[];
  /** What is not shown of it. */
  note?: Pick<DealDocument, 'pressing'> | { pressing: null };
}

/**
 * The one way a deal is written: values, history and key in one guarded update. What changed since it was read is read once more and
 * `change` is asked again. AppError `deals.not_found`, `deals.busy`; what `change` throws is passed on and nothing is written.
 */
export async function writeDeal(id: string, write: DealWrite): Promise<Deal> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const known = attempt === 0 && write.read && bookkeepingOf(write.read) ? write.read : undefined;
    const before = known ?? (await getDeal(id));
    const kept = before && bookkeepingOf(before);
    if (!before || !kept) throw new AppError('deals.not_found', 'There is no such deal. It may have been deleted.', { deal: id });
    if (kept.applied.includes(write.key)) return before;
    const changed = arrive(before, write.change(before), write.now);
    const events = [...eventsOf(before, changed, write), ...(write.events?.(changed) ?? [])];
    if (isDeepStrictEqual(changed, before) && events.length === 0 && !write.note) return before;
    const after = { ...changed, changedAt: write.now };
    if (!(await replace(before, after, { ...kept, write, events }))) continue;
    forgetTotals();
    signal({ topic: 'deals', about: id });
    return after;
  }
  throw new AppError('deals.busy', 'Others are changing this deal right now. Try again in a moment.', { deal: id });
}

/** A deal that comes to another stage begins anew there. */
function arrive(before: Deal, after: Deal, now: Date): Deal {
  if (before.stage === after.stage && before.pipeline === after.pipeline) return after;
  return {
    ...after,
    stageAt: now,
    presses: after.presses === before.presses ? {} : (after.presses ?? {}),
    stages: [...after.stages, { stage: after.stage, at: now }],
  };
}

function replace(
  before: Deal,
  after: Deal,
  { write, events, version }: Bookkeeping & { write: DealWrite; events: DealEvent[] },
): Promise<boolean> {
  const { id, ...fields } = after;
  const old: Partial<Record<string, unknown>> = { ...before };
  const set: Record<string, unknown> = Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => value !== undefined && !isDeepStrictEqual(old[name], value)),
  );
  const gone = Object.keys(old).filter(name => name !== 'id' && Reflect.get(fields, name) === undefined);
  if (write.note?.pressing) set.pressing = write.note.pressing;
  else if (write.note?.pressing === null) gone.push('pressing');
  if (soldDiffers(before, after)) set.orderDue = write.now;
  return update({
    id,
    guard: { version: version ?? null },
    update: {
      $set: { ...set, search: searchWords(after), version: (version ?? 0) + 1 },
      ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map(name => [name, ''])) }),
      ...(isCounted(before) !== isCounted(after) && { $addToSet: { countFor: { $each: [before.contact, after.contact] } } }),
      $push: {
        applied: { $each: [write.key], $slice: -rememberedChanges },
        ...(events.length > 0 && { log: { $each: events, $slice: -rememberedEvents } }),
      },
    },
  });
}

/** For which card it counts as an open one. */
const isCounted = ({ isOpen, deletedAt, contact }: Deal): string | undefined => (isOpen && !deletedAt ? contact : undefined);

/** Whether an order has to be made, changed or taken back: deals that are closed before or after, won or lost. */
function soldDiffers(before: Deal, after: Deal): boolean {
  if (before.isOpen && after.isOpen) return false;
  const of = ({ stage, pipeline, isOpen, amount, title, contact, lines, deletedAt }: Deal) => [
    stage,
    pipeline,
    isOpen,
    amount,
    title,
    contact,
    lines,
    !deletedAt,
  ];
  return !isDeepStrictEqual(of(before), of(after));
}
