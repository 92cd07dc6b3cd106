import { isDeepStrictEqual } from 'node:util';
import { type Contact, contactsSharing, keysOf } from '../contacts/index.ts';
import { unhurried } from '../lib/unhurried.ts';
import type { Import, RowReport } from './import.ts';
import type { SourceRow } from './reading/source-row.ts';
import { decide } from './rows/decide.ts';
import { cardsUnder, keysOfRow } from './rows/find-cards.ts';
import { isNewOrder } from './rows/keep-order.ts';
import { putValues } from './rows/put-values.ts';
import { type RowContext, type RowValues, readRow } from './rows/read-row.ts';

/** So many cards are looked at for likely duplicates of a chunk; a name and a city may be those of hundreds. */
const mostLooked = 2000;

/**
 * The dry run of a chunk: what would become of each row, with nothing written. `seen` are the keys of the rows before that would make new cards, by their
 * numbers, so that a person who stands in the table twice is found.
 */
export async function checkChunk(
  item: Import,
  rows: SourceRow[],
  { context, seen }: { context: RowContext; seen: Map<string, number> },
): Promise<RowReport[]> {
  const read = await unhurried(rows, row => readRow(row, context));
  const cards = await cardsUnder(read.flatMap(({ values }) => keysOfRow(values, item.wishes.match)));
  const reports: RowReport[] = [];
  const fresh: { report: RowReport; keys: string[] }[] = [];
  for (const [i, row] of rows.entries()) {
    const one = read[i];
    if (!one) continue;
    const decision = decide(one, cards, item);
    const report = { row: row.number };
    if (decision.kind === 'refuse') reports.push({ ...report, result: 'refused', problems: decision.problems });
    else if (decision.kind === 'create') {
      const keys = keysOfRow(one.values, item.wishes.match);
      const same = keys.map(key => seen.get(key)).find(number => number !== undefined);
      for (const key of keys) if (!seen.has(key)) seen.set(key, same ?? row.number);
      const made: RowReport =
        same === undefined
          ? { ...report, result: 'created' }
          : { ...report, result: item.wishes.existing === 'skip' && !one.values.order ? 'skipped' : 'updated', same };
      reports.push(made);
      if (same === undefined) fresh.push({ report: made, keys: keysOf(asCard(one.values)) });
    } else reports.push({ ...report, ...(await checkKnown(item, decision, one.values)) });
  }
  await noteDuplicates(item, fresh);
  return reports;
}

async function checkKnown(
  { wishes }: Import,
  { kind, contact }: { kind: 'update' | 'skip'; contact?: Contact },
  values: RowValues,
): Promise<Pick<RowReport, 'result' | 'contact'>> {
  if (!contact) return { result: 'skipped' };
  if (values.order && (await isNewOrder(contact.id, values.order))) return { result: 'updated', contact: contact.id };
  if (kind === 'skip') return { result: 'skipped', contact: contact.id };
  const isSame = isDeepStrictEqual(putValues(contact, values, wishes), contact);
  return { result: isSame ? 'unchanged' : 'updated', contact: contact.id };
}

/** New cards that share something with others than those they were looked up by: a person looks at them, the import makes them all the same. */
async function noteDuplicates({ by }: Import, fresh: { report: RowReport; keys: string[] }[]): Promise<void> {
  const keys = fresh.flatMap(each => each.keys);
  const found = await contactsSharing(keys, { limit: mostLooked });
  const visible = found.filter(({ owner }) => by.seeAll || owner === undefined || owner === by.id);
  const byKey = new Map(visible.flatMap(contact => keysOf(contact).map(key => [key, contact.id] as const)));
  for (const { report, keys: own } of fresh) {
    const duplicate = own.map(key => byKey.get(key)).find(id => id !== undefined);
    if (duplicate) report.duplicate = duplicate;
  }
}

function asCard({ set, phones, emails }: RowValues) {
  const { gender: _gender, ...texts } = set;
  return { ...texts, phones, emails, identities: [] };
}
