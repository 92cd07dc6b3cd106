import { isOneSlip } from './one-slip.ts';

export type ReadEmail = { ok: true; email: string; suggested?: string } | { ok: false; why: 'none' | 'many' | 'wrong' };

/** Mailboxes that most people here have; an address one slip away from these is asked about. */
const wellKnown = [
  'gmail.com',
  'yandex.ru',
  'ya.ru',
  'mail.ru',
  'bk.ru',
  'list.ru',
  'inbox.ru',
  'rambler.ru',
  'icloud.com',
  'outlook.com',
  'hotmail.com',
  'yahoo.com',
  'yandex.com',
  'proton.me',
  'protonmail.com',
  'vk.com',
];
const address = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** Reads the one address in a text, in lower case, and tells when its domain looks like a slip in a well-known one. */
export function readEmail(text: string): ReadEmail {
  // "name @ mail . ru" and "mailto:" are how addresses come from paper and from a clipboard.
  const written = text
    .normalize('NFKC')
    .slice(0, 400)
    .replace(/mailto:/gi, ' ')
    .replace(/\s*@\s*/g, '@');
  const found = [...new Set(written.toLowerCase().match(address) ?? [])];
  if (found.length > 1) return { ok: false, why: 'many' };
  const email = found[0]?.replace(/^[.'`]+/, '');
  if (!email) return { ok: false, why: written.includes('@') ? 'wrong' : 'none' };
  return isAddress(email) ? { ok: true, email, ...suggestion(email) } : { ok: false, why: 'wrong' };
}

/** RFC 5321 4.5.3.1 limits, and a top-level domain of letters. */
function isAddress(email: string): boolean {
  const [local = '', domain = ''] = email.split('@');
  if (local.length > 64 || email.length > 254 || local.endsWith('.') || local.includes('..')) return false;
  const labels = domain.split('.');
  const fine = labels.every(label => label.length <= 63 && !label.startsWith('-') && !label.endsWith('-'));
  return fine && /^(?:\p{L}{2,}|xn--[\da-z-]+)$/u.test(labels.at(-1) ?? '');
}

function suggestion(email: string): { suggested?: string } {
  const [local, domain = ''] = email.split('@');
  if (wellKnown.includes(domain)) return {};
  const near = wellKnown.find(known => known.length > 5 && isOneSlip(domain, known));
  return near ? { suggested: `${local}@${near}` } : {};
}
