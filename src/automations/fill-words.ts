import type { Contact } from '../contacts/index.ts';

const placeholder = /\{\{\s*contact\.([\p{L}\p{N}_.]+)\s*(?:\|\s*default:\s*(?:'([^']*)'|"([^"]*)"))?\s*\}\}/gu;
/** What everybody of the firm may read: phones and e-mails are not among it. */
const known = ['name', 'firstName', 'lastName', 'middleName', 'city', 'company', 'birthday'] as const;

/** Fills a text for the staff: `{{contact.name}}`, `{{contact.fields.<key>|default:"…"}}`. What is not known leaves nothing behind. Pure. */
export function fillWords(text: string, contact: Contact): string {
  return text
    .replaceAll(placeholder, (_all, path: string, one?: string, other?: string) => wordsOf(path, contact) || (one ?? other ?? ''))
    .replaceAll(/[ \t]{2,}/g, ' ')
    .trim();
}

function wordsOf(path: string, contact: Contact): string {
  if (path === 'name') return nameOf(contact);
  const name = known.find(each => each === path);
  if (name) return contact[name] ?? '';
  const [root, key = ''] = path.split('.');
  const value = root === 'fields' && Object.hasOwn(contact.fields, key) ? contact.fields[key] : undefined;
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

/** As lists of people show them. */
export const nameOf = ({ name, firstName, lastName }: Contact): string => name ?? [firstName, lastName].filter(Boolean).join(' ');
