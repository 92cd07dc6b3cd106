/**
 * A text as PT Sans can print it. What it has no sign for (emoji, other scripts) would be an empty box: it is told as its code, so that nothing is
 * lost. Lines end as they end elsewhere.
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(
      /[^\n\t\u0020-\u024f\u02c6-\u02dd\u0400-\u052f\u2010-\u2027\u2030-\u205e\u20ac\u20bd\u2116\u2122]/gu,
      sign => `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()}]`,
    );
}
