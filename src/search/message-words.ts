import type { WordedMessage } from '../messages/index.ts';
import { phonesIn } from './numbers.ts';
import { isTelling, plainWords, stemOf } from './stems.ts';

/** Of a longer message the beginning is found. */
const mostWords = 120;
const mostLetters = 8000;

/** What a message is found by: the stems of its words and of the names of its files, and the phones in it. Nothing for what is not to be found. Pure. */
export function messageWords({
  text,
  attachments = [],
  kind,
  event,
  removed,
  forStaff,
}: Pick<WordedMessage, 'text' | 'attachments' | 'kind' | 'event' | 'removed' | 'forStaff'>): string[] {
  if (removed || forStaff !== undefined) return [];
  // Of what happened only notes are words of people.
  if (kind === 'event' && event?.what !== 'note') return [];
  const all = [text, ...attachments.map(({ name = '' }) => name)].join(' ').slice(0, mostLetters);
  const stems = plainWords(all).filter(isTelling).map(stemOf);
  return [...new Set([...phonesIn(all), ...stems])].slice(0, mostWords);
}
