import { betterDomain } from './better-domain.ts';

/** `repaired`: signs were put right that leave no doubt ("anna собака mail.ru"), which is worth saying back. */
export type ReadEmail =
  | { ok: true; email: string; suggested?: string; repaired?: true }
  | { ok: false; why: 'none' | 'many' | 'wrong' };

/** Cyrillic letters that look like Latin ones, which a wrong keyboard layout leaves in an address. */
const lookalikes: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  у: 'y',
  х: 'x',
  к: 'k',
  м: 'm',
  т: 't',
  в: 'b',
  н: 'h',
  і: 'i',
  ј: 'j',
  ѕ: 's',
  г: 'r',
  и: 'u',
};
const localPart = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+$/u;
const domainPart = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*/u;

/** Reads the one address in a text, in lower case, and tells when it looks like a slip. */
export function readEmail(text: string): ReadEmail {
  const written = text
    .normalize('NFKC')
    .slice(0, 400)
    .replace(/mailto:/gi, ' ')
    .replace(/\s+/g, ' ')
    .toLowerCase();
  // "name @ mail.ru" is how addresses come from paper.
  const plain = findOne(written.replace(/\s*@\s*/g, '@'));
  if (plain.ok || plain.why === 'many') return plain;
  const repaired = findOne(repair(written));
  if (repaired.ok) return { ...repaired, repaired: true };
  return { ok: false, why: plain.why === 'wrong' || written.includes('@') ? 'wrong' : 'none' };
}

function findOne(written: string): ReadEmail {
  const found = [...new Set(addressesIn(written))];
  if (found.length > 1) return { ok: false, why: 'many' };
  const [email] = found;
  if (!email) return { ok: false, why: 'none' };
  const suggested = suggestion(email);
  // A domain without its dot is no address, and yet it is clear which one is meant.
  if (!isAddress(email)) return suggested && isAddress(suggested) ? { ok: true, email, suggested } : { ok: false, why: 'wrong' };
  return { ok: true, email, ...(suggested && { suggested }) };
}

/** Sides of more signs than this belong to no address (RFC 5321 4.5.3.1: 64 and 255). */
const sideLimit = 260;
const mostSigns = 8;

/** What stands round each @, taken apart there, so that a long text without one costs nothing. */
function addressesIn(written: string): string[] {
  const pieces = written.split('@');
  if (pieces.length > mostSigns) return [];
  return pieces.slice(1).flatMap((piece, index) => {
    const local = localPart.exec((pieces[index] ?? '').slice(-sideLimit))?.[0].replace(/^[.'`/]+/, '');
    const domain = domainPart.exec(piece.slice(0, sideLimit))?.[0];
    return local && domain ? [`${local}@${domain}`] : [];
  });
}

/** "anna собака mail точка ру", "anna(at)mail.ru", "anna@mail,ru", "anna@mail. ru". */
function repair(written: string): string {
  return written
    .replace(
      /\s*(?:\(собака\)|(?<!\p{L})собак[аоу]?(?!\p{L})|(?<!\p{L})собачка(?!\p{L})|[([{]\s*(?:at|a|эт)\s*[)\]}]|\sat\s|\sэт\s)\s*/gu,
      '@',
    )
    .replace(/\s*(?:[([{]\s*(?:dot|точка)\s*[)\]}]|(?<!\p{L})(?:точка|dot)(?!\p{L}))\s*/gu, '.')
    .replace(/\s*@\s*/g, '@')
    .replace(/(@[\p{L}\p{N}.-]*?)\s*[,.]\s*(?=\p{L}{2,4}[\s.!]*$)/u, '$1.')
    .replace(/(@[\p{L}\p{N}-]+)\s+(?=(?:ru|com|net|org|by|kz)[\s.!]*$)/u, '$1.')
    .replace(/@{2,}/g, '@')
    .replace(/@[\p{L}\p{N}.-]*/gu, domain => domain.replace(/\.{2,}/g, '.'));
}

/** RFC 5321 4.5.3.1 limits, and a top-level domain of letters. */
function isAddress(email: string): boolean {
  const [local = '', domain = ''] = email.split('@');
  if (local === '' || local.length > 64 || email.length > 254 || local.endsWith('.') || local.includes('..')) return false;
  const labels = domain.split('.');
  const fine = labels.length > 1 && labels.every(label => label.length <= 63 && !label.startsWith('-') && !label.endsWith('-'));
  return fine && /^(?:\p{L}{2,}|xn--[\da-z-]+)$/u.test(labels.at(-1) ?? '');
}

/** What was probably meant; undefined where the address looks right. */
function suggestion(email: string): string | undefined {
  const [local = '', domain = ''] = email.split('@');
  const better = `${latin(local)}@${betterDomain(latin(domain))}`;
  return better === email ? undefined : better;
}

/** A word of Latin letters and a few that only look so. A word that is Cyrillic through and through stays as it is. */
function latin(word: string): string {
  const mixed = /[a-z]/.test(word) && /\p{Script=Cyrillic}/u.test(word);
  if (!mixed || [...word].some(sign => /\p{Script=Cyrillic}/u.test(sign) && lookalikes[sign] === undefined)) return word;
  return [...word].map(sign => lookalikes[sign] ?? sign).join('');
}
