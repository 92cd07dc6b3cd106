import { z } from 'zod';
import { type Choices, type Contact, differingFields, uniteCards } from '../../contacts/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { visibleDefinitions } from '../card/card-fields.ts';
import { visibleContact } from '../card/may-see.ts';
import type { Viewer } from '../viewer.ts';
import { presentFieldOf, presentRows, presentSide, type SideContext } from './present-side.ts';

const id = z.string().max(100);
/** A choice stands under `choice:<field>` and names the card whose value is kept. */
export const mergeForm = z.object({ one: id, two: id, survivor: id.optional() }).catchall(z.unknown());

/** What was chosen by cards, as which of the two roles it means. A field that is not told keeps what is suggested. */
export function choicesOf(typed: Record<string, unknown>, { survivor, loser }: { survivor: string; loser: string }): Choices {
  const told = Object.entries(typed).flatMap(([name, value]) => {
    const field = /^choice:(.+)$/s.exec(name)?.[1];
    const card = value === survivor ? ('survivor' as const) : value === loser ? ('loser' as const) : undefined;
    return field && card ? [[field, card] as const] : [];
  });
  return Object.fromEntries(told);
}

/** Both cards, where a person has to choose with what is suggested or chosen, and the card that comes of it. */
export async function loadMergeForm(viewer: Viewer, form: z.infer<typeof mergeForm>, context: SideContext) {
  const { one, two, survivor: wanted, ...typed } = form;
  if (one === two) throw new AppError('merges.same', 'These are one card already.');
  const pair: [Contact, Contact] = [await visibleContact(viewer, one), await visibleContact(viewer, two)];
  if (pair.some(({ deletedAt }) => deletedAt)) throw new AppError('merges.gone', 'One of the cards is not there any more.');
  const survivor = pair.find(card => card.id === wanted) ?? fullerOf(pair);
  const loser = survivor === pair[0] ? pair[1] : pair[0];
  const chosen = choicesOf(typed, { survivor: survivor.id, loser: loser.id });
  const differing = differingFields(survivor, loser);
  const choices = { ...Object.fromEntries(differing.map(({ field, suggested }) => [field, suggested])), ...chosen };
  const seen = new Set(visibleDefinitions(viewer, context.definitions).map(({ key }) => `fields.${key}`));
  const hidden = new Set(context.definitions.map(({ key }) => `fields.${key}`).filter(field => !seen.has(field)));
  const takes = (field: string) => (choices[field] === 'loser' ? loser.id : survivor.id);
  return {
    ...{ one, two },
    sides: pair.map(card => ({ ...presentSide(viewer, card, context), stays: card === survivor })),
    choices: differing
      .filter(({ field }) => !hidden.has(field))
      .map(({ field }, n) => ({
        name: `choice:${field}`,
        domId: `choice-${n}`,
        label: presentFieldOf(viewer, survivor, field, context).label,
        options: pair.map(card => ({
          card: card.id,
          domId: `choice-${n}-${card.id}`,
          value: presentFieldOf(viewer, card, field, context).value,
          on: takes(field) === card.id,
        })),
      })),
    result: presentSide(viewer, { ...uniteCards(survivor, loser, choices), id: survivor.id }, context),
    rows: presentRows(viewer, uniteCards(survivor, loser, choices), context),
  };
}

/** The card that stays unless somebody chooses: with more messengers, with deals, the older one. */
function fullerOf([one, two]: [Contact, Contact]): Contact {
  const weight = ({ identities, hasDeals }: Contact) => identities.length * 2 + (hasDeals ? 1 : 0);
  if (weight(one) !== weight(two)) return weight(one) > weight(two) ? one : two;
  return one.createdAt <= two.createdAt ? one : two;
}
