/**
 * Control characters but for tab and line ends, spaces and hyphens without width (U+200B, U+2060, U+00AD), and what turns the direction of writing (U+202A–U+202E,
 * U+2066–U+2069): they would disguise what stands there.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
export const invisible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u2060\u202a-\u202e\u2066-\u2069\ufeff]/g;
