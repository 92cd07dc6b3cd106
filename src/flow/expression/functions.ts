import type { AnswerValue } from '../position.ts';
import { wordsOf } from '../read-path.ts';

/** What a function may know besides its arguments. */
export interface ExpressionClock {
  now: Date;
  timeZone: string;
}

interface ExpressionFunction {
  least: number;
  most: number;
  call(values: AnswerValue[], clock: ExpressionClock): AnswerValue;
}

const textLimit = 4000;

/** Every function that an expression may call. Wrong kinds of values give null, nothing throws. */
export const functions = {
  round: { least: 1, most: 2, call: ([value, digits]) => round(value, digits ?? 0) },
  min: { least: 1, most: 20, call: values => extreme(values, Math.min) },
  max: { least: 1, most: 20, call: values => extreme(values, Math.max) },
  length: { least: 1, most: 1, call: ([value]) => (typeof value === 'string' || Array.isArray(value) ? value.length : 0) },
  lower: { least: 1, most: 1, call: ([value]) => (typeof value === 'string' ? value.toLowerCase() : (value ?? null)) },
  concat: { least: 1, most: 20, call: values => values.map(wordsOf).join('').slice(0, textLimit) },
  now: { least: 0, most: 0, call: (_, clock) => clock.now.toISOString() },
  daysBetween: { least: 2, most: 2, call: ([from, to], clock) => daysBetween(from, to, clock.timeZone) },
} satisfies Record<string, ExpressionFunction>;

export type FunctionName = keyof typeof functions;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}

export function functionOf(name: FunctionName): ExpressionFunction {
  return functions[name];
}

function round(value: AnswerValue | undefined, digits: AnswerValue): AnswerValue {
  if (typeof value !== 'number' || typeof digits !== 'number') return null;
  const places = Math.min(10, Math.max(0, Math.trunc(digits)));
  // Through the decimal form, so that 1.005 becomes 1.01 as on paper.
  const shifted = Number(`${value}e${places}`);
  const rounded = Number.isNaN(shifted) ? value : Number(`${Math.round(shifted)}e-${places}`);
  return Number.isFinite(rounded) ? rounded : null;
}

function extreme(values: AnswerValue[], choose: (...numbers: number[]) => number): AnswerValue {
  const numbers = values.flat().filter(value => typeof value === 'number');
  return numbers.length > 0 ? choose(...numbers) : null;
}

/** Whole calendar days from one date to another, as the calendar of `timeZone` counts them. */
function daysBetween(from: AnswerValue | undefined, to: AnswerValue | undefined, timeZone: string): AnswerValue {
  const first = dayNumber(from, timeZone);
  const second = dayNumber(to, timeZone);
  return first === undefined || second === undefined ? null : second - first;
}

function dayNumber(value: AnswerValue | undefined, timeZone: string): number | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return undefined;
  const day = value.length === 10 ? value : new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(date);
  return Math.round(Date.parse(day) / 86_400_000);
}
