/** A regular expression that finds exactly these words, in the dialect that JavaScript and MongoDB share. MongoDB takes no null byte as it is. */
export const literalPattern = (words: string): string =>
  words.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replaceAll('\0', String.raw`\x00`);
