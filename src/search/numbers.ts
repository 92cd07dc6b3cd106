/** What people write a phone as: digits with spaces, dashes and brackets between them. */
const runs = /[+(]?\d(?:[\d\s().-]*\d)?/g;
const phoneLength = 10;

/** The digits of every number in a text that is long enough for a phone, as `phoneDigits` has them. Pure. */
export function phonesIn(text: string): string[] {
  return [...text.matchAll(runs)]
    .map(([run]) => run.replace(/\D/g, ''))
    .filter(digits => digits.length >= phoneLength && digits.length <= 15)
    .map(phoneDigits);
}

/** A phone's digits, the same however it was written: the 8 of a Russian number is its 7, and ten digits that begin with 9 lack it. Pure. */
export function phoneDigits(digits: string): string {
  if (digits.length === 11 && digits.startsWith('8')) return `7${digits.slice(1)}`;
  return digits.length === phoneLength && digits.startsWith('9') ? `7${digits}` : digits;
}

/**
 * The digits of a part of a phone as they may stand in one: as they are, and where they begin with the 8 or the +7 of a Russian number, without it. Pure.
 */
export function partsOfPhone(digits: string): string[] {
  if (digits.length === 11 && /^[78]/.test(digits)) return [digits.slice(1)];
  if (digits.startsWith('8') && digits.length > 3) return [digits, `7${digits.slice(1)}`];
  return [digits];
}
