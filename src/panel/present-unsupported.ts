import { t } from '../texts/index.ts';
import type { Reader } from './present-phone.ts';
import { presentSaid, type Stretch } from './present-text.ts';
import type { Viewer } from './viewer.ts';

/**
 * Something that cannot be stored, as what it was. A messenger tells it by its own word (`poll`, `wall`), which may be followed by a colon
 * and what is known of it: a title, an address.
 */
export function presentUnsupported(
  viewer: Pick<Viewer, 'language'> & Reader,
  what: string,
): { words: string; about?: Stretch[] } {
  const [, word = '', about = ''] = /^([a-z_]{1,40})(?::\s*([\s\S]*))?$/i.exec(what.trim()) ?? [];
  if (!word) return { words: unsupportedWord(viewer, 'message'), ...(what && { about: presentSaid(viewer, what) }) };
  return { words: unsupportedWord(viewer, word), ...(about && { about: presentSaid(viewer, about) }) };
}

/** A messenger's word in the reader's language; an unknown one stands as it is. */
export function unsupportedWord({ language }: Pick<Viewer, 'language'>, what: string): string {
  const word = what.split(':')[0]?.trim().toLowerCase() || 'message';
  const key = `history:unsupported.${word}`;
  const text = t(language, key);
  return key.endsWith(text) ? `${t(language, 'history:unsupported.message')} (${word})` : text;
}
