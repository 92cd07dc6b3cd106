import { z } from 'zod';
import { dropAnswer, putAnswer } from '../answers.ts';
import type { SaveTarget, Turn } from '../engine.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import type { AnswerValue } from '../position.ts';
import { wordsOf } from '../read-path.ts';
import { formatNumber } from '../reading/format-number.ts';
import { saveValue } from '../save-value.ts';
import { stepId, target } from '../schema/parts.ts';
import { expressionScope } from '../turn.ts';
import { defineStep } from './define-step.ts';

interface Assignment {
  to: { answer: string } | { card: SaveTarget };
  expression: Expression;
}

const expression = z.union([z.string().trim().min(1), z.number(), z.boolean()]);

/** Computes answers (`answers.<name>`), fields of the card and of the deal. In order, so that one may use the one before. */
export const setStep = defineStep(
  'set',
  z.strictObject({
    id: stepId.optional(),
    set: z.record(z.string(), expression).describe('Path: expression'),
    next: target.optional(),
  }),
  (own, at, compiler) => {
    const assignments = Object.entries(own.set).flatMap(([path, source]): Assignment[] => {
      const place = [...at, 'set', path];
      const computed = compiler.expression(String(source), place);
      const name = /^answers\.([a-z][a-z0-9_]*)$/i.exec(path)?.[1];
      if (name !== undefined) {
        compiler.computes(name, place);
        return [{ to: { answer: name }, expression: computed }];
      }
      const card = compiler.cardField(path, place);
      return card ? [{ to: { card }, expression: computed }] : [];
    });
    return {
      run(turn) {
        for (const assignment of assignments) assign(turn, assignment);
        return { kind: 'go', ...(own.next !== undefined && { to: own.next }) };
      },
    };
  },
);

function assign(turn: Turn, { to, expression }: Assignment): void {
  const value = evaluate(expression, expressionScope(turn));
  if ('card' in to) saveValue(turn, to.card, value);
  else if (value === null) dropAnswer(turn.position, to.answer);
  else putAnswer(turn.position, { step: to.answer, value, text: textOf(value, turn), at: turn.facts.now.toISOString() });
}

function textOf(value: AnswerValue, turn: Turn): string {
  return typeof value === 'number' ? formatNumber(value, turn.position.language) : wordsOf(value);
}
