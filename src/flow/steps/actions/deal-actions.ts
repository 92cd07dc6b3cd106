import { z } from 'zod';
import type { At, Compiler } from '../../compiler.ts';
import type { Turn } from '../../engine.ts';
import { evaluate } from '../../expression/evaluate.ts';
import { makeDeal } from '../../save-value.ts';
import { wording } from '../../schema/parts.ts';
import { expressionScope, render } from '../../turn.ts';
import { defineAction } from './define-action.ts';

const name = z.string().regex(/^[a-z0-9_-]{1,40}$/);
const amount = z.union([z.number(), z.string().trim().min(1)]);

const deal = z.strictObject({
  pipeline: name.default('sales').describe('Id of the pipeline, sales if left out'),
  stage: name.default('new').describe('Id of its stage, new if left out'),
  title: wording,
  amount: amount.optional().describe('A number or an expression, in the currency of the pipeline'),
});

/** A deal of the contact. What was saved to `deal.<field>` before goes into it. */
export const dealAction = defineAction('deal', z.strictObject({ deal }), ({ deal: own }, at, compiler) => {
  compiler.makesDeal();
  const title = compiler.text(own.title, [...at, 'deal', 'title']);
  const worth = own.amount === undefined ? undefined : compileAmount(own.amount, [...at, 'deal', 'amount'], compiler);
  return (turn, step) => {
    const sum = worth?.(turn);
    makeDeal(turn, {
      pipeline: own.pipeline,
      stage: own.stage,
      title: render(turn, title, step).text,
      ...(sum !== undefined && { amount: sum }),
    });
  };
});

function compileAmount(raw: string | number, at: At, compiler: Compiler): (turn: Turn) => number | undefined {
  const expression = compiler.expression(String(raw), at);
  return turn => {
    const value = evaluate(expression, expressionScope(turn));
    return typeof value === 'number' ? value : undefined;
  };
}

export const stageAction = defineAction(
  'stage',
  z.strictObject({ stage: name.describe("Stage that the run's deal, or the contact's latest open one, is moved to") }),
  ({ stage }) =>
    turn => {
      if (turn.deal) turn.deal = { ...turn.deal, stage };
      turn.effects.push({ kind: 'stage', run: turn.position.run, stage });
    },
);
