import { z } from 'zod';
import { builtIn } from '../turn.ts';
import { defineAsk } from './ask.ts';

const spelled: Record<'ru' | 'en', string[]> = {
  ru: ['один', 'два', 'три', 'четыре', 'пять', 'шесть', 'семь', 'восемь', 'девять', 'десять'],
  en: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
};
const perRow = 5;

/** A mark from 1 to `scale`, by a button, a digit or a word. */
export const askRating = defineAsk(
  'rating',
  { scale: z.literal([5, 10]).optional().describe('5 (if left out) or 10') },
  ({ scale = 5 }) => ({
    buttons() {
      const marks = Array.from({ length: scale }, (_, index) => ({ label: String(index + 1), option: `m${index + 1}` }));
      return Array.from({ length: scale / perRow }, (_, row) => marks.slice(row * perRow, (row + 1) * perRow));
    },
    read(input, turn) {
      if (input.kind !== 'text' && input.kind !== 'option') return { kind: 'foreign' };
      const mark = input.kind === 'option' ? Number(/^m(\d{1,2})$/.exec(input.option)?.[1]) : readMark(input.text, scale);
      if (mark >= 1 && mark <= scale) return { kind: 'answer', value: mark, text: String(mark) };
      return input.kind === 'option' ? { kind: 'stale' } : { kind: 'invalid', text: builtIn(turn, 'invalid.rating', { scale }) };
    },
  }),
);

/** "4", "4/5", "4 из 5", "четыре", "★★★★": NaN for anything else. */
function readMark(text: string, scale: number): number {
  const said = text
    .trim()
    .toLowerCase()
    .replace(/[.!]+$/, '');
  const stars = /^(?:[★⭐🌟]\ufe0f?)+$/u.test(said) ? [...said.replaceAll('\ufe0f', '')].length : 0;
  if (stars > 0) return stars;
  const [, digits, of] = /^(\d{1,2})(?:\s*(?:\/|из|of)\s*(\d{1,2}))?$/.exec(said) ?? [];
  if (digits) return of === undefined || Number(of) === scale ? Number(digits) : Number.NaN;
  const word = Math.max(spelled.ru.indexOf(said), spelled.en.indexOf(said));
  return word < 0 ? Number.NaN : word + 1;
}
