import { z } from 'zod';
import { formatNumber } from '../reading/format-number.ts';
import { readNumber } from '../reading/read-number.ts';
import { wording } from '../schema/parts.ts';
import { builtIn, render } from '../turn.ts';
import { defineAsk } from './ask.ts';

/** A number as people write it. */
export const askNumber = defineAsk(
  'number',
  {
    min: z.number().optional().describe('Smallest number taken'),
    max: z.number().optional().describe('Largest number taken'),
    integer: z.boolean().optional().describe('Whole numbers only'),
    unit: wording.optional().describe('Said with the number: м², ₽'),
  },
  ({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false, unit: rawUnit }, at, compiler) => {
    const unitWords = rawUnit === undefined ? undefined : compiler.text(rawUnit, [...at, 'unit']);
    if (min > max) compiler.problem([...at, 'min'], 'bounds', { min, max });
    return {
      read(input, turn, step) {
        if (input.kind !== 'text') return { kind: 'foreign' };
        const { language } = turn.position;
        const unit = unitWords && render(turn, unitWords, step).text;
        const words = (value: number) => formatNumber(value, language, unit);
        const read = readNumber(input.text, { language, unit });
        if (!read.ok) return { kind: 'invalid', text: builtIn(turn, 'invalid.number') };
        if (integer && !Number.isInteger(read.number)) return { kind: 'invalid', text: builtIn(turn, 'invalid.integer') };
        if (read.number < min) return { kind: 'invalid', text: builtIn(turn, 'invalid.less', { min: words(min) }) };
        if (read.number > max) return { kind: 'invalid', text: builtIn(turn, 'invalid.more', { max: words(max) }) };
        const text = words(read.number);
        const noted = { say: { text: builtIn(turn, 'noted', { answer: text }) } };
        return { kind: 'answer', value: read.number, text, ...(!read.literal && noted) };
      },
    };
  },
);
