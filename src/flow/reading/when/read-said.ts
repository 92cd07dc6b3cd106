import { type Context, type DayFound, dayRules, type Rule } from './day-rules.ts';
import { type HourFound, hourRules } from './hour-rules.ts';
import type { NotSaid, Said, Sought } from './said.ts';
import { toSigns } from './to-signs.ts';

/** Reads all of a text as one moment: days, an hour, a part of the day in any order. A word that says anything else makes it none. */
export function readSaid(
  text: string,
  sought: Sought,
  monthFirst: boolean,
): { ok: true; said: Said } | { ok: false; why: NotSaid } {
  const signs = toSigns(text);
  if (!signs) return { ok: false, why: 'none' };
  const said: Said = { days: [], literal: true };
  const context: Context = { sought, said, monthFirst };
  let left = signs;
  while (left !== '') {
    const found = readOne(left, context);
    if (found === 'noSuch' && !signs.includes('?')) return { ok: false, why: 'noSuch' };
    if (found === undefined || found === 'noSuch') return { ok: false, why: why(signs) };
    if (!put(said, found.found)) return { ok: false, why: 'many' };
    left = left.slice(found.length).trim();
  }
  return { ok: true, said };
}

type Found = DayFound | HourFound;

function readOne(left: string, context: Context): { found: Found; length: number } | 'noSuch' | undefined {
  let noSuch = false;
  for (const { pattern, read } of rulesFor(left, context)) {
    const match = pattern.exec(left);
    const found = match && read(match.slice(1), context);
    if (found === 'noSuch') noSuch = true;
    else if (found && match) return { found, length: match[0].length };
  }
  return noSuch ? 'noSuch' : undefined;
}

/** "12.05" is a day and "в 12.05" an hour where both are looked for. */
function rulesFor(left: string, { sought, said }: Context): Rule<Found>[] {
  const hourFirst = sought === 'time' || said.days.length > 0 || (sought === 'datetime' && /^AT \d/.test(left) && !isDate(left));
  return hourFirst ? [...hourRules, ...dayRules] : [...dayRules, ...hourRules];
}

/** "в 12.05.2026", "к 5 мая", "к 5-му". */
function isDate(left: string): boolean {
  return /^AT (?:\d+[.,/-]\d+[.,/-]\d|\d+\/|\d{1,2}#|\d{1,2} (?:M\d|NUMBER))/.test(left);
}

/** Adds what was found; false where something else of the kind was there already. */
function put(said: Said, found: Found): boolean {
  if ('day' in found) {
    said.days.push(found.day);
    if (!found.literal) said.literal = false;
    return said.days.length <= 3;
  }
  if ('after' in found) {
    if (said.after !== undefined || said.hour) return false;
    said.after = found.after;
    said.literal = false;
    return true;
  }
  if ('midnight' in found) {
    if (said.hour || said.midnight) return false;
    said.midnight = true;
    said.literal = false;
    return true;
  }
  if ('hour' in found) {
    if (said.hour || said.midnight) return false;
    said.hour = found.hour;
    if (!found.literal) said.literal = false;
  }
  if (found.part !== undefined) {
    if (said.part !== undefined && said.part !== found.part) return false;
    said.part = found.part;
    said.literal = false;
  }
  return true;
}

/** Why a text of these signs is no moment. */
function why(signs: string): NotSaid {
  if (/(?:^| )(?:OR|TO|TILL|FROM|–|—|-|\d+-\d+)(?: |$)/.test(signs) && /\d|T\d|D\d/.test(signs) && !signs.includes('?'))
    return 'many';
  return /\b(?:WEEKEND|WEEK|MONTH|YEAR|M\d+|D\d|MORNING|EVENING|NIGHT|AFTER|LATER|TILL|FROM)\b/.test(signs) ? 'vague' : 'none';
}
