import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../lib/app-error.ts';
import { type Deal, type DealAuthor, type DealFile, type DealLine, type DealValue, linesSum, toMoney } from './deal.ts';
import { writeDeal } from './write-deal.ts';

interface Write {
  key: string;
  by: DealAuthor;
  now: Date;
}

/** What a person may change of a deal by itself; `fields.<name>` are values of its own. */
export type DealField = 'title' | 'amount' | 'owner' | 'expectedAt' | 'tags' | 'contact' | 'contacts' | `fields.${string}`;

export const dealValue = (deal: Deal, field: DealField): DealValue | undefined =>
  field.startsWith('fields.') ? deal.fields[field.slice(7)] : deal[field as Exclude<DealField, `fields.${string}`>];

/**
 * Sets one value; nothing takes it away. `was` is what the person saw: should somebody else have changed it meanwhile, AppError
 * `deals.conflict`. AppError `deals.bad_amount` where the sum is that of lines or no sum.
 */
export async function editDeal(
  id: string,
  edit: { field: DealField; value: DealValue | undefined; was?: DealValue | undefined; checked?: boolean },
  write: Write,
): Promise<Deal> {
  return writeDeal(id, {
    ...write,
    change: deal => {
      const { field, value, was, checked = false } = edit;
      if (checked && !isDeepStrictEqual(dealValue(deal, field) ?? null, was ?? null)) throw conflict(id);
      return withValue(deal, field, value);
    },
  });
}

/** A deal with another value. AppError as above. */
export function withValue(deal: Deal, field: DealField, value: DealValue | undefined): Deal {
  if (field.startsWith('fields.')) {
    const { [field.slice(7)]: _old, ...rest } = deal.fields;
    return { ...deal, fields: value === undefined || value === '' ? rest : { ...rest, [field.slice(7)]: value } };
  }
  if (field === 'amount') return withAmount(deal, value);
  const { [field as 'owner']: _gone, ...rest } = deal;
  const isEmpty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  return isEmpty ? (rest as Deal) : ({ ...rest, [field]: value } as Deal);
}

function withAmount({ amount: _old, ...deal }: Deal, value: DealValue | undefined): Deal {
  if (deal.lines?.length) throw new AppError('deals.amount_of_lines', 'The amount is the sum of the lines.', { deal: deal.id });
  if (value === undefined) return deal;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new AppError('deals.bad_amount', 'This is not an amount.', { text: String(value) });
  return { ...deal, amount: toMoney(value) };
}

/** The whole new list of products and services; `was` as above. The amount follows it. */
export async function setLines(id: string, { lines, was }: { lines: DealLine[]; was?: DealLine[] }, write: Write): Promise<Deal> {
  return writeDeal(id, {
    ...write,
    change: ({ lines: old = [], ...deal }) => {
      if (was && !isDeepStrictEqual(old, was)) throw conflict(id);
      return lines.length > 0 ? { ...deal, lines, amount: linesSum(lines) } : deal;
    },
  });
}

/** Makes another contact the main one; who was it takes part from then on. */
export async function setMainContact(id: string, contact: string, write: Write): Promise<Deal> {
  return writeDeal(id, {
    ...write,
    change: deal => {
      if (deal.contact === contact) return deal;
      const others = [...(deal.contacts ?? []).filter(known => known !== contact), deal.contact];
      return { ...deal, contact, contacts: others };
    },
  });
}

/** Adds a note; the key is the note's id. */
export async function addNote(id: string, text: string, { key, by, now }: Write): Promise<Deal> {
  return writeDeal(id, {
    key,
    by,
    now,
    change: deal => ({ ...deal, notes: [...(deal.notes ?? []), { id: key, at: now, by, text }] }),
    events: () => [],
  });
}

export async function addFiles(id: string, files: DealFile[], write: Write): Promise<Deal> {
  return writeDeal(id, { ...write, change: deal => ({ ...deal, files: [...(deal.files ?? []), ...files] }) });
}

export async function removeDealFile(id: string, file: string, write: Write): Promise<Deal> {
  return writeDeal(id, { ...write, change: deal => ({ ...deal, files: (deal.files ?? []).filter(known => known.id !== file) }) });
}

/** Puts a deal into the trash; it is found nowhere else and its order is taken back. */
export async function trashDeal(id: string, write: Write): Promise<Deal> {
  return writeDeal(id, { ...write, change: deal => (deal.deletedAt ? deal : { ...deal, deletedAt: write.now }) });
}

/** Takes it out again. */
export async function restoreDeal(id: string, write: Write): Promise<Deal> {
  return writeDeal(id, { ...write, change: ({ deletedAt: _gone, ...deal }) => deal });
}

function conflict(deal: string): AppError {
  return new AppError('deals.conflict', 'Somebody else has changed this meanwhile.', { deal });
}
