import type { Reading, Turn } from '../engine.ts';
import { parseIsoDate } from '../reading/when/calendar.ts';
import { formatDay, formatMoment, sayDay, sayMoment } from '../reading/when/format-when.ts';
import { readDateTime } from '../reading/when/read-when.ts';
import { day as dayMs, wallOf } from '../reading/when/zone.ts';
import { builtIn } from '../turn.ts';
import { defineAsk } from './ask.ts';
import { compileLimits, type Limits, type LimitsNow, limitShape, limitsNow } from './when-limits.ts';

/** A day and an hour, read by the contact's clock, at once or one after the other. Kept as an instant in UTC. */
export const askDateTime = defineAsk('datetime', limitShape, (own, at, compiler) => {
  const limits = compileLimits(own, at, compiler);
  return { read: (input, turn) => (input.kind === 'text' ? readTyped(input.text, limits, turn) : { kind: 'foreign' }) };
});

function readTyped(text: string, limits: Limits, turn: Turn): Reading {
  const { language, gathered } = turn.position;
  const now = limitsNow(limits, turn);
  const { min, max, context } = now;
  const least = limits.future ? new Date(Math.max(context.now.getTime(), min?.at.getTime() ?? 0)) : min?.at;
  const fits = (at: Date): boolean => (least === undefined || at >= least) && (max === undefined || at <= max.at);
  const day = typeof gathered === 'string' ? { day: gathered } : {};
  const read = readDateTime(text, { ...context, ...day }, fits);
  if (!read.ok && read.why === 'noTime') return askHour(read.date, limits, now, turn);
  if (!read.ok) return { kind: 'invalid', text: builtIn(turn, `invalid.datetime.${read.why}`) };
  const words = (at: Date) => formatMoment(at, context.timeZone, language);
  if (limits.future && read.at <= context.now) return { kind: 'invalid', text: builtIn(turn, 'invalid.passed') };
  if (least && read.at < least) return { kind: 'invalid', text: builtIn(turn, 'invalid.early', { min: words(least) }) };
  if (max && read.at > max.at) return { kind: 'invalid', text: builtIn(turn, 'invalid.late', { max: words(max.at) }) };
  const noted = { say: { text: builtIn(turn, 'noted', { answer: sayMoment(read.at, language, context) }) } };
  return { kind: 'answer', value: read.at.toISOString(), text: words(read.at), ...(!read.literal && noted) };
}

/** The day stays in the position until its hour is said. */
function askHour(date: string, limits: Limits, { min, max, context }: LimitsNow, turn: Turn): Reading {
  const { language } = turn.position;
  const day = parseIsoDate(date) ?? 0;
  const today = Math.floor(wallOf(context.now, context.timeZone) / dayMs);
  if (limits.future && day < today) return { kind: 'invalid', text: builtIn(turn, 'invalid.passed') };
  if (min && day < min.day)
    return { kind: 'invalid', text: builtIn(turn, 'invalid.early', { min: formatDay(min.day, language) }) };
  if (max && day > max.day)
    return { kind: 'invalid', text: builtIn(turn, 'invalid.late', { max: formatDay(max.day, language) }) };
  turn.position.gathered = date;
  const said = sayDay(day, language, today);
  return {
    kind: 'more',
    text: { text: builtIn(turn, 'whatHour', { day: `${said.slice(0, 1).toUpperCase()}${said.slice(1)}` }) },
  };
}
