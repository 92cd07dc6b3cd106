import { isDeepStrictEqual } from 'node:util';
import type { Deal, DealAuthor, DealEvent, DealValue } from './deal.ts';

/** What the history of a deal tells of by its own name. */
const told = ['title', 'amount', 'contact', 'owner', 'expectedAt', 'lostReason'] as const;

type What = DealEvent extends infer Event ? (Event extends DealEvent ? Omit<Event, 'id' | 'at' | 'by'> : never) : never;

/** The lines of the history that a write of a deal leaves. */
export function eventsOf(before: Deal, after: Deal, { key, by, now }: { key: string; by: DealAuthor; now: Date }): DealEvent[] {
  return happened(before, after).map((what, n) => ({ id: `${key}:${n}`, at: now, by, ...what }) as DealEvent);
}

function happened(before: Deal, after: Deal): What[] {
  const events: What[] = [];
  if (before.pipeline !== after.pipeline || before.stage !== after.stage) events.push(moved(before, after));
  if (!before.deletedAt !== !after.deletedAt) events.push({ what: after.deletedAt ? 'trashed' : 'restored' });
  const plain = told
    .filter(field => field !== 'lostReason' || before.stage === after.stage)
    .map(field => ({ field: field as string, old: before[field], new: after[field] }));
  const names = [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])];
  const custom = names.map(name => ({ field: `fields.${name}`, old: before.fields[name], new: after.fields[name] }));
  const lists = (['lines', 'files'] as const).map(field => ({ field, old: wordsOf(before[field]), new: wordsOf(after[field]) }));
  const tags = { field: 'tags', old: before.tags ?? [], new: after.tags ?? [] };
  const people = { field: 'contacts', old: before.contacts ?? [], new: after.contacts ?? [] };
  for (const difference of [...plain, ...custom, ...lists, tags, people])
    if (!isDeepStrictEqual(difference.old, difference.new)) events.push(changed(difference));
  return events;
}

function moved(before: Deal, after: Deal): What {
  return {
    what: 'moved',
    from: before.stage,
    to: after.stage,
    ...(before.pipeline !== after.pipeline && { pipeline: after.pipeline }),
    ...(after.lostReason && { reason: after.lostReason }),
  };
}

function changed({ field, old, new: next }: { field: string; old: DealValue | undefined; new: DealValue | undefined }): What {
  return { what: 'changed', field, ...(old !== undefined && { old }), ...(next !== undefined && { new: next }) };
}

/** A list as its history says it. */
function wordsOf(list: { name: string; quantity?: number; price?: number; discount?: number }[] = []): string[] {
  return list.map(({ name, quantity, price, discount }) =>
    price === undefined ? name : `${name}: ${price} × ${quantity}${discount ? ` − ${discount} %` : ''}`,
  );
}
