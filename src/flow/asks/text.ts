import { z } from 'zod';
import { fitsPattern } from '../../lib/bounded-pattern.ts';
import { builtIn } from '../turn.ts';
import { defineAsk } from './ask.ts';

/** What fits one message even beside others (Telegram and VK: 4096). */
const longest = 2000;

/** Any text, optionally with bounds of its length and a pattern. */
export const askText = defineAsk(
  'text',
  {
    min: z.int().min(1).max(longest).optional().describe('Fewest characters'),
    max: z.int().min(1).max(longest).optional().describe('Most characters, 2000 if left out'),
    pattern: z.string().min(1).max(200).optional().describe('Regular expression that the whole answer must match'),
  },
  ({ min = 1, max = longest, pattern }, at, compiler) => {
    if (min > max) compiler.problem([...at, 'min'], 'bounds', { min, max });
    const rule = pattern === undefined ? undefined : compiler.pattern(pattern, [...at, 'pattern']);
    return {
      read(input, turn) {
        if (input.kind !== 'text') return { kind: 'foreign' };
        const text = input.text.trim();
        const length = [...text].length;
        if (length < min) return { kind: 'invalid', text: builtIn(turn, 'invalid.short', { count: min }) };
        if (length > max) return { kind: 'invalid', text: builtIn(turn, 'invalid.long', { count: max }) };
        if (rule && !fitsPattern(rule, text)) return { kind: 'invalid', text: builtIn(turn, 'invalid.pattern') };
        return { kind: 'answer', value: text, text };
      },
    };
  },
);
