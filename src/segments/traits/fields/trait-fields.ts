import { fieldsHiddenFrom } from '../../../contacts/index.ts';
import { firmFields } from './firm-fields.ts';
import { flowFields } from './flow-fields.ts';
import { groupOrder, standardFields } from './standard-fields.ts';
import { ownFieldPath, type TraitChoice, type TraitField } from './trait-field.ts';
import { type WordsInUse, wordsInUse } from './words-in-use.ts';

/**
 * Everything that rules can ask of contacts in this firm, group by group: for whoever builds rules, and by it they are checked. Mailings are
 * among the choices as long as they are of the latest, or named by `mailings`, the ids that a rule has.
 */
export async function traitFields({ mailings = [] }: { mailings?: readonly string[] } = {}): Promise<TraitField[]> {
  const [firm, flows, words] = await Promise.all([firmFields(mailings), flowFields(), wordsInUse()]);
  const all = [...firm, ...standardFields(), ...flows].map(field => withWords(field, words));
  return all.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Paths of what may not be asked by whoever has this role, since cards do not show it to them. */
export async function hiddenTraits(role: string | undefined): Promise<ReadonlySet<string>> {
  return new Set([...(await fieldsHiddenFrom(role))].map(ownFieldPath));
}

function placeOf({ group }: TraitField): number {
  return groupOrder.indexOf(group.startsWith('flow:') ? 'runs' : group);
}

const suggested: Record<string, keyof WordsInUse> = {
  'contact.tags': 'tags',
  'topics.wanted': 'topics',
  'topics.unwanted': 'topics',
  'deals.lostReasons': 'lostReasons',
  'orders.products': 'products',
};

function withWords(field: TraitField, words: WordsInUse): TraitField {
  const name = suggested[field.path];
  const choices: TraitChoice[] = name ? words[name] : [];
  return choices.length > 0 ? { ...field, choices } : field;
}
