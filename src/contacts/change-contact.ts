import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';
import { newId } from '../lib/ids.ts';
import { applyPatch, type ContactPatch } from './apply-patch.ts';
import type { ChangeAuthor, Contact } from './contact.ts';
import { writeContact } from './write-contact.ts';

/** What a person may change on a card, as typed. An empty text takes a value away; `tags` is the whole new list. */
export interface ContactEdit {
  name?: string;
  phone?: string;
  email?: string;
  city?: string;
  company?: string;
  birthday?: string;
  tags?: string[];
}

/**
 * A manager's edit of a card. National numbers are read as of `region`. AppError `contacts.bad_phone`, `contacts.bad_email`,
 * `contacts.bad_birthday` when a value cannot be read; then nothing is written.
 */
export async function changeContact(
  id: string,
  edit: ContactEdit,
  { by, now, region = 'RU' }: { by: Extract<ChangeAuthor, { kind: 'staff' }>; now: Date; region?: string },
): Promise<Contact> {
  const { tags, ...typed } = edit;
  const set: NonNullable<ContactPatch['set']> = {};
  for (const [field, value] of Object.entries(typed)) if (value !== undefined) Object.assign(set, { [field]: value.trim() });
  if (set.phone) set.phone = readPhone(set.phone, region);
  if (set.email) set.email = readEmail(set.email);
  if (set.birthday) set.birthday = readBirthday(set.birthday);
  return writeContact(id, {
    key: `edit:${newId()}`,
    by,
    now,
    change: contact => ({
      ...applyPatch(contact, { set }),
      ...(tags && { tags: [...new Set(tags.map(tag => tag.trim()).filter(Boolean))] }),
    }),
  });
}

/** What an event or a step of a flow does to a card, exactly once for each key. */
export async function patchContact(
  id: string,
  patch: ContactPatch,
  write: { key: string; by: ChangeAuthor; now: Date; read?: Contact | undefined },
): Promise<Contact> {
  return writeContact(id, { ...write, change: contact => applyPatch(contact, patch) });
}

function readPhone(text: string, region: string): string {
  const phone = parsePhoneNumberFromString(text, region as CountryCode);
  if (!phone?.isValid())
    throw new AppError(
      'contacts.bad_phone',
      `"${text}" is not a phone number. Write it with the country's code: +7 999 123-45-67.`,
      { text },
    );
  return phone.number;
}

function readEmail(text: string): string {
  const email = z.email().safeParse(text.toLowerCase());
  if (!email.success) throw new AppError('contacts.bad_email', `"${text}" is not an e-mail address.`, { text });
  return email.data;
}

/** `YYYY-MM-DD` or `--MM-DD`, as the card keeps it; `12.05.1990` and `12.05` as people type it. */
function readBirthday(text: string): string {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?$/.exec(text) ?? [];
  const iso = day && month ? `${year ?? '-'}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text;
  const known = /^(\d{4}|-)-(\d{2})-(\d{2})$/.exec(iso);
  // 2000 had a 29 February, so any day of any year passes here.
  const date = known && new Date(`${known[1] === '-' ? '2000' : known[1]}-${known[2]}-${known[3]}T00:00:00Z`);
  if (!date || Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(known[3])) {
    throw new AppError('contacts.bad_birthday', `"${text}" is not a date. Write it as 12.05.1990 or 12.05.`, { text });
  }
  return iso;
}
