import { type Change, type Contact, maskEmail, maskPhone, maskText } from '../../contacts/index.ts';
import type { ApiKey } from '../../keys/index.ts';
import type { StoredMessage } from '../../messages/index.ts';
import type { Caller } from './authenticate.ts';

/** Whether a key's holder sees phones and e-mails in full. */
export const seesPhones = ({ scopes }: Pick<ApiKey, 'scopes'>): boolean => scopes.includes('phones:read');

/** A card as a key's holder may see it. */
export function presentContact(card: Contact, key: Caller): Contact {
  const fields = Object.fromEntries(Object.entries(card.fields).filter(([name]) => !key.hidden.has(name)));
  const contact = { ...card, fields };
  if (seesPhones(key)) return contact;
  return { ...contact, phones: contact.phones.map(maskPhone), emails: contact.emails.map(maskEmail) };
}

/** A write to a card, in the same way. */
export function presentChange(change: Change, key: ApiKey, region: string): Change {
  if (seesPhones(key)) return change;
  return { ...change, old: masked(change.old, region), new: masked(change.new, region) };
}

/** What a message says, in the same way. */
export function presentMessage(message: StoredMessage, key: ApiKey, region: string): StoredMessage {
  return seesPhones(key) ? message : { ...message, text: maskText(message.text, region) };
}

function masked(value: unknown, region: string): unknown {
  if (typeof value === 'string') return maskText(value, region);
  return Array.isArray(value) ? value.map(each => masked(each, region)) : value;
}
