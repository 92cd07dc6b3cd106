import { type FieldDefinition, standardFieldNames } from '../../contacts/index.ts';

/** What a column may be beside a standard field of the card. */
export const otherTargets = [
  'tags',
  'owner',
  'externalId',
  'cardId',
  'telegram',
  'vk',
  'order.date',
  'order.sum',
  'order.title',
  'order.currency',
] as const;

export const fieldTargets = [...standardFieldNames, ...otherTargets] as const;
export type FieldTarget = (typeof fieldTargets)[number];

/** Columns of which a table may have several: each adds to the others. */
const many: ReadonlySet<string> = new Set(['phone', 'email', 'tags']);

export const isTarget = (name: string, definitions: Pick<FieldDefinition, 'key'>[]): boolean =>
  fieldTargets.some(target => target === name) || definitions.some(({ key }) => name === `fields.${key}`);

/** The targets that stand at two columns although they hold one value. */
export function doubled(targets: string[]): string[] {
  return [...new Set(targets.filter((target, i) => target !== '' && !many.has(target) && targets.indexOf(target) !== i))];
}
