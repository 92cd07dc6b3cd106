/**
 * Reads the text of a consent: a first line `version: <version>` (with or without `---` round it), an empty line, the text.
 * Without a version the text is there all the same, and the version is empty: `flows:check` tells of it.
 */
export function parseConsentText(markdown: string): { version: string; text: string } {
  const source = markdown.replaceAll('\r\n', '\n').trim();
  const [, version = '', text = ''] = /^(?:---\n)?version:[ \t]*(\S[^\n]*)\n(?:---\n)?\n*([\s\S]*)$/.exec(source) ?? [];
  return version ? { version: version.trim(), text: text.trim() } : { version: '', text: source };
}
