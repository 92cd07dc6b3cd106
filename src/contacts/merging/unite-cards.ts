import { isDeepStrictEqual } from 'node:util';
import type { Contact } from '../contact.ts';

/** Which card's value stands where both have one: by the field's name, custom ones as `fields.<name>`. */
export type Choices = Record<string, 'survivor' | 'loser'>;

/** What belongs to a card as such and is never another's. */
export const ownToCard = ['id', 'version', 'changedAt', 'deletedAt', 'mergedInto', 'merged', 'handsOver'] as const;
/** What is put together by a rule of its own; everything else is one value, of one card or the other. */
const united = ['phones', 'emails', 'tags', 'identities', 'fields', 'consents', 'topics', 'source', 'score', 'orders'] as const;
const byRule: ReadonlySet<string> = new Set([
  ...ownToCard,
  ...united,
  'hasDeals',
  'openDeals',
  'createdAt',
  'lastActivityAt',
  'decided',
  'refused',
]);

/**
 * One card of two. Lists are united, the survivor's first; of two consents the later one counts, as in the ledger, and a refusal where both
 * are of one moment; of other values the chosen one, else the survivor's, else the only one there is. Pure.
 */
export function uniteCards(survivor: Contact, loser: Contact, choices: Choices = {}): Contact {
  const fields = uniteValues(survivor.fields, loser.fields, name => choices[`fields.${name}`]);
  const single = uniteValues(plainOf(survivor), plainOf(loser), name => choices[name]);
  const topics = uniteWords(survivor.topics ?? {}, loser.topics ?? {}, ({ wanted }) => wanted);
  const orders = survivor.orders ?? loser.orders;
  const first = earliest(survivor.source.first, loser.source.first);
  const last = latest(survivor.source.last, loser.source.last);
  return {
    ...survivor,
    ...single,
    fields,
    phones: uniteLists(survivor.phones, loser.phones),
    emails: uniteLists(survivor.emails, loser.emails),
    tags: uniteLists(survivor.tags, loser.tags),
    identities: [
      ...survivor.identities,
      ...loser.identities.filter(({ key }) => !survivor.identities.some(known => known.key === key)),
    ],
    consents: uniteWords(survivor.consents, loser.consents, ({ given }) => given),
    ...(Object.keys(topics).length > 0 && { topics }),
    source: { ...(first && { first }), ...(last && { last }) },
    score: survivor.score + loser.score,
    ...(orders && { orders }),
    ...((survivor.hasDeals ?? loser.hasDeals) && { hasDeals: true as const }),
    ...((survivor.openDeals ?? loser.openDeals) !== undefined && {
      openDeals: (survivor.openDeals ?? 0) + (loser.openDeals ?? 0),
    }),
    ...uniteMarks(survivor, loser),
    createdAt: survivor.createdAt < loser.createdAt ? survivor.createdAt : loser.createdAt,
    lastActivityAt: survivor.lastActivityAt > loser.lastActivityAt ? survivor.lastActivityAt : loser.lastActivityAt,
  };
}

/** A field that both cards have and that says something else on each. */
export interface Difference {
  field: string;
  survivor: unknown;
  loser: unknown;
  /** Which of them stands unless somebody chooses. */
  suggested: 'survivor' | 'loser';
}

/** Where a person has to choose, with what is suggested: the fuller value, else the survivor's. Pure. */
export function differingFields(survivor: Contact, loser: Contact): Difference[] {
  const prefixed = (fields: Contact['fields']) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [`fields.${name}`, value]));
  const [mine, theirs] = [survivor, loser].map(card => ({ ...plainOf(card), ...prefixed(card.fields) })) as [Values, Values];
  return Object.keys(mine)
    .filter(field => isThere(mine[field]) && isThere(theirs[field]) && !isDeepStrictEqual(mine[field], theirs[field]))
    .map(field => ({
      field,
      survivor: mine[field],
      loser: theirs[field],
      suggested: isFuller(theirs[field], mine[field]) ? 'loser' : 'survivor',
    }));
}

type Values = Record<string, unknown>;

const plainOf = (card: Contact): Values => Object.fromEntries(Object.entries(card).filter(([name]) => !byRule.has(name)));

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function uniteValues<T extends Values>(mine: T, theirs: T, chosen: (name: string) => 'survivor' | 'loser' | undefined): T {
  const names = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  return Object.fromEntries(
    names.map(name => {
      const [first, second] = chosen(name) === 'loser' ? [theirs[name], mine[name]] : [mine[name], theirs[name]];
      return [name, isThere(first) || !isThere(second) ? first : second];
    }),
  ) as T;
}

const uniteLists = (mine: string[], theirs: string[]): string[] => [...new Set([...mine, ...theirs])];

/** The latest word counts; of two of one moment the one that allows less. */
function uniteWords<T extends { at: Date }>(mine: Record<string, T>, theirs: Record<string, T>, allows: (word: T) => boolean) {
  const all = { ...mine };
  for (const [name, word] of Object.entries(theirs)) {
    const known = all[name];
    const stricter = known?.at.getTime() === word.at.getTime() && !allows(word);
    if (!known || word.at > known.at || stricter) all[name] = word;
  }
  return all;
}

/** A choice of a person and a refused suggestion stay what they are, whichever card they were on. */
function uniteMarks(survivor: Contact, loser: Contact): Pick<Contact, 'decided' | 'refused'> {
  const decided = [...new Set([...(survivor.decided ?? []), ...(loser.decided ?? [])])];
  const refused = uniteLists(survivor.refused ?? [], loser.refused ?? []);
  return { ...(decided.length > 0 && { decided }), ...(refused.length > 0 && { refused }) };
}

function earliest<T extends { at: Date }>(one: T | undefined, two: T | undefined): T | undefined {
  return one && two ? (two.at < one.at ? two : one) : (one ?? two);
}

function latest<T extends { at: Date }>(one: T | undefined, two: T | undefined): T | undefined {
  return one && two ? (two.at > one.at ? two : one) : (one ?? two);
}

/** "Анна Примерова" says more than "Анна", a birthday with its year more than one without. */
function isFuller(value: unknown, than: unknown): boolean {
  if (typeof value !== 'string' || typeof than !== 'string') return false;
  const [long, short] = [value, than].map(text => text.toLowerCase().replaceAll('ё', 'е').replace(/^--/, ''));
  return long !== undefined && short !== undefined && long.length > short.length && long.includes(short);
}
