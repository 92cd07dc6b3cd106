import { isDeepStrictEqual } from 'node:util';
import { type ChangeAuthor, type Contact, changesUnder, idOfNew, insertContacts, writeContact } from '../contacts/index.ts';
import { recountOrders } from '../deals/index.ts';
import { AppError } from '../lib/app-error.ts';
import { unhurried } from '../lib/unhurried.ts';
import type { Import, RowReport } from './import.ts';
import type { SourceRow } from './reading/source-row.ts';
import { type Decision, decide } from './rows/decide.ts';
import { cardsUnder, keysOfRow } from './rows/find-cards.ts';
import { keepOrder } from './rows/keep-order.ts';
import { linkExternal } from './rows/link-external.ts';
import { putValues } from './rows/put-values.ts';
import { type RowContext, type RowValues, readRow } from './rows/read-row.ts';
import { rowKey } from './rows/row-key.ts';

interface ReadRow {
  row: number;
  values: RowValues;
  read: ReturnType<typeof readRow>;
}
type Done = RowReport & { order?: true };

/**
 * Writes the rows of a chunk: each under its key, so that the same chunk again does nothing twice and answers the same. People who stand in it several times are
 * written one after the other.
 */
export async function runChunk(
  item: Import,
  rows: SourceRow[],
  { context, now, again }: { context: RowContext; now: Date; again: boolean },
): Promise<Done[]> {
  const read = await unhurried(rows, row => ({ row: row.number, read: readRow(row, context) }));
  const done = new Map<number, Done>();
  const earlier = again ? await writtenBefore(item.id, rows) : new Set<number>();
  let left: ReadRow[] = read.map(({ row, read: one }) => ({ row, values: one.values, read: one }));
  while (left.length > 0) {
    const cards = await cardsUnder(left.flatMap(({ values }) => keysOfRow(values, item.wishes.match)));
    const { wave, later } = nextWave(item, left, cards);
    for (const report of await writeWave(item, wave, { now, earlier })) done.set(report.row, report);
    left = later;
  }
  await keepOrders(item, read, done, now);
  return rows.flatMap(({ number }) => done.get(number) ?? []);
}

type Decided = ReadRow & { decision: Decision };

/** The rows that have nothing to do with one another; whoever stands there again waits for the next look at the cards. */
function nextWave(item: Import, rows: ReadRow[], cards: ReadonlyMap<string, Contact[]>) {
  const taken = new Set<string>();
  const wave: Decided[] = [];
  const later: ReadRow[] = [];
  for (const row of rows) {
    const decision = decide(row.read, cards, item);
    const keys = keysOfRow(row.values, item.wishes.match);
    const ids = decision.kind === 'update' || decision.kind === 'skip' ? [decision.contact?.id ?? ''].filter(Boolean) : [];
    if ([...keys, ...ids].some(key => taken.has(key))) {
      later.push(row);
      continue;
    }
    for (const key of [...keys, ...ids]) taken.add(key);
    wave.push({ ...row, decision });
  }
  return { wave, later };
}

async function writeWave(
  item: Import,
  wave: Decided[],
  { now, earlier }: { now: Date; earlier: ReadonlySet<number> },
): Promise<Done[]> {
  const by: ChangeAuthor = { kind: 'import', id: item.id, name: item.name };
  const fresh = wave.filter(({ decision }) => decision.kind === 'create');
  await insertContacts(
    fresh.map(({ row, values }) => ({
      key: rowKey(item.id, row),
      fill: blank => putValues(blank, values, { clears: false }),
    })),
    { by, now },
  );
  const done = await Promise.all(wave.map(row => writeOne(row)));
  await linkExternal(
    item.id,
    wave.flatMap(({ row, values }) => {
      const contact = done.find(report => report.row === row)?.contact;
      return values.externalId && contact ? [{ external: values.externalId, contact }] : [];
    }),
  );
  return done;

  async function writeOne({ row, values, decision }: Decided): Promise<Done> {
    const own = idOfNew(rowKey(item.id, row));
    if (decision.kind === 'refuse') return { row, result: 'refused', problems: decision.problems };
    if (decision.kind === 'create') return { row, result: 'created', contact: own };
    const { contact } = decision;
    if (!contact) return { row, result: 'skipped' };
    // The first try made it, and the process died before that was told.
    if (contact.id === own) return { row, result: 'created', contact: own };
    if (decision.kind === 'skip') return { row, result: 'skipped', contact: contact.id };
    const change = (card: Contact) => putValues(card, values, item.wishes);
    if (isDeepStrictEqual(change(contact), contact))
      return { row, result: earlier.has(row) ? 'updated' : 'unchanged', contact: contact.id };
    try {
      await writeContact(contact.id, { key: rowKey(item.id, row), by, now, read: contact, change });
      return { row, result: 'updated', contact: contact.id };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { row, result: 'refused', problems: [{ code: error.code }] };
    }
  }
}

/** The rows of a chunk that a try before has written already. */
async function writtenBefore(id: string, rows: SourceRow[]): Promise<Set<number>> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return new Set();
  const found = await changesUnder({ from: `${rowKey(id, first.number)}:`, to: `${rowKey(id, last.number)};` });
  return new Set(found.map(change => Number(change.id.split(':')[2])));
}

async function keepOrders(
  item: Import,
  read: { row: number; read: { values: RowValues } }[],
  done: ReadonlyMap<number, Done>,
  now: Date,
): Promise<void> {
  const touched = new Set<string>();
  for (const { row, read: one } of read) {
    const report = done.get(row);
    const { order } = one.values;
    if (!report?.contact || !order) continue;
    if (!(await keepOrder({ id: item.id, row, contact: report.contact, order }, now))) continue;
    report.order = true;
    if (report.result === 'unchanged' || report.result === 'skipped') report.result = 'updated';
    touched.add(report.contact);
  }
  await Promise.all([...touched].map(contact => recountOrders(contact, now)));
}
