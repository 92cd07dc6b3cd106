import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { messengerNames } from '../messages/index.ts';
import type { Broadcast, BroadcastTest, BroadcastWishes } from './broadcast.ts';
import { notNow } from './broadcast-error.ts';
import { type BroadcastDocument, broadcasts, noParent, toBroadcast, updateBroadcast } from './broadcast-model.ts';
import type { BroadcastPatch } from './broadcast-schema.ts';
import { readDocument } from './read-broadcasts.ts';
import { tell } from './tell.ts';

/** Who does it: the id of one of the staff, or of a key. */
export interface Doing {
  by: string;
  now: Date;
}

const editable = ['draft', 'rehearsed'] as const;
/** Nothing runs on with every tenth message refused, or every twentieth answered with a block. */
const usualStop = { errors: 10, blocks: 5 };

/** A mailing that nothing is said in yet: advertising, to everybody, in whichever messenger. */
export async function createDraft({ name, by, now }: Doing & { name: string }): Promise<Broadcast> {
  return insertDraft(blankWishes(name), { by, now });
}

/** What is set of a mailing that has a name and nothing else. */
export function blankWishes(name: string): BroadcastWishes {
  return {
    name,
    advertising: true,
    audience: { include: [], exclude: [], messengers: [...messengerNames] },
    content: { texts: {}, files: [], buttons: [], variants: {} },
    schedule: { kind: 'now' },
    stopAt: usualStop,
  };
}

/**
 * Changes what people set. Every change asks for another rehearsal. AppErrors `broadcasts.not_found`, `broadcasts.not_editable`, and
 * `broadcasts.conflict` (with `by` and `at`) when `version` is not the present one.
 */
export async function saveDraft(
  id: string,
  patch: BroadcastPatch,
  { version, by, now }: Doing & { version: number },
): Promise<Broadcast> {
  const before = await readDocument(id);
  mustBeEditable(before);
  if (before.version !== version) throw conflict(before);
  if (!changesAnything(before, patch)) return toBroadcast(before);
  const isWritten = await updateBroadcast({
    id,
    guard: { version, state: { $in: editable } },
    update: updateOf(patch, { version: version + 1, by, now }),
  });
  const after = await readDocument(id);
  if (!isWritten) {
    mustBeEditable(after);
    throw conflict(after);
  }
  tell(id);
  return toBroadcast(after);
}

/** A new draft with all that people set in another one, its time and its winner excepted. AppError `broadcasts.not_found`. */
export async function copyBroadcast(id: string, { name, by, now }: Doing & { name?: string }): Promise<Broadcast> {
  const {
    name: old,
    advertising,
    topic,
    audience,
    content,
    schedule,
    parts,
    pace,
    test,
    control,
    stopAt,
    utm,
  } = await readDocument(id);
  const wishes: BroadcastWishes = {
    name: name ?? old,
    advertising,
    audience,
    content,
    schedule: schedule.kind === 'repeat' ? schedule : { kind: 'now' },
    stopAt,
    ...(topic !== undefined && { topic }),
    ...(parts && { parts }),
    ...(pace !== undefined && { pace }),
    ...(test && { test: withoutWinner(test) }),
    ...(control !== undefined && { control }),
    ...(utm && { utm }),
  };
  return insertDraft(wishes, { by, now });
}

/** Throws a draft away. What was sent stays: AppError `broadcasts.not_removable` for any that has begun, or is about to. */
export async function removeBroadcast(id: string): Promise<void> {
  const { deletedCount } = await broadcasts.deleteOne({ _id: id, state: { $in: [...editable] } });
  if (deletedCount === 0) throw notNow('not_removable', toBroadcast(await readDocument(id)));
  tell(id);
}

async function insertDraft(wishes: BroadcastWishes, { by, now }: Doing): Promise<Broadcast> {
  const draft: BroadcastDocument = {
    _id: newId(),
    ...wishes,
    state: 'draft',
    parent: noParent,
    createdAt: now,
    createdBy: by,
    changedAt: now,
    changedBy: by,
    version: 1,
  };
  await broadcasts.insertOne(draft);
  tell(draft._id);
  return toBroadcast(draft);
}

/** A trial that is still to be made. */
export function withoutWinner({ winner: _winner, ...test }: BroadcastTest): BroadcastTest {
  return test;
}

function mustBeEditable(document: BroadcastDocument): void {
  if (!editable.some(state => state === document.state)) throw notNow('not_editable', toBroadcast(document));
}

function conflict({ _id, changedBy, changedAt, version }: BroadcastDocument): AppError {
  return new AppError('broadcasts.conflict', 'Somebody else has changed this mailing meanwhile. Reload the page and look.', {
    broadcast: _id,
    by: changedBy,
    at: changedAt,
    version,
  });
}

function changesAnything(before: BroadcastDocument, patch: BroadcastPatch): boolean {
  const present: Record<string, unknown> = { ...before };
  return Object.entries(patch).some(([name, value]) => value !== undefined && !isDeepStrictEqual(present[name] ?? null, value));
}

function updateOf(patch: BroadcastPatch, { version, by, now }: Doing & { version: number }) {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const gone = given.filter(([, value]) => value === null).map(([name]) => [name, '']);
  const $set = Object.fromEntries(given.filter(([, value]) => value !== null));
  return {
    $set: { ...$set, state: 'draft', version, changedAt: now, changedBy: by },
    ...(gone.length > 0 && { $unset: Object.fromEntries(gone) }),
  };
}
