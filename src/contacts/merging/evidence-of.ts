import { type Comparable, keysOf } from './keys-of.ts';

export const evidenceKinds = ['phone', 'email', 'person', 'birthday', 'city'] as const;

/** Why two cards may be of one person. `value` is the phone, the e-mail, the messenger, the birthday or the city. */
export interface Evidence {
  kind: (typeof evidenceKinds)[number];
  /** What both cards share, as it is looked up. */
  key: string;
  value: string;
}

const weights: Record<Evidence['kind'], number> = { person: 20, phone: 10, email: 10, birthday: 5, city: 2 };
const weak: ReadonlySet<Evidence['kind']> = new Set(['birthday', 'city']);

/** What two cards share. A name with the day of birth says nothing where the years differ. Pure. */
export function evidenceOf(one: Comparable, two: Comparable): Evidence[] {
  const theirs = new Set(keysOf(two));
  const shared = keysOf(one).filter(key => theirs.has(key));
  const years = [one.birthday, two.birthday].flatMap(birthday => /^\d{4}/.exec(birthday ?? '')?.[0] ?? []);
  const twoYears = years.length === 2 && years[0] !== years[1];
  return shared
    .map(key => toEvidence(key, one))
    .filter(({ kind }) => !(weak.has(kind) && twoYears))
    .sort((a, b) => weights[b.kind] - weights[a.kind] || (a.key < b.key ? -1 : 1));
}

/** How much speaks for one person: each thing shared adds to it. */
export function strengthOf(evidence: Evidence[]): number {
  return evidence.reduce((sum, { kind }) => sum + weights[kind], 0);
}

export const isWeakKey = (key: string): boolean => evidenceKinds.some(kind => weak.has(kind) && key.startsWith(`${kind}:`));

function toEvidence(key: string, { birthday = '', city = '' }: Comparable): Evidence {
  const kind = evidenceKinds.find(known => key.startsWith(`${known}:`)) ?? 'phone';
  const rest = key.slice(kind.length + 1);
  const values: Partial<Record<Evidence['kind'], string>> = { birthday, city, person: rest.split(':')[0] ?? '' };
  return { kind, key, value: values[kind] ?? rest };
}
