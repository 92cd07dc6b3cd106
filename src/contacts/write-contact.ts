import { isDeepStrictEqual } from 'node:util';
import { guardedUpdates } from '../db/index.ts';
import { AppError } from '../lib/app-error.ts';
import { signal } from '../signals/index.ts';
import type { Change, ChangeAuthor, Contact } from './contact.ts';
import { type Bookkeeping, bookkeepingOf, changes, contacts, keepChange } from './contact-model.ts';
import { derivedOf } from './derived.ts';
import { hiddenFields } from './field-settings.ts';
import { getContact } from './get-contact.ts';
import { grade } from './grading/grading.ts';
import { currentGrading } from './grading/grading-store.ts';
import { keysOf } from './merging/keys-of.ts';

const update = guardedUpdates(contacts);

/** So many writes to one card may collide before we give up: each means that somebody else got through. */
const tries = 8;
/** Of so many writes of flows a card remembers that they are done; a repeated one comes within moments of the first. */
const rememberedWrites = 10;
/** What the history of a card tells of by its own name. */
const told = [
  'name',
  'firstName',
  'lastName',
  'middleName',
  'gender',
  'phones',
  'emails',
  'city',
  'country',
  'region',
  'address',
  'birthday',
  'company',
  'position',
  'requisites',
  'language',
  'timeZone',
  'owner',
  'tags',
  'score',
  'temperature',
  'category',
  'lostReason',
  'deletedAt',
  'mergedInto',
] as const;

interface ContactWrite {
  key: string;
  by: ChangeAuthor;
  now: Date;
  read?: Contact | undefined;
  /** Writes the card itself although it became a part of another; otherwise it is that other one that is written. */
  evenMerged?: true;
}

/**
 * The one way a card is written. `key` makes doing it twice the same as doing it once; without it every call writes. What changed goes
 * to `changes` before the card itself, so that a crash between the two never leaves a write without its author. `read` is the card where
 * the caller has read it a moment ago: should it have changed since, it is read once more.
 */
export async function writeContact(id: string, write: ContactWrite & { change(contact: Contact): Contact }): Promise<Contact> {
  let target = id;
  for (let attempt = 0; attempt < tries; attempt++) {
    const known = attempt === 0 && write.read && bookkeepingOf(write.read) ? write.read : undefined;
    const before = known ?? (await getContact(target));
    if (before?.mergedInto && !write.evenMerged) {
      target = before.mergedInto;
      continue;
    }
    const kept = before && bookkeepingOf(before);
    if (!before || !kept)
      throw new AppError('contacts.not_found', 'There is no such contact. It may have been deleted.', { contact: id });
    if (kept.applied.includes(write.key)) return before;
    const changed = write.change(before);
    if (isDeepStrictEqual(changed, before)) return before;
    const { version: _written, ...after }: Contact = {
      ...grade(changed, await currentGrading(), write.now),
      changedAt: write.now,
    };
    await keepChanges({ before, changed, after }, { ...write, again: attempt > 0 });
    if (!(await replace(before, after, { ...kept, key: write.key, hidden: await hiddenFields() }))) continue;
    if (before.owner !== after.owner)
      signal({ topic: 'contacts', about: after.id, facts: { what: 'owner', owner: after.owner ?? null } });
    return after;
  }
  throw new AppError('contacts.busy', 'Others are changing this card right now. Try again in a moment.', { contact: id });
}

/** What the rules made of the card has the rules for its author. */
const byRules: ChangeAuthor = { kind: 'automation', id: 'grading', name: 'grading' };

async function keepChanges(
  { before, changed, after }: Record<'before' | 'changed' | 'after', Contact>,
  write: { key: string; by: ChangeAuthor; now: Date; again: boolean },
) {
  const { key, by, now, again } = write;
  const graded = differences(changed, after).map(({ field }) => field);
  const written = differences(before, after).map(difference => ({
    _id: `${key}:${difference.field}`,
    contact: before.id,
    at: now,
    by: graded.includes(difference.field) ? byRules : by,
    ...difference,
  }));
  // Somebody got in between: what stood there before is no longer what the first try wrote down.
  if (again) await changes.deleteMany({ _id: { $in: written.map(({ _id }) => _id) } });
  await Promise.all(written.map(keepChange));
}

function replace(
  before: Contact,
  after: Contact,
  { applied, derived: known, stamp, key, hidden }: Bookkeeping & { key: string; hidden: readonly string[] },
): Promise<boolean> {
  const { id, ...fields } = after;
  const old: Partial<Record<string, unknown>> = { ...before };
  const changed = Object.entries(fields).filter(([name, value]) => !isDeepStrictEqual(old[name], value));
  const gone = Object.keys(old).filter(name => name !== 'id' && name !== 'version' && !(name in fields));
  const { search, keys, derived } = derivedOf(after, hidden);
  const isOld = known !== derived;
  const lookup = isOld || !isDeepStrictEqual(keysOf(before), keys ?? []) ? keysChange(keys, after.changedAt) : {};
  return update({
    id,
    guard: { stamp: stamp ?? null },
    update: {
      $set: {
        ...Object.fromEntries(changed),
        ...lookup.set,
        search,
        ...(isOld && { derived }),
        applied: [...applied, key].slice(-rememberedWrites),
      },
      ...((gone.length > 0 || lookup.unset) && {
        $unset: { ...Object.fromEntries(gone.map(name => [name, ''])), ...lookup.unset },
      }),
    },
  });
}

/** Cards are compared with others only when something that they may share has changed. */
function keysChange(keys: string[] | undefined, keysAt: Date): { set?: Record<string, unknown>; unset?: Record<string, ''> } {
  return keys ? { set: { keys, keysAt } } : { set: { keysAt }, unset: { keys: '' } };
}

/** The fields of a card that differ, in the words of its history. What the program notes by itself (activity, reachability) is not among them. */
export function differences(before: Contact, after: Contact): Pick<Change, 'field' | 'old' | 'new'>[] {
  const plain = told.map(field => ({ field: field as string, old: before[field], new: after[field] }));
  const names = [...new Set([...Object.keys(before.fields), ...Object.keys(after.fields)])];
  const custom = names.map(name => ({ field: `fields.${name}`, old: before.fields[name], new: after.fields[name] }));
  const topics = [...new Set([...Object.keys(before.topics ?? {}), ...Object.keys(after.topics ?? {})])].map(name => ({
    field: `topics.${name}`,
    old: before.topics?.[name]?.wanted,
    new: after.topics?.[name]?.wanted,
  }));
  return [...plain, ...custom, ...topics].filter(difference => !isDeepStrictEqual(difference.old, difference.new));
}
