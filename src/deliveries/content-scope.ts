import type { Contact } from '../contacts/index.ts';
import { type DealFacts, dealValues, formatPhone, type Shown, standardFields, type TextScope, wordsOf } from '../flow/index.ts';
import type { Lack } from '../messages/index.ts';
import type { SendingTopic } from '../outbox/index.ts';
import type { ContentLanguage } from './content.ts';
import type { Delivery } from './delivery.ts';

/** What a content is filled from. */
export interface ContentScope {
  delivery: Pick<Delivery, 'token' | 'messenger' | 'advertising' | 'topic'>;
  contact: Contact;
  /** The name of the member of staff who answers for them. */
  owner?: string;
  /** Their open deal. */
  deal?: DealFacts;
  now: Date;
  /** Of the contact, or the firm's. */
  timeZone: string;
  /** Where links lead to, so that clicks are counted; they lead straight to their address without it. */
  publicUrl?: string;
  topics: readonly SendingTopic[];
  /** That of the card unless told. */
  language?: ContentLanguage;
  /** What the app that they read it in does not show. */
  lacks?: readonly Lack[];
}

const missing: Shown = { value: undefined, text: '' };
const listed = ['tags', 'score', 'language', 'middleName', 'position', 'timeZone'] as const;

/** What stands at a path of a template. */
export function textScopeOf(scope: ContentScope, language: ContentLanguage): TextScope {
  const { now, timeZone } = scope;
  return { read: path => readPath(scope, path), language, now, timeZone, seed: 0 };
}

/** The paths that a template may name, with the own fields of the cards. */
export function knownPaths(fields: readonly string[]): string[] {
  return [
    ...[...standardFields, ...listed].map(name => `contact.${name}`),
    ...fields.map(field => `contact.fields.${field}`),
    'owner.name',
    ...dealValues.map(name => `deal.${name}`),
  ];
}

export function isKnownPath(path: readonly string[], fields: readonly string[]): boolean {
  const [root, name = '', detail] = path;
  // The fields of deals are not told anywhere, as in flows.
  if (root === 'deal') return name === 'fields' ? path.length === 3 : path.length === 2;
  if (root === 'contact' && name === 'fields') return path.length === 3 && fields.includes(detail ?? '');
  return knownPaths([]).includes(path.join('.'));
}

function readPath({ contact, owner, deal }: ContentScope, [root, name = '', detail = '']: readonly string[]): Shown {
  if (root === 'contact') return readContact(contact, name, detail);
  if (root === 'owner') return name === 'name' ? plain(owner) : missing;
  if (root !== 'deal' || !deal) return missing;
  if (name === 'fields') return plain(own(deal.fields, detail));
  const value = dealValues.find(each => each === name);
  return plain(value ? deal[value] : own(deal.fields, name));
}

function readContact(contact: Contact, name: string, detail: string): Shown {
  if (name === 'fields') return plain(own(contact.fields, detail));
  if (name === 'phone') return { value: contact.phones[0], text: contact.phones[0] ? formatPhone(contact.phones[0]) : '' };
  if (name === 'email') return plain(contact.emails[0]);
  const field = [...standardFields, ...listed].find(each => each === name);
  return field && field !== 'phone' && field !== 'email' ? plain(contact[field]) : missing;
}

function own<T>(values: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function plain(value: Shown['value']): Shown {
  return { value, text: wordsOf(value) };
}
