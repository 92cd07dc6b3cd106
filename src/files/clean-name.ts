const maxNameLength = 200;

/** A name that is safe to show, to put into a header and to save under: no folders, no control or direction characters, not endless. */
export function cleanName(name: string): string {
  const base = name.split(/[\\/]/).at(-1) ?? '';
  const clean = base
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out; the others turn "gpj.exe" around
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  if (clean.length <= maxNameLength) return clean || 'file';
  const ending = /\.[^.]{1,10}$/.exec(clean)?.[0] ?? '';
  return clean.slice(0, maxNameLength - ending.length) + ending;
}
