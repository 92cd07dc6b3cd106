import { z } from 'zod';
import type { At, Compiler } from '../../compiler.ts';
import { readDuration } from '../../duration.ts';
import type { Turn } from '../../engine.ts';
import { evaluate } from '../../expression/evaluate.ts';
import { readInstant } from '../../expression/read-instant.ts';
import { wording } from '../../schema/parts.ts';
import { expressionScope, render } from '../../turn.ts';
import { defineAction } from './define-action.ts';

const somebody = z.union([z.enum(['owner', 'managers']), z.email()]);

export const notifyAction = defineAction(
  'notify',
  z.strictObject({
    notify: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .describe('Who is told: managers, owner (of the contact), or an e-mail of the staff'),
    text: wording,
  }),
  (own, at, compiler) => {
    const text = compiler.text(own.text, [...at, 'text']);
    return (turn, step) => turn.effects.push({ kind: 'notify', to: own.notify, text: render(turn, text, step).text });
  },
);

export const assignAction = defineAction(
  'assign',
  z.strictObject({
    assign: z.union([z.enum(['round-robin', 'nobody']), z.email()]).describe('round-robin, nobody, or an e-mail of the staff'),
  }),
  own => turn => turn.effects.push({ kind: 'assign', to: own.assign }),
);

/** Where the author's moment cannot be read: a promise of tomorrow is better than none. */
const usualDue = 86_400_000;

const task = z.strictObject({
  title: wording,
  due: z.string().trim().min(1).default('1d').describe('30m, 2h, 1d, an ISO date or a date expression; 1d if left out'),
  to: somebody.default('owner').describe('owner (of the contact), managers, or an e-mail of the staff'),
});

export const taskAction = defineAction('task', z.strictObject({ task }), ({ task: own }, at, compiler) => {
  const title = compiler.text(own.title, [...at, 'task', 'title']);
  const due = compileDue(own.due, [...at, 'task', 'due'], compiler);
  return (turn, step) => {
    turn.effects.push({
      kind: 'task',
      run: turn.position.run,
      title: render(turn, title, step).text,
      due: due(turn).toISOString(),
      to: own.to,
    });
  };
});

function compileDue(source: string, at: At, compiler: Compiler): (turn: Turn) => Date {
  const later = (ms: number) => (turn: Turn) => new Date(turn.facts.now.getTime() + ms);
  const span = readDuration(source);
  if (span !== undefined) return later(span);
  if (/^\d{4}-\d\d-\d\d/.test(source)) return turn => readInstant(source, turn.facts.timeZone) ?? later(usualDue)(turn);
  const expression = compiler.expression(source, at);
  return turn => readInstant(evaluate(expression, expressionScope(turn)), turn.facts.timeZone) ?? later(usualDue)(turn);
}
