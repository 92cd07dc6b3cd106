import { z } from 'zod';
import type { Reading, Turn } from '../engine.ts';
import { readTime } from '../reading/when/read-when.ts';
import { day as dayMs, minute as minuteMs, wallOf } from '../reading/when/zone.ts';
import { builtIn } from '../turn.ts';
import { defineAsk } from './ask.ts';

const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

interface Limits {
  min?: string | undefined;
  max?: string | undefined;
  future?: boolean | undefined;
}

/** A time of day, said in any way. Kept as `HH:MM`; said back where that was not typed. */
export const askTime = defineAsk(
  'time',
  {
    min: clock.optional().describe('Earliest time taken, "09:00"'),
    max: clock.optional().describe('Latest time taken, "18:00"'),
    future: z.boolean().optional().describe('Only what is still to come today'),
  },
  (own, at, compiler) => {
    if (own.min !== undefined && own.max !== undefined && own.min > own.max)
      compiler.problem([...at, 'min'], 'bounds', { min: own.min, max: own.max });
    return { read: (input, turn) => (input.kind === 'text' ? readTyped(input.text, own, turn) : { kind: 'foreign' }) };
  },
);

function readTyped(text: string, { min = '00:00', max = '23:59', future = false }: Limits, turn: Turn): Reading {
  const { now, timeZone } = turn.facts;
  const present = (wallOf(now, timeZone) % dayMs) / minuteMs;
  const fits = (minutes: number): boolean =>
    minutes >= minutesOf(min) && minutes <= minutesOf(max) && (!future || minutes > present);
  const read = readTime(text, { now, timeZone }, fits);
  if (!read.ok) return { kind: 'invalid', text: builtIn(turn, `invalid.time.${read.why}`) };
  if (read.time < min) return { kind: 'invalid', text: builtIn(turn, 'invalid.early', { min }) };
  if (read.time > max) return { kind: 'invalid', text: builtIn(turn, 'invalid.late', { max }) };
  if (future && minutesOf(read.time) <= present) return { kind: 'invalid', text: builtIn(turn, 'invalid.passed') };
  const noted = { say: { text: builtIn(turn, 'noted', { answer: read.time }) } };
  return { kind: 'answer', value: read.time, text: read.time, ...(!read.literal && noted) };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
