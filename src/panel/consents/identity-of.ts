import { readStandardField } from '../../contacts/index.ts';
import type { Viewer } from '../viewer.ts';

/** What somebody typed to find a person by, in the form that it is kept in: a phone, an e-mail, or `<messenger>:<account>:<id>`. */
export function identityOf(typed: string, { region, language }: Pick<Viewer, 'region' | 'language'>): string {
  const text = typed.trim();
  if (/^(telegram|vk|web):/.test(text)) return text;
  if (text.includes('@')) return text.toLowerCase();
  const read = readStandardField('phone', text, { region, language });
  return 'value' in read && typeof read.value === 'string' ? read.value : text;
}
