import type { Contact, FieldType, FieldValue, Touch } from '../../../contacts/index.ts';
import type { Settings } from '../read-sources.ts';
import type { Traits, TraitTouch } from '../trait-model.ts';
import { distinct, isPathName, traitValue } from './values.ts';

type OfCard = Pick<Traits, 'contact' | 'source' | 'consents' | 'topics'>;

const texts = [
  'name',
  'firstName',
  'lastName',
  'middleName',
  'gender',
  'city',
  'region',
  'country',
  'address',
  'birthday',
  'company',
  'position',
  'language',
  'timeZone',
  'owner',
  'temperature',
  'category',
  'lostReason',
] as const;

/** What the card itself says. Pure. */
export function cardTraits(card: Contact, { fields: types }: Settings): OfCard {
  const own = Object.fromEntries(
    texts.flatMap(name => {
      const value = traitValue(card[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  ) as Partial<Traits['contact']>;
  const fields = fieldTraits(card.fields, types);
  return {
    contact: {
      ...own,
      hasPhone: card.phones.length > 0,
      hasEmail: card.emails.length > 0,
      tags: distinct(card.tags),
      score: card.score,
      ...(fields && { fields }),
      createdAt: card.createdAt,
      lastActivityAt: card.lastActivityAt,
    },
    ...sourceTraits(card),
    ...consentTraits(card),
    ...topicTraits(card),
  };
}

function fieldTraits(fields: Contact['fields'], types: ReadonlyMap<string, FieldType>): Traits['contact']['fields'] {
  const kept = Object.entries(fields).flatMap(([name, value]) => {
    const trait = isPathName(name) ? traitValue(asType(value, types.get(name))) : undefined;
    return trait === undefined ? [] : [[name, trait] as const];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** A flow may have kept a number as text before the field was made one of numbers. */
function asType(value: FieldValue, type: FieldType | undefined): FieldValue {
  if (type !== 'number' && type !== 'money') return value;
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value.replace(/\s/g, '').replace(',', '.'));
  return Number.isFinite(number) ? number : value;
}

function sourceTraits({ source }: Contact): Pick<Traits, 'source'> {
  const { first, last } = source;
  if (!first && !last) return {};
  return { source: { ...(first && { first: touchOf(first) }), ...(last && { last: touchOf(last) }) } };
}

const touchOf = ({ link, detail, messenger, at }: Touch): TraitTouch => ({
  ...(link && { link }),
  ...(detail && { detail }),
  messenger,
  at,
});

function consentTraits({ consents }: Contact): Pick<Traits, 'consents'> {
  const { advertising, 'personal-data': personal } = consents;
  if (!advertising && !personal) return {};
  return {
    consents: {
      ...(advertising && { advertising: advertising.given, advertisingAt: advertising.at }),
      ...(personal && { personalData: personal.given, personalDataAt: personal.at }),
    },
  };
}

function topicTraits({ topics }: Contact): Pick<Traits, 'topics'> {
  const all = Object.entries(topics ?? {});
  const named = (wanted: boolean) => distinct(all.filter(([, wish]) => wish.wanted === wanted).map(([name]) => name));
  const [yes, no] = [named(true), named(false)];
  if (all.length === 0) return {};
  return { topics: { ...(yes.length > 0 && { wanted: yes }), ...(no.length > 0 && { unwanted: no }) } };
}
