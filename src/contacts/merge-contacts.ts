import { isDeepStrictEqual } from 'node:util';
import { isDuplicateKey } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { signal } from '../signals/index.ts';
import type { ChangeAuthor, Contact } from './contact.ts';
import { keepChange } from './contact-model.ts';
import { pairId, pairs } from './duplicates-model.ts';
import { getContact } from './get-contact.ts';
import { findHoldings, handConversations, handHoldings, type Moved } from './merging/holdings.ts';
import { type Merge, type MergeAuthor, type MergeDocument, merges, toMerge } from './merging/merge-model.ts';
import { type Choices, uniteCards } from './merging/unite-cards.ts';
import { writeContact } from './write-contact.ts';

/** What merging needs of others. */
export interface MergeMeans {
  now: Date;
  /** Sums up the orders of a card anew. */
  recount?: (contact: string, now: Date) => Promise<unknown>;
  /** For tests: what happens between two steps. */
  checkpoint?: (step: string) => Promise<void>;
}

export const between = async (_step: string): Promise<void> => {};

/** After so long nothing that was begun on the old card can still be on its way: a lease lasts five seconds. */
export const lateMs = 60_000;
/** A merge that has not ended after so long was left behind by a process that died. */
export const abandonedMs = 30_000;
/** Others may write to a card while it is united so often. */
const tries = 8;

/**
 * Makes one card of two: everything of `loser` goes to `survivor`. Whoever writes meanwhile lands on the survivor. AppError
 * `merges.same`, `merges.gone` when a card is in the trash, merged or not there, `merges.busy` when one of them is being merged just now.
 */
export async function mergeContacts(
  { survivor, loser, choices = {}, by }: { survivor: string; loser: string; choices?: Choices; by: MergeAuthor },
  means: MergeMeans,
): Promise<Merge> {
  if (survivor === loser) throw new AppError('merges.same', 'These are one card already.');
  for (const id of [survivor, loser]) {
    const card = await getContact(id);
    if (!card || card.deletedAt) throw new AppError('merges.gone', 'One of the cards is not there any more.', { contact: id });
  }
  const { now } = means;
  const lookAt = new Date(now.getTime() + abandonedMs);
  const planned: MergeDocument = {
    ...{ _id: newId(), survivor, loser, choices, by, at: now, before: {}, moved: {}, lookAt },
    state: 'planned',
    busy: [survivor, loser],
  };
  await merges.insertOne(planned).catch(refuseBusy);
  await means.checkpoint?.('planned');
  return finishMerge(toMerge(planned), means);
}

/** Does what is left of a merge; done again it changes nothing. */
export async function finishMerge(merge: Merge, means: MergeMeans): Promise<Merge> {
  const { id, survivor, loser } = merge;
  const { now, checkpoint = between, recount } = means;
  const name = await giveUp(merge, now);
  await checkpoint('given up');
  await takeIn(merge, now);
  await checkpoint('taken in');
  await writeContact(loser, { ...mergeWrite(merge, 'let go', now), change: ({ handsOver: _handed, ...card }) => card });
  await checkpoint('let go');
  await moveEverything(merge);
  await checkpoint('moved');
  await keepChange({
    _id: `merge:${id}:merged`,
    contact: survivor,
    at: merge.at,
    by: authorOf(merge),
    field: 'merged',
    new: name,
  });
  await recount?.(survivor, now);
  const lookAt = new Date(now.getTime() + lateMs);
  await merges.updateOne({ _id: id, state: 'planned' }, { $set: { state: 'moved', lookAt }, $unset: { busy: '' } });
  const decided = { by: merge.by.id, name: merge.by.name, at: now };
  await pairs.updateOne({ _id: pairId(survivor, loser) }, { $set: { state: 'merged', decided } });
  for (const about of [survivor, loser]) signal({ topic: 'contacts', about });
  return toMerge((await merges.findOne({ _id: id })) ?? { _id: id, ...merge });
}

/** What came to the old card while it was moved goes after the rest. */
export async function gatherLate(merge: Merge, { now, recount }: MergeMeans): Promise<void> {
  await moveEverything(merge);
  await recount?.(merge.survivor, now);
  await merges.updateOne({ _id: merge.id, state: 'moved' }, { $set: { state: 'done' }, $unset: { lookAt: '' } });
}

/**
 * The old card loses its identities and names its heir in one write: from then on whoever writes to it or from one of its identities is the
 * heir's. What it was is written down before. Answers with what it was called.
 */
async function giveUp(merge: Merge, now: Date): Promise<string> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const card = await read(merge.loser);
    if (card.mergedInto) return nameOf((await known(merge)).before.loser ?? card);
    await merges.updateOne({ _id: merge.id }, { $set: { 'before.loser': card } });
    const written = await writeContact(merge.loser, {
      ...mergeWrite(merge, 'gives up', now),
      read: card,
      change: present =>
        isSame(present, card)
          ? {
              ...present,
              identities: [],
              handsOver: { to: merge.survivor, identities: present.identities },
              mergedInto: merge.survivor,
              deletedAt: present.deletedAt ?? now,
            }
          : present,
    });
    if (written.mergedInto) return nameOf(card);
  }
  throw new AppError('contacts.busy', 'Others are changing this card right now. Try again in a moment.');
}

/** The heir becomes the card of both. What it was and what it becomes is written down before. */
async function takeIn(merge: Merge, now: Date): Promise<void> {
  const { before, choices } = await known(merge);
  const { loser } = before;
  if (!loser) throw new AppError('merges.unknown', 'The merge does not know what it merges.', { merge: merge.id });
  for (let attempt = 0; attempt < tries; attempt++) {
    const card = await read(merge.survivor);
    if (card.merged?.includes(merge.id)) return;
    const after = { ...uniteCards(card, loser, choices), merged: [...(card.merged ?? []), merge.id] };
    await merges.updateOne({ _id: merge.id }, { $set: { 'before.survivor': card, after } });
    const written = await writeContact(merge.survivor, {
      ...mergeWrite(merge, 'takes in', now),
      read: card,
      change: present => (isSame(present, card) ? after : present),
    });
    if (written.merged?.includes(merge.id)) return;
  }
  throw new AppError('contacts.busy', 'Others are changing this card right now. Try again in a moment.');
}

/** Ids are written down before anything is moved, so that the way back knows them whatever happens in between. */
async function moveEverything(merge: Merge): Promise<void> {
  const { moved, before } = await known(merge);
  const way = { from: merge.loser, to: merge.survivor };
  const conversations = (before.loser?.identities ?? []).map(({ key }) => key);
  const found = withoutOwnChanges(await findHoldings(merge.loser), merge.id);
  const all = unite(moved, found, { conversations });
  if (!isDeepStrictEqual(all, moved)) await merges.updateOne({ _id: merge.id }, { $set: { moved: all } });
  await handConversations(conversations, way);
  await handHoldings(all, way);
}

/** What the merge itself wrote into the history of the old card stays there. */
function withoutOwnChanges(moved: Moved, merge: string): Moved {
  const { changes = [], ...rest } = moved;
  const kept = changes.filter(id => !id.startsWith(`merge:${merge}:`));
  return { ...rest, ...(kept.length > 0 && { changes: kept }) };
}

function unite(...parts: Moved[]): Moved {
  const names = [...new Set(parts.flatMap(part => Object.keys(part)))];
  return Object.fromEntries(names.map(name => [name, [...new Set(parts.flatMap(part => part[name] ?? []))]]));
}

/** What a write of a merge or of its way back has beside what it changes. */
export function mergeWrite(merge: Pick<Merge, 'id' | 'loser' | 'by'>, step: string, now: Date) {
  return { key: `merge:${merge.id}:${step}`, by: authorOf(merge), now, evenMerged: true as const };
}

export const authorOf = ({ loser, by }: Pick<Merge, 'loser' | 'by'>): ChangeAuthor => ({
  kind: 'merge',
  with: loser,
  staff: by.id,
  name: by.name,
});

async function read(id: string): Promise<Contact> {
  const card = await getContact(id);
  if (!card) throw new AppError('merges.gone', 'One of the cards is not there any more.', { contact: id });
  return card;
}

async function known(merge: Merge): Promise<MergeDocument> {
  const found = await merges.findOne({ _id: merge.id });
  if (!found) throw new AppError('merges.not_found', 'There is no such merge.', { merge: merge.id });
  return found;
}

const isSame = (one: Contact, two: Contact): boolean => isDeepStrictEqual({ ...one }, { ...two });

export const nameOf = ({ name, firstName, lastName, phones, emails, id }: Contact): string =>
  name ?? ([firstName, lastName].filter(Boolean).join(' ') || (phones[0] ?? emails[0] ?? id));

export function refuseBusy(error: unknown): never {
  if (!isDuplicateKey(error)) throw error;
  throw new AppError('merges.busy', 'One of the cards is being merged just now. Try again in a moment.');
}
