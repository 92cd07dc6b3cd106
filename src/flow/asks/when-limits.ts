import { z } from 'zod';
import type { At, Compiler } from '../compiler.ts';
import type { Turn } from '../engine.ts';
import { type Bound, type Edge, edgeOf, parseBound } from '../reading/when/bounds.ts';
import type { WhenContext } from '../reading/when/read-when.ts';

const bound = z
  .string()
  .min(1)
  .describe('A date (2026-05-12, 2026-05-12 10:00), today, now, or so much from now: +30d, -18y (m, h, d, w, mo, y)');

/** The keys of `date` and `datetime`. */
export const limitShape = {
  min: bound.optional(),
  max: bound.optional(),
  future: z.boolean().optional().describe('Nothing that has passed is taken'),
};

/** The edges of a question as its author wrote them. */
export interface Limits {
  min?: Bound;
  max?: Bound;
  future: boolean;
}

/** Where the edges lie at this moment, and which way to look between them. */
export interface LimitsNow {
  min?: Edge;
  max?: Edge;
  context: WhenContext;
}

export function compileLimits(
  own: { [key in 'min' | 'max']?: string | undefined } & { future?: boolean | undefined },
  at: At,
  compiler: Compiler,
): Limits {
  const read = (side: 'min' | 'max'): Bound | undefined => {
    const text = own[side];
    const parsed = text === undefined ? undefined : parseBound(text);
    if (text !== undefined && !parsed) compiler.problem([...at, side], 'bound', { got: text });
    return parsed;
  };
  const min = read('min');
  const max = read('max');
  if (min?.kind === 'fixed' && max?.kind === 'fixed' && min.day > max.day)
    compiler.problem([...at, 'min'], 'bounds', { min: own.min, max: own.max });
  return { ...(min && { min }), ...(max && { max }), future: own.future ?? false };
}

export function limitsNow(limits: Limits, { facts }: Turn): LimitsNow {
  const place = { now: facts.now, timeZone: facts.timeZone };
  const min = limits.min && edgeOf(limits.min, 'min', place);
  const max = limits.max && edgeOf(limits.max, 'max', place);
  const today = edgeOf({ kind: 'relative', amount: 0, unit: 'd' }, 'max', place);
  const past = !limits.future && max !== undefined && max.at <= today.at;
  return {
    ...(min && { min }),
    ...(max && { max }),
    context: { ...place, prefer: past ? 'past' : 'future', monthFirst: facts.region === 'US' },
  };
}
