import { documentFacts, matches, type Rule } from '../../rules/index.ts';
import { getSegment } from '../read-segments.ts';
import { freshTraits } from './audience.ts';
import { ageOf, expandRule, type FindSegment, remembering, segmentsIn } from './expand-rule.ts';
import type { TraitMeans } from './refresh-traits.ts';
import type { TraitDocument } from './trait-model.ts';

/**
 * Why a rule holds on a contact or not, down to the values it looked at: of a segment `actual` lists those of the named ones that the
 * contact is in, and `segments` explains each.
 */
export type Explanation =
  | {
      kind: 'condition';
      holds: boolean;
      field: string;
      op: string;
      value: unknown;
      actual: unknown;
      segments?: { id: string; name: string; holds: boolean; of?: Explanation }[];
    }
  | { kind: 'all' | 'any' | 'none'; holds: boolean; of: Explanation[] };

interface Around {
  traits: TraitDocument;
  means: TraitMeans;
  find: FindSegment;
}

/** Why somebody is (not) in an audience, on what is known now; nothing where there is no such contact. AppErrors of `expandRule`. */
export async function explainContact(contactId: string, rule: Rule, means: TraitMeans): Promise<Explanation | undefined> {
  const traits = await freshTraits(contactId, means);
  return traits && explainIn(rule, { traits, means, find: remembering(getSegment) });
}

async function explainIn(rule: Rule, around: Around): Promise<Explanation> {
  if ('field' in rule) return explainCondition(rule, around);
  const [kind, rules] =
    'all' in rule ? (['all', rule.all] as const) : 'any' in rule ? (['any', rule.any] as const) : (['none', rule.none] as const);
  const of = await Promise.all(rules.map(each => explainIn(each, around)));
  const some = of.some(({ holds }) => holds);
  return { kind, holds: kind === 'all' ? of.every(({ holds }) => holds) : kind === 'any' ? some : !some, of };
}

async function explainCondition(rule: Extract<Rule, { field: string }>, around: Around): Promise<Explanation> {
  const { field, op, value } = rule;
  const told = { kind: 'condition' as const, holds: await holds(rule, around), field, op, value };
  if (field !== 'segment') return { ...told, actual: actualOf(field, around) };
  const segments = await Promise.all(segmentsIn(rule).map(id => explainSegment(id, around)));
  return { ...told, actual: segments.flatMap(each => (each.holds ? [each.id] : [])), segments };
}

async function explainSegment(id: string, around: Around) {
  const segment = await around.find(id);
  const isIn = await holds({ field: 'segment', op: 'has', value: id }, around);
  const of = segment?.rule && (await explainIn(segment.rule, around));
  return { id, name: segment?.name ?? id, holds: isIn, ...(of && { of }) };
}

async function holds(rule: Rule, { traits, means, find }: Around): Promise<boolean> {
  return matches(documentFacts(traits, means.now, means.timeZone), await expandRule(rule, means, find));
}

function actualOf(field: string, { traits, means }: Around): unknown {
  if (field === 'contact.age') return ageOf(traits.contact.birthday, means);
  if (field === 'tasks.overdue') return traits.tasks?.nextDue !== undefined && traits.tasks.nextDue < means.now;
  return documentFacts(traits, means.now, means.timeZone).value(field);
}
