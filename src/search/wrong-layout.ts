const latin = `qwertyuiop[]asdfghjkl;'zxcvbnm,.\``;
const cyrillic = 'йцукенгшщзхъфывапролджэячсмитьбюё';
const toCyrillic = new Map([...latin].map((key, i) => [key, cyrillic[i] ?? key]));
const toLatin = new Map([...cyrillic].map((key, i) => [key, latin[i] ?? key]));

/**
 * What the same keys write on the other keyboard ("gtnhjdf" is "петрова"), or nothing where the text mixes alphabets or has no letters. Pure.
 */
export function otherLayout(text: string): string | undefined {
  const lower = text.toLowerCase();
  const hasLatin = /[a-z]/.test(lower);
  const hasCyrillic = /[а-яё]/.test(lower);
  if (hasLatin === hasCyrillic) return undefined;
  const keys = hasLatin ? toCyrillic : toLatin;
  const written = [...lower].map(letter => keys.get(letter) ?? letter).join('');
  return written === lower ? undefined : written;
}
