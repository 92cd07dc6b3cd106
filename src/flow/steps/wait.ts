import { z } from 'zod';
import { afterQuietHours } from '../../lib/quiet-hours.ts';
import { addDays, instantOf, zonedTime } from '../../lib/zoned-time.ts';
import type { At, Compiler } from '../compiler.ts';
import type { Turn } from '../engine.ts';
import { evaluate } from '../expression/evaluate.ts';
import { readInstant } from '../expression/read-instant.ts';
import { duration, durationOf, stepId, target } from '../schema/parts.ts';
import { expressionScope } from '../turn.ts';
import { defineStep } from './define-step.ts';

const until = z
  .string()
  .trim()
  .min(1)
  .describe('"10:00", the next such time of the contact, or a date expression: contact.fields.visit - 1d');
const shape = z.strictObject({
  until,
  missed: target.optional().describe('Where to go when that moment is past or unknown; on if left out'),
});

/** Pauses the run. Nobody is woken in quiet hours: what would be said then is said in the morning. */
export const waitStep = defineStep(
  'wait',
  z.strictObject({ id: stepId.optional(), wait: z.union([duration, shape]), next: target.optional() }),
  (own, at, compiler) => {
    const { wait } = own;
    const missed = typeof wait === 'object' ? wait.missed : undefined;
    compiler.target(missed, [...at, 'wait', 'missed']);
    const momentOf =
      typeof wait === 'string' ? after(durationOf(wait)) : compileUntil(wait.until, [...at, 'wait', 'until'], compiler);
    return {
      exits: missed === undefined ? [] : [missed],
      passable: typeof wait === 'object' && clockOf(wait.until) === undefined,
      run(turn, step) {
        const moment = momentOf(turn);
        const { now } = turn.facts;
        if (!moment || moment <= now) {
          const to = missed ?? own.next;
          return { kind: 'go', ...(to !== undefined && { to }) };
        }
        turn.position.step = step.id;
        turn.position.waitUntil = afterQuietHours(moment, turn.facts).toISOString();
        return { kind: 'wait' };
      },
    };
  },
);

type Moment = (turn: Turn) => Date | undefined;

function after(ms: number): Moment {
  return ({ facts }) => new Date(facts.now.getTime() + ms);
}

function compileUntil(source: string, at: At, compiler: Compiler): Moment {
  const clock = clockOf(source);
  if (clock) return ({ facts }) => nextTime(clock, facts);
  const expression = compiler.expression(source, at);
  return turn => readInstant(evaluate(expression, expressionScope(turn)), turn.facts.timeZone);
}

function clockOf(source: string): { hour: number; minute: number } | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(source) ?? [];
  return hour === undefined ? undefined : { hour: Number(hour), minute: Number(minute) };
}

/** The next time that the contact's clock shows this. */
function nextTime(clock: { hour: number; minute: number }, { now, timeZone }: { now: Date; timeZone: string }): Date {
  const { day } = zonedTime(now, timeZone);
  const today = instantOf(day, clock, timeZone);
  return today > now ? today : instantOf(addDays(day, 1), clock, timeZone);
}
