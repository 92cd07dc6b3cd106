import { isDeepStrictEqual } from 'node:util';
import type { Contact, Identity } from '../contact.ts';
import { ownToCard } from './unite-cards.ts';

/** What a merge made of the survivor: the card as it was before and as it was right after. */
export interface Union {
  before: Contact;
  after: Contact;
}

type Values = Record<string, unknown>;

const own: ReadonlySet<string> = new Set(ownToCard);
const maps: ReadonlySet<string> = new Set(['fields', 'consents', 'topics', 'source']);

/**
 * The survivor without what the merge brought: what still stands as the merge left it goes back to what stood before; what was changed,
 * added or taken away since stays. A card that nobody has touched becomes what it was. Pure.
 */
export function withdraw(current: Contact, { before, after }: Union): Contact {
  const [now, then, was]: Values[] = [{ ...current }, { ...after }, { ...before }];
  const next: Contact = { ...current };
  for (const name of namesOf(now, was)) {
    if (own.has(name)) continue;
    const value = withdrawField(name, { now: now?.[name], merged: then?.[name], was: was?.[name] });
    if (value === undefined) Reflect.deleteProperty(next, name);
    else Object.assign(next, { [name]: value });
  }
  return next;
}

/** Fields of the survivor that somebody has changed since the merge: they stay with it. Custom ones are `fields.<name>`. Pure. */
export function changedSince(current: Contact, after: Contact): string[] {
  const [now, then]: Values[] = [{ ...current }, { ...after }];
  const passing = new Set([
    ...own,
    'fields',
    'consents',
    'topics',
    'identities',
    'lastActivityAt',
    'source',
    'orders',
    'hasDeals',
    'openDeals',
  ]);
  const plain = namesOf(now, then).filter(name => !passing.has(name) && !isDeepStrictEqual(now?.[name], then?.[name]));
  const custom = namesOf(current.fields, after.fields).filter(
    name => !isDeepStrictEqual(current.fields[name], after.fields[name]),
  );
  return [...plain, ...custom.map(name => `fields.${name}`)];
}

/** What stands now, stood right after the merge, and stood before it. */
interface Moments {
  now: unknown;
  merged: unknown;
  was: unknown;
}

function withdrawField(name: string, moments: Moments): unknown {
  const { now, merged, was } = moments;
  if (typeof now === 'number' && typeof merged === 'number' && typeof was === 'number') return now - (merged - was);
  if (maps.has(name)) return withdrawMap(now, merged, was);
  if (Array.isArray(now)) return withdrawList(now, Array.isArray(merged) ? merged : [], was);
  return withdrawValue(moments);
}

const withdrawValue = ({ now, merged, was }: Moments): unknown => (isDeepStrictEqual(now, merged) ? was : now);

/** Each entry for itself: one that came with the merge goes, unless it says something else by now. */
function withdrawMap(...[now, then, was]: unknown[]): Values | undefined {
  const [nows, thens, wases] = [toValues(now), toValues(then), toValues(was)] as const;
  const entries = namesOf(nows, wases).flatMap(name => {
    const value = withdrawValue({ now: nows[name], merged: thens[name], was: wases[name] });
    return value === undefined ? [] : [[name, value] as const];
  });
  return entries.length > 0 || was !== undefined ? Object.fromEntries(entries) : undefined;
}

/** Without what came with the merge. Identities are told apart by their keys, since what is known of them changes. */
function withdrawList(now: unknown[], then: unknown[], was: unknown): unknown[] | undefined {
  const own = new Set((Array.isArray(was) ? was : []).map(keyOf));
  const brought = new Set(then.map(keyOf).filter(key => !own.has(key)));
  const left = now.filter(item => !brought.has(keyOf(item)));
  return left.length > 0 || was !== undefined ? left : undefined;
}

const isIdentity = (item: unknown): item is Identity => typeof item === 'object' && item !== null && 'key' in item;
const keyOf = (item: unknown): unknown => (isIdentity(item) ? item.key : item);

const toValues = (value: unknown): Values => (typeof value === 'object' && value !== null ? { ...value } : {});

function namesOf(...cards: (Values | undefined)[]): string[] {
  return [...new Set(cards.flatMap(card => Object.keys(card ?? {})))];
}
