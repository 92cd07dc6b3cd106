import type { Document } from 'mongodb';

/** One statement of the `update` command (https://www.mongodb.com/docs/manual/reference/command/update/). */
export interface UpdateStatement {
  q: Document;
  u: Document | Document[];
  /** Every document that matches, not only the first. */
  multi?: true;
}

/** Fewer are as fast by themselves (on DocumentDB a third of the work is saved from eight on, a half from thirty on). */
const fewestTogether = 4;
/** So many documents are written by one statement: each looks for its own part among those of all. */
const mostTogether = 100;

interface PlainUpdate {
  id: string;
  /** What must stand in these fields, as the names and the values of all of them. */
  guard: Document;
  set: Document;
  unset: string[];
}

/**
 * The same updates in fewer statements where that is possible: those that set and unset whole fields of one document each become one statement
 * that names them all and gives each its own part, so that the database finds and writes them by one plan instead of one each. Others stay
 * as they are. How many match is the same; of a joint statement either all or none is written where the database knows transactions.
 */
export function joinUpdates(statements: UpdateStatement[]): UpdateStatement[] {
  const plain = statements.map(toPlain);
  if (statements.length < fewestTogether || !allPlain(plain) || new Set(plain.map(({ id }) => id)).size < plain.length)
    return statements;
  const guarded = Object.keys(plain[0]?.guard ?? {});
  if (plain.some(({ guard }) => !sameNames(Object.keys(guard), guarded))) return statements;
  return chunksOf(plain).map(chunk => toJoint(chunk, guarded));
}

function toJoint(updates: PlainUpdate[], guarded: string[]): UpdateStatement {
  const ids = updates.map(({ id }) => id);
  const own = (values: unknown[]) => ({ $arrayElemAt: [{ $literal: values }, { $indexOfArray: [{ $literal: ids }, '$_id'] }] });
  const guards = guarded.map(name => ({
    // What is absent is found by `null` in a query, but equals nothing in an expression.
    $eq: [{ $ifNull: [`$${name}`, null] }, own(updates.map(({ guard }) => guard[name]))],
  }));
  const gone = [...new Set(updates.flatMap(({ unset }) => unset))];
  return {
    q: { _id: { $in: ids }, ...(guards.length > 0 && { $expr: { $and: guards } }) },
    u: [
      { $replaceWith: { $mergeObjects: ['$$ROOT', own(updates.map(({ set }) => set))] } },
      ...(gone.length > 0 ? [{ $set: Object.fromEntries(gone.map(name => [name, withoutIn(name, updates)])) }] : []),
    ],
    multi: true,
  };
}

function withoutIn(name: string, updates: PlainUpdate[]): Document {
  const ids = updates.filter(({ unset }) => unset.includes(name)).map(({ id }) => id);
  return { $cond: [{ $in: ['$_id', { $literal: ids }] }, '$$REMOVE', `$${name}`] };
}

function toPlain({ q, u, multi }: UpdateStatement): PlainUpdate | undefined {
  const { _id: id, ...guard } = q;
  if (multi || Array.isArray(u) || typeof id !== 'string') return undefined;
  const { $set: set = {}, $unset: unset = {}, ...other } = u;
  const names = [...Object.keys(set), ...Object.keys(unset), ...Object.keys(guard)];
  if (Object.keys(other).length > 0 || !names.every(isWholeField) || !Object.values(guard).every(isPlainValue)) return undefined;
  return { id, guard, set, unset: Object.keys(unset) };
}

const isWholeField = (name: string): boolean => !name.includes('.') && !name.startsWith('$') && name !== '_id';

const isPlainValue = (value: unknown): boolean =>
  value === null || value instanceof Date || ['string', 'number', 'boolean'].includes(typeof value);

const allPlain = (updates: (PlainUpdate | undefined)[]): updates is PlainUpdate[] => updates.every(update => update);

const sameNames = (some: string[], others: string[]): boolean =>
  some.length === others.length && some.every(name => others.includes(name));

const chunksOf = (updates: PlainUpdate[]): PlainUpdate[][] =>
  Array.from({ length: Math.ceil(updates.length / mostTogether) }, (_, i) =>
    updates.slice(i * mostTogether, (i + 1) * mostTogether),
  );
