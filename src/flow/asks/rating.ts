import { z } from 'zod';
import { readMark } from '../reading/read-mark.ts';
import { builtIn } from '../turn.ts';
import { defineAsk } from './ask.ts';

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
      if (mark !== undefined && mark >= 1 && mark <= scale) return { kind: 'answer', value: mark, text: String(mark) };
      return input.kind === 'option' ? { kind: 'stale' } : { kind: 'invalid', text: builtIn(turn, 'invalid.rating', { scale }) };
    },
  }),
);
