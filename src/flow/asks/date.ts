import type { Reading, Turn } from '../engine.ts';
import { formatDay, sayDay } from '../reading/when/format-when.ts';
import { readDate } from '../reading/when/read-when.ts';
import { day as dayMs, wallOf } from '../reading/when/zone.ts';
import { builtIn } from '../turn.ts';
import { defineAsk } from './ask.ts';
import { compileLimits, type Limits, limitShape, limitsNow } from './when-limits.ts';

/** A date, said in any way and read by the contact's calendar. Kept as ISO date; said back where it was not written in full. */
export const askDate = defineAsk('date', limitShape, (own, at, compiler) => {
  const limits = compileLimits(own, at, compiler);
  return { read: (input, turn) => (input.kind === 'text' ? readTyped(input.text, limits, turn) : { kind: 'foreign' }) };
});

function readTyped(text: string, limits: Limits, turn: Turn): Reading {
  const { language } = turn.position;
  const { min, max, context } = limitsNow(limits, turn);
  const today = Math.floor(wallOf(context.now, context.timeZone) / dayMs);
  const least = limits.future ? Math.max(today, min?.day ?? today) : min?.day;
  const fits = (day: number): boolean => (least === undefined || day >= least) && (max === undefined || day <= max.day);
  const read = readDate(text, context, fits);
  if (!read.ok) return { kind: 'invalid', text: builtIn(turn, `invalid.date.${read.why}`) };
  if (limits.future && read.day < today) return { kind: 'invalid', text: builtIn(turn, 'invalid.passed') };
  if (least !== undefined && read.day < least)
    return { kind: 'invalid', text: builtIn(turn, 'invalid.early', { min: formatDay(least, language) }) };
  if (max && read.day > max.day)
    return { kind: 'invalid', text: builtIn(turn, 'invalid.late', { max: formatDay(max.day, language) }) };
  const said = sayDay(read.day, language, today);
  return {
    kind: 'answer',
    value: read.date,
    text: formatDay(read.day, language),
    ...(!read.literal && { say: { text: builtIn(turn, 'noted', { answer: said }) } }),
  };
}
