/** The version of a card that nobody has written to since it was made. */
export const unwritten = '0';

/** `If-Match: "…"`; `*` and its absence stand for whatever is there. */
export function versionFrom(header: string | undefined): string | undefined {
  if (!header || header.trim() === '*') return undefined;
  return header.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
}
