import iconv from 'iconv-lite';
import type { Encoding } from './encodings.ts';

/** So much of a file with letters beyond ASCII tells its encoding. */
const enough = 256 * 1024;

/**
 * The encoding of a text: by its mark (BOM), by the zero bytes of UTF-16, by being valid UTF-8 from beginning to end; otherwise the one of the three
 * eight-bit ones in which it reads most like Russian.
 */
export async function detectEncoding(bytes: AsyncIterable<Buffer>): Promise<Encoding> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  let isFirst = true;
  let size = 0;
  const telling: Buffer[] = [];
  for await (const chunk of bytes) {
    if (isFirst) {
      const known = byMark(chunk) ?? byZeroes(chunk);
      if (known) return known;
      isFirst = false;
    }
    if (isUtf8) isUtf8 = reads(utf8, chunk);
    if (size < enough && chunk.some(byte => byte >= 0x80)) {
      telling.push(chunk);
      size += chunk.length;
    }
  }
  if (isUtf8 && reads(utf8, undefined)) return 'utf8';
  return mostRussian(Buffer.concat(telling));
}

function reads(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | undefined): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

function byMark(head: Buffer): Encoding | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf8';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf16be';
  return undefined;
}

/** In UTF-16 every second byte of Latin and Russian text is 0 or 4. */
function byZeroes(chunk: Buffer): Encoding | undefined {
  const head = chunk.subarray(0, 4096);
  if (head.length < 4) return undefined;
  const highs = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0 || byte === 4) highs[i % 2] = (highs[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = highs.map(count => count / (head.length / 2));
  if (odd > 0.9 && even < 0.3) return 'utf16le';
  if (even > 0.9 && odd < 0.3) return 'utf16be';
  return undefined;
}

const eightBit = ['win1251', 'koi8-r', 'cp866'] as const;

function mostRussian(bytes: Buffer): Encoding {
  const scored = eightBit.map(encoding => ({ encoding, score: russianness(iconv.decode(bytes, encoding)) }));
  return scored.reduce((best, other) => (other.score > best.score ? other : best)).encoding;
}

/** How usual letters are in Russian, in parts of a thousand (Russian National Corpus). */
const usual: Record<string, number> = {
  о: 110, е: 85, а: 80, и: 74, н: 67, т: 63, с: 55, р: 47, в: 45, л: 44, к: 35, м: 32, д: 30, п: 28, у: 26, я: 20, ы: 19, ь: 17, г: 17, з: 16, б: 16, ч: 15,
  й: 12, х: 10, ж: 9, ш: 7, ю: 6, ц: 5, щ: 4, э: 3, ф: 3, ъ: 1, ё: 1,
}; // biome-ignore format: a table

/** Usual letters count for a text; rules and boxes, and a capital after a small letter, count against it. */
function russianness(text: string): number {
  let score = 0;
  let before = '';
  for (const letter of text) {
    const weight = usual[letter.toLowerCase()];
    if (weight !== undefined) {
      score += weight;
      if (isSmall(before) && !isSmall(letter)) score -= 150;
    } else if (letter >= '\u0080' && !/[№«»—–…"ІіЇїЄєҐґ\u00a0]/u.test(letter)) score -= 100;
    before = letter;
  }
  return score;
}

const isSmall = (letter: string) => letter !== letter.toUpperCase();
