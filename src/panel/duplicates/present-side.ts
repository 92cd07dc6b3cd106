import { type Contact, type Evidence, type FieldDefinition, fieldOf, maskEmail, maskPhone } from '../../contacts/index.ts';
import type { FieldWords } from '../../flows/index.ts';
import { t } from '../../texts/index.ts';
import { presentCardField, visibleDefinitions } from '../card/card-fields.ts';
import { contactName, pictureOf, presentAvatar } from '../present-contact.ts';
import { messengerName, presentMessengerMark } from '../present-messenger.ts';
import { presentEmail, presentPersonal, presentPhone, seesPhones } from '../present-phone.ts';
import { presentTime } from '../present-time.ts';
import type { Viewer } from '../viewer.ts';

/** What a card is shown with: the settings of its own fields, the words of the questions that fill them, the people of the firm. */
export interface SideContext {
  definitions: FieldDefinition[];
  words: ReadonlyMap<string, FieldWords>;
  names: ReadonlyMap<string, string>;
}

const single = [
  ...['name', 'lastName', 'firstName', 'middleName', 'gender', 'birthday', 'city', 'region', 'country', 'address'],
  ...['timeZone', 'language', 'company', 'position', 'requisites', 'owner', 'temperature', 'category', 'lostReason'],
];

/** A card beside another one: who it is and everything that stands on it. */
export function presentSide(viewer: Viewer, contact: Contact, context: SideContext) {
  const name = contactName(viewer, contact);
  return {
    id: contact.id,
    href: `/contacts/${contact.id}`,
    name,
    avatar: presentAvatar(contact.id, name, pictureOf(contact)),
    created: t(viewer.language, 'panel:card.created', { time: presentTime(viewer, contact.createdAt).words }),
    activity: presentTime(viewer, contact.lastActivityAt),
    rows: presentRows(viewer, contact, context),
  };
}

/** Everything that stands on a card, as names and values. */
export function presentRows(viewer: Viewer, contact: Contact, context: SideContext) {
  const { language } = viewer;
  const label = (field: string) => t(language, `panel:card.fields.${field}`);
  const visible = visibleDefinitions(viewer, context.definitions);
  const hidden = new Set(context.definitions.filter(field => !visible.includes(field)).map(({ key }) => key));
  const custom = Object.keys(contact.fields).filter(key => !hidden.has(key));
  const rows = [
    ...single
      .filter(field => fieldOf(contact, field) !== undefined)
      .map(field => presentFieldOf(viewer, contact, field, context)),
    { label: label('phones'), value: contact.phones.map(phone => presentPhone(viewer, phone).words).join(', ') },
    { label: label('emails'), value: contact.emails.map(email => presentEmail(viewer, email).words).join(', ') },
    ...custom.map(key => presentFieldOf(viewer, contact, `fields.${key}`, context)),
    { label: label('tags'), value: presentPersonal(viewer, contact.tags.join(', ')) },
    { label: label('score'), value: contact.score === 0 ? '' : String(contact.score) },
    {
      label: label('identities'),
      value: contact.identities
        .map(({ messenger, username, name }) =>
          [messengerName(messenger), username ? `@${username}` : presentPersonal(viewer, name ?? '')].filter(Boolean).join(' '),
        )
        .join(', '),
    },
    { label: label('consents'), value: presentConsents(viewer, contact) },
  ];
  return rows.filter(({ value }) => value !== '');
}

/** A field that is one value, by the name under which it is changed (`city`, `fields.area`). */
export function presentFieldOf(viewer: Viewer, contact: Contact, field: string, context: SideContext) {
  const { label, words } = presentCardField(viewer, contact, field, { ...context, canWrite: false });
  return { field, label, value: words ?? '' };
}

function presentConsents({ language }: Viewer, { consents }: Contact): string {
  return Object.entries(consents)
    .map(([kind, { given }]) => {
      const name = t(language, `panel:card.consentKind.${kind}`);
      return `${name}: ${t(language, given ? 'panel:card.yes' : 'panel:card.no')}`;
    })
    .join(', ');
}

/** What speaks for one person. */
export function presentEvidence(viewer: Viewer, { kind, value }: Evidence) {
  const words = t(viewer.language, `panel:duplicates.by.${kind}`);
  const all = seesPhones(viewer);
  if (kind === 'phone') return { words, value: all ? presentPhone(viewer, value).words : maskPhone(value) };
  if (kind === 'email') return { words, value: all ? value : maskEmail(value) };
  if (kind === 'person') {
    const messenger = (['telegram', 'vk', 'web'] as const).find(name => name === value);
    return { words, value: messenger ? presentMessengerMark(viewer, messenger).label : value };
  }
  return { words, value: '' };
}
