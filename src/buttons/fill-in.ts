import type { Contact } from '../contacts/index.ts';
import type { Deal } from '../deals/index.ts';

/** What a message of a button may name. */
export interface Known {
  contact: Contact;
  deal: Deal;
  staff: { name: string };
}

const placeholder = /\{\{\s*([^{}|]+?)\s*(?:\|\s*default:\s*(?:'([^']*)'|"([^"]*)"))?\s*\}\}/g;

/**
 * Puts the values into `{{contact.firstName | default: 'друг'}}`, `{{deal.title}}`, `{{deal.amount}}`, `{{deal.fields.площадь}}`,
 * `{{staff.name}}`. What is not known leaves nothing behind.
 */
export function fillIn(text: string, known: Known): string {
  const filled = text.replaceAll(placeholder, (_all, path: string, one?: string, other?: string) => {
    return wordsOf(valueAt(path, known)) || (one ?? other ?? '');
  });
  return filled
    .replaceAll(/[ \t]{2,}/g, ' ')
    .replaceAll(/ +([,.!?])/g, '$1')
    .trim();
}

function valueAt(path: string, { contact, deal, staff }: Known): unknown {
  if (path === 'contact.firstName') return contact.firstName ?? contact.name?.split(' ')[0];
  if (path === 'contact.name') return contact.name ?? [contact.firstName, contact.lastName].filter(Boolean).join(' ');
  if (path === 'contact.phone') return contact.phones[0];
  if (path === 'contact.email') return contact.emails[0];
  return path.split('.').reduce<unknown>((at, name) => own(at, name), { contact, deal, staff: { name: staff.name } });
}

/** Never what an object has of its language: a text may name anything. */
function own(at: unknown, name: string): unknown {
  if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
  return Reflect.get(at, name);
}

function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.filter(part => typeof part !== 'object').join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
