import {
  type Contact,
  type FieldDefinition,
  fieldMark,
  type StandardFieldName,
  standardFieldNames,
} from '../../contacts/index.ts';
import type { FieldWords } from '../../flows/index.ts';
import { may } from '../../staff/index.ts';
import { t } from '../../texts/index.ts';
import { presentPersonal, seesPhones } from '../present-phone.ts';
import type { Viewer } from '../viewer.ts';
import { readCustom, readStandard } from './read-field.ts';

/** What a card's fields are shown with: the settings of the custom ones, the words of the questions that fill them, the people of the firm. */
export interface FieldContext {
  definitions: FieldDefinition[];
  words: ReadonlyMap<string, FieldWords>;
  names: ReadonlyMap<string, string>;
  canWrite: boolean;
}

const ownFields = ['owner', 'temperature', 'category', 'lostReason'] as const;
type OwnField = (typeof ownFields)[number];
const sections: { id: string; fields: (StandardFieldName | OwnField)[] }[] = [
  { id: 'person', fields: ['name', 'lastName', 'firstName', 'middleName', 'phone', 'email', 'birthday', 'gender', 'language'] },
  { id: 'state', fields: ['owner', 'temperature', 'category', 'lostReason'] },
  { id: 'place', fields: ['city', 'region', 'country', 'address', 'timeZone'] },
  { id: 'work', fields: ['company', 'position', 'requisites'] },
];
/** What stands on the card also while it is empty. */
const alwaysShown: ReadonlySet<string> = new Set(['name', 'phone', 'email', 'owner', 'temperature', 'category']);
const icons: Partial<Record<string, string>> = {
  name: 'user',
  phone: 'phone',
  email: 'mail',
  city: 'map-pin',
  company: 'building',
  birthday: 'cake',
  timeZone: 'clock',
};

/** The names under which fields are changed: `city`, `owner`, `fields.area`. */
export function isCardField(name: string, contact: Contact, { definitions }: Pick<FieldContext, 'definitions'>): boolean {
  const custom = customKey(name);
  if (custom !== undefined) return definitions.some(({ key }) => key === custom) || Object.hasOwn(contact.fields, custom);
  return [...standardFieldNames, ...ownFields].some(field => field === name);
}

export const customKey = (name: string): string | undefined => /^fields\.(.+)$/s.exec(name)?.[1];

/** The custom fields that a role sees. */
export function visibleDefinitions({ staff }: Pick<Viewer, 'staff'>, definitions: FieldDefinition[]): FieldDefinition[] {
  return definitions.filter(({ hiddenFrom }) => !hiddenFrom.includes(staff?.role ?? ''));
}

/** All fields of a card by groups; the empty ones apart, unless they have to be filled in. */
export function presentFieldGroups(viewer: Viewer, contact: Contact, context: FieldContext) {
  const all = context.definitions;
  const visible = visibleDefinitions(viewer, all);
  const custom = [...new Set(visible.map(({ group }) => group))].map(group => ({
    id: '',
    title: group || t(viewer.language, 'panel:card.groups.custom'),
    names: visible.filter(field => field.group === group).map(({ key }) => `fields.${key}`),
  }));
  const undefinedOnes = Object.keys(contact.fields).filter(key => !all.some(field => field.key === key));
  const groups = [
    ...sections.map(({ id, fields }) => ({
      id,
      title: t(viewer.language, `panel:card.groups.${id}`),
      names: fields as string[],
    })),
    ...custom,
    { id: 'other', title: t(viewer.language, 'panel:card.groups.other'), names: undefinedOnes.map(key => `fields.${key}`) },
  ];
  const shown = groups.map(group => ({
    ...group,
    fields: group.names.map(name => presentCardField(viewer, contact, name, context)),
  }));
  const isAsked = (name: string) => (name === 'lostReason' ? contact.category === 'lost' : alwaysShown.has(name));
  const isShown = ({ name, words, isMissing }: ReturnType<typeof presentCardField>) =>
    words !== undefined || isAsked(name) || isMissing;
  const isPossible = ({ name }: { name: string }) => name !== 'lostReason';
  return {
    groups: shown.map(group => ({ ...group, fields: group.fields.filter(isShown) })).filter(({ fields }) => fields.length > 0),
    empty: context.canWrite ? shown.flatMap(({ fields }) => fields.filter(field => !isShown(field) && isPossible(field))) : [],
  };
}

/** A field as it is read and as it is changed. */
export function presentCardField(viewer: Viewer, contact: Contact, name: string, context: FieldContext) {
  const key = customKey(name);
  const definition = key === undefined ? undefined : context.definitions.find(field => field.key === key);
  const read =
    key === undefined
      ? readStandard(viewer, contact, name, context)
      : readCustom(viewer, contact.fields[key], definition, { ...context, values: context.words.get(key)?.values });
  // A phone within a text is masked as well; who cannot see what stands there does not change it.
  const isList = name === 'phone' || name === 'email';
  const shown = isList || read.words === undefined ? read.words : presentPersonal(viewer, read.words);
  const isHidden = (isList && !seesPhones(viewer)) || shown !== read.words;
  return {
    contact: contact.id,
    name,
    path: encodeURIComponent(name),
    domId: name.replace(/[^\p{L}\p{N}]/gu, '-'),
    label: labelOf(viewer, name, definition, key === undefined ? undefined : context.words.get(key)),
    icon: icons[name] ?? '',
    mark: fieldMark(contact, name),
    isMissing: definition?.required === true && read.words === undefined,
    canWrite: context.canWrite && !isHidden,
    maxlength: 5000,
    ...(key !== undefined &&
      !definition &&
      viewer.staff &&
      may(viewer.staff, 'settings') && { defineHref: `/settings/fields?${new URLSearchParams({ define: key })}#new` }),
    ...read,
    ...(shown !== undefined && { words: shown }),
    ...(isHidden && { typed: '', href: undefined }),
  };
}

export function labelOf(
  { language }: Pick<Viewer, 'language'>,
  name: string,
  definition?: Pick<FieldDefinition, 'title'>,
  words?: FieldWords,
): string {
  return definition?.title ?? words?.title?.[language] ?? customKey(name) ?? t(language, `panel:card.fields.${name}`);
}
