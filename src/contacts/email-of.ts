import { domainToASCII, domainToUnicode } from 'node:url';
import { z } from 'zod';

/**
 * An e-mail address as cards keep and compare it: lower case, the domain in the letters that people read, so that `info@почта.рф` and
 * `info@xn--80a1acny.xn--p1ai` (RFC 3492) are one. Nothing where it is none; a word that mixes alphabets is a slip of the keyboard and no domain.
 */
export function emailOf(text: string): string | undefined {
  const [, local = '', domain = ''] = /^([^@]+)@([^@]+)$/.exec(text.trim().toLowerCase()) ?? [];
  const ascii = domainToASCII(domain);
  const own = domainToUnicode(ascii);
  if (own === ascii) return z.email().safeParse(`${local}@${domain}`).data;
  const labels = own.split('.');
  const isDomain = labels.length > 1 && labels.every(isLabel) && /^\p{L}{2,}$/u.test(labels.at(-1) ?? '');
  return isDomain && isLocal.test(local) && `${local}@${ascii}`.length <= 254 ? `${local}@${own}` : undefined;
}

/** What `z.email` lets through, in any letters: RFC 6531. */
const isLocal = /^(?!\.)(?!.*\.\.)[\p{L}\p{N}_'+.-]{0,63}[\p{L}\p{N}_+-]$/u;

function isLabel(label: string): boolean {
  const isMixed = /\p{Script=Latin}/u.test(label) && /\p{Script=Cyrillic}|\p{Script=Greek}/u.test(label);
  return !isMixed && /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u.test(label);
}
