import {
  type Change,
  type ChangeAuthor,
  type Contact,
  changesSince,
  changesUnder,
  getContact,
  getContacts,
  trashContacts,
  writeContact,
} from '../contacts/index.ts';
import { recountOrders } from '../deals/index.ts';
import { AppError } from '../lib/app-error.ts';
import type { Import, Problem, RowReport } from './import.ts';
import { keysOfRow } from './rows/find-cards.ts';
import { dropOrder } from './rows/keep-order.ts';
import { unlinkExternal } from './rows/link-external.ts';
import type { RowValues } from './rows/read-row.ts';
import { restoreFields } from './rows/restore-fields.ts';
import { rowKey } from './rows/row-key.ts';

interface Context {
  now: Date;
  /** What the rows say, for those that were found by a number of another program. */
  valuesOf(row: number): RowValues | undefined;
}

/**
 * Takes back what the rows of a chunk did, the last one first: cards that nobody touched since go into the trash, fields get what stood there before unless
 * somebody has changed them since, orders go. Done twice it is done once.
 */
export async function takeBackChunk(item: Import, rows: RowReport[], context: Context): Promise<RowReport[]> {
  const written = rows.filter(({ result }) => result === 'created' || result === 'updated');
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || written.length === 0) return [];
  const orders = await dropOrders(item, written, context.now);
  const changes = await changesUnder({ from: `${rowKey(item.id, first.row)}:`, to: `${rowKey(item.id, last.row)};` });
  const back: RowReport[] = [];
  for (const { row, contact } of written.toReversed()) {
    const mine = changes.filter(({ id, by }) => by.kind === 'import' && id.startsWith(`${rowKey(item.id, row)}:`));
    if (contact && rows.find(report => report.row === row)?.result === 'updated')
      back.push({ row, contact, ...(await restore(item, { row, contact, mine }, context)) });
  }
  const made = written.flatMap(({ row, contact, result }) => (result === 'created' && contact ? [{ row, contact }] : []));
  back.push(...(await discard(item, made, context)));
  await Promise.all([...orders].map(contact => recountOrders(contact, context.now)));
  return back.sort((a, b) => a.row - b.row);
}

async function dropOrders(item: Import, rows: RowReport[], now: Date): Promise<Set<string>> {
  if (!item.wishes.targets.includes('order.sum')) return new Set();
  const dropped = await Promise.all(rows.map(({ row }) => dropOrder({ id: item.id, row }, now)));
  // Also the owners of those that a try before has dropped without counting anew.
  return new Set([...dropped, ...rows.map(({ contact }) => contact)].filter(contact => contact !== undefined));
}

async function restore(
  item: Import,
  { row, contact, mine }: { row: number; contact: string; mine: Change[] },
  { now }: Context,
): Promise<Pick<RowReport, 'result' | 'problems'>> {
  const card = await getContact(contact);
  if (!card) return { result: 'kept', problems: [{ code: 'contacts.not_found' }] };
  if (card.mergedInto) return { result: 'kept', problems: [{ code: 'imports.merged_since' }] };
  let changed: string[] = [];
  const put = (present: Contact) => {
    const restored = restoreFields(present, mine);
    changed = restored.changedSince;
    return restored.contact;
  };
  const by: ChangeAuthor = { kind: 'import', id: item.id, name: item.name };
  try {
    await writeContact(contact, { key: `${rowKey(item.id, row)}~back`, by, now, read: card, evenMerged: true, change: put });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { result: 'kept', problems: [{ code: error.code }] };
  }
  const problems: Problem[] = changed.map(field => ({ code: 'imports.changed_since', facts: { field } }));
  const isKept = problems.length > 0 && problems.length === mine.length;
  return { result: isKept ? 'kept' : 'restored', ...(problems.length > 0 && { problems }) };
}

async function discard(item: Import, made: { row: number; contact: string }[], context: Context): Promise<RowReport[]> {
  const ids = made.map(({ contact }) => contact);
  const cards = new Map((await getContacts(ids)).map(card => [card.id, card]));
  const touched = await touchedSince(item, [...cards.values()]);
  const untouched = ids.filter(id => cards.has(id) && !touched.has(id));
  await Promise.all(
    untouched.map(id => trashContacts([id], { by: { kind: 'import', id: item.id, name: item.name }, now: context.now })),
  );
  await unlinkExternal(
    item.id,
    made.flatMap(({ row, contact }) => {
      const values = touched.has(contact) ? undefined : context.valuesOf(row);
      return values ? keysOfRow(values, 'externalId').map(key => key.slice('external:'.length)) : [];
    }),
  );
  return made.map(({ row, contact }) =>
    touched.has(contact)
      ? {
          row,
          contact,
          result: 'kept',
          problems: [{ code: cards.get(contact)?.mergedInto ? 'imports.merged_since' : 'imports.touched_since' }],
        }
      : { row, contact, result: 'removed' },
  );
}

/** Cards that are more by now than what the import made: somebody changed them, wrote to us, bought, was merged. */
async function touchedSince(item: Import, cards: Contact[]): Promise<Set<string>> {
  const since = await changesSince(
    cards.map(({ id }) => id),
    item.startedAt ?? item.createdAt,
  );
  const others = since.filter(({ by }) => by.kind !== 'automation' && !(by.kind === 'import' && by.id === item.id));
  const lives = cards.filter(
    card =>
      card.identities.length > 0 || card.hasDeals || card.mergedInto || card.merged || Object.keys(card.consents).length > 0,
  );
  // What lies in the trash already is gone, whoever put it there.
  const gone = new Set(cards.filter(({ deletedAt, mergedInto }) => deletedAt && !mergedInto).map(({ id }) => id));
  return new Set([...others.map(({ contact }) => contact), ...lives.map(({ id }) => id)].filter(id => !gone.has(id)));
}
