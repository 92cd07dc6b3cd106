import { firmFields } from './firm-fields.ts';
import { flowFields } from './flow-fields.ts';
import { groupOrder, standardFields } from './standard-fields.ts';
import type { TraitField } from './trait-field.ts';

/** Everything that rules can ask of contacts in this firm, group by group: for whoever builds rules, and by it they are checked. */
export async function traitFields(): Promise<TraitField[]> {
  const [firm, flows] = await Promise.all([firmFields(), flowFields()]);
  const all = [...firm, ...standardFields(), ...flows];
  return all.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ group }: TraitField): number {
  return groupOrder.indexOf(group.startsWith('flow:') ? 'runs' : group);
}
