/** Encodings in which Excel and other programs in Russia write CSV; the names are those of iconv-lite. */
export const encodings = ['utf8', 'utf16le', 'utf16be', 'win1251', 'koi8-r', 'cp866'] as const;
export type Encoding = (typeof encodings)[number];
