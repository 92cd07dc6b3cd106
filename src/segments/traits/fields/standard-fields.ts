import { categories, temperatures } from '../../../contacts/index.ts';
import { runOutcomes } from '../../../flow/index.ts';
import { messengerNames } from '../../../messages/index.ts';
import { type Language, languages, t } from '../../../texts/index.ts';
import { abcClasses, rfmGroups } from '../../scores/rfm.ts';
import { type TraitChoice, type TraitField, type TraitKind, traitOps } from './trait-field.ts';

/** Which choices a field has, where they are the same in every firm. */
const choicesOf = {
  gender: ['female', 'male'],
  temperature: temperatures,
  category: categories,
  messenger: messengerNames,
  language: languages,
  outcome: ['running', ...runOutcomes],
  abc: abcClasses,
  group: rfmGroups,
} as const;

type Row = readonly [path: string, kind: TraitKind, choices?: keyof typeof choicesOf];

/** What can be asked in every firm, by group, in the order in which it is offered. */
const rows: Record<string, readonly Row[]> = {
  contact: [
    ['contact.name', 'text'],
    ['contact.firstName', 'text'],
    ['contact.lastName', 'text'],
    ['contact.middleName', 'text'],
    ['contact.gender', 'choice', 'gender'],
    ['contact.birthday', 'birthday'],
    ['contact.age', 'number'],
    ['contact.hasPhone', 'yesNo'],
    ['contact.hasEmail', 'yesNo'],
    ['contact.city', 'text'],
    ['contact.region', 'text'],
    ['contact.country', 'text'],
    ['contact.address', 'text'],
    ['contact.company', 'text'],
    ['contact.position', 'text'],
    ['contact.language', 'choice', 'language'],
    ['contact.timeZone', 'text'],
    ['contact.score', 'number'],
    ['contact.temperature', 'choice', 'temperature'],
    ['contact.category', 'choice', 'category'],
    ['contact.lostReason', 'text'],
    ['contact.createdAt', 'date'],
    ['contact.lastActivityAt', 'date'],
  ],
  source: [
    ['source.first.link', 'text'],
    ['source.first.detail', 'text'],
    ['source.first.messenger', 'choice', 'messenger'],
    ['source.first.at', 'date'],
    ['source.last.link', 'text'],
    ['source.last.detail', 'text'],
    ['source.last.messenger', 'choice', 'messenger'],
    ['source.last.at', 'date'],
  ],
  reach: [
    ['messengers', 'list', 'messenger'],
    ['reachable', 'list', 'messenger'],
  ],
  consents: [
    ['consents.advertising', 'yesNo'],
    ['consents.advertisingAt', 'date'],
    ['consents.personalData', 'yesNo'],
    ['consents.personalDataAt', 'date'],
    ['topics.wanted', 'words'],
    ['topics.unwanted', 'words'],
  ],
  messages: [
    ['messages.lastIn', 'date'],
    ['messages.lastOut', 'date'],
    ['messages.last', 'date'],
    ['messages.in', 'number'],
    ['messages.out', 'number'],
  ],
  deals: [
    ['deals.open', 'number'],
    ['deals.openAmount', 'money'],
    ['deals.won', 'number'],
    ['deals.wonAmount', 'money'],
    ['deals.lastWonAt', 'date'],
    ['deals.lost', 'number'],
    ['deals.lastLostAt', 'date'],
    ['deals.lostReasons', 'words'],
  ],
  orders: [
    ['orders.count', 'number'],
    ['orders.sum', 'money'],
    ['orders.first', 'date'],
    ['orders.last', 'date'],
    ['orders.products', 'words'],
  ],
  tasks: [
    ['tasks.open', 'number'],
    ['tasks.overdue', 'yesNo'],
    ['tasks.nextDue', 'date'],
    ['tasks.done', 'number'],
    ['tasks.lastDoneAt', 'date'],
  ],
  mailings: [
    ['mailings.count', 'number'],
    ['mailings.last', 'date'],
  ],
  scores: [
    ['rfm.group', 'choice', 'group'],
    ['rfm.cell', 'text'],
    ['rfm.recency', 'number'],
    ['rfm.frequency', 'number'],
    ['rfm.money', 'number'],
    ['abc', 'choice', 'abc'],
  ],
  other: [['random', 'share']],
};

/** The groups in the order in which they are offered; those of questionnaires stand behind `runs`. */
export const groupOrder: readonly string[] = [
  'other',
  'contact',
  'fields',
  'source',
  'reach',
  'consents',
  'messages',
  'runs',
  'deals',
  'orders',
  'tasks',
  'mailings',
  'scores',
];

/** What can be asked in every firm. */
export function standardFields(): TraitField[] {
  return Object.entries(rows).flatMap(([group, fields]) =>
    fields.map(([path, kind, choices]) => ({
      ...fieldOf(path, kind, group),
      ...(choices && { choices: fixedChoices(choices) }),
    })),
  );
}

/** A field with its words from the catalogue of texts. */
export function fieldOf(path: string, kind: TraitKind, group: string): TraitField {
  return {
    path,
    group,
    groupLabel: inBoth(`groups.${group}`),
    label: inBoth(`fields.${path}`),
    kind,
    ops: traitOps[kind],
  };
}

export function fixedChoices(name: keyof typeof choicesOf): TraitChoice[] {
  return choicesOf[name].map(value => ({ value, label: inBoth(`choices.${name}.${value}`) }));
}

/** A text of `panel:segmentFields` in both languages. */
export function inBoth(key: string, values: Record<string, unknown> = {}): Record<Language, string> {
  const of = (language: Language) => t(language, `panel:segmentFields.${key}`, values);
  return { ru: of('ru'), en: of('en') };
}

/** What the owner has named is called the same in both. */
export const named = (name: string): Record<Language, string> => ({ ru: name, en: name });
