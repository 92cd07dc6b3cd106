import { z } from 'zod';
import type { At, Compiler } from '../compiler.ts';
import type { CompiledStep, Turn } from '../engine.ts';
import { scalar, stepId, tags, target, wording } from '../schema/parts.ts';
import { changeScore, changeTags, render, saveToCard } from '../turn.ts';
import { defineStep } from './define-step.ts';

const action = z.union([
  z.strictObject({ tag: tags.describe('Tags put on the card') }),
  z.strictObject({ untag: tags.describe('Tags taken off the card') }),
  z.strictObject({ score: z.number().describe('Added to the score') }),
  z.strictObject({ field: z.string().describe('contact.<field> or contact.fields.<field>'), value: z.union([wording, scalar]) }),
  z.strictObject({ notify: z.string().min(1).describe('Who is told: managers, owner'), text: wording }),
]);
type Do = (turn: Turn, step: CompiledStep) => void;

/** Does things to the card and tells people. Once in a run, also when the person goes back and comes here again. */
export const doStep = defineStep(
  'do',
  z.strictObject({ id: stepId.optional(), do: z.array(action).min(1), next: target.optional() }),
  (own, at, compiler) => {
    const actions = own.do.map((each, index) => compileAction(each, [...at, 'do', index], compiler));
    return {
      run(turn, step) {
        if (!turn.position.done?.includes(step.id)) {
          for (const act of actions) act(turn, step);
          turn.position.done = [...(turn.position.done ?? []), step.id];
        }
        return { kind: 'go', ...(own.next !== undefined && { to: own.next }) };
      },
    };
  },
);

function compileAction(raw: z.infer<typeof action>, at: At, compiler: Compiler): Do {
  if ('tag' in raw) return turn => changeTags(turn, { add: raw.tag });
  if ('untag' in raw) return turn => changeTags(turn, { remove: raw.untag });
  if ('score' in raw) return turn => changeScore(turn, raw.score);
  if ('notify' in raw) {
    const text = compiler.text(raw.text, [...at, 'text']);
    return (turn, step) => turn.effects.push({ kind: 'notify', to: raw.notify, text: render(turn, text, step).text });
  }
  return compileField(raw, at, compiler);
}

function compileField(
  { field, value }: { field: string; value: z.infer<typeof wording> | number | boolean },
  at: At,
  compiler: Compiler,
): Do {
  const card = compiler.cardField(field, [...at, 'field']);
  if (typeof value === 'number' || typeof value === 'boolean') return turn => card && saveToCard(turn, card, value);
  const text = compiler.text(value, [...at, 'value']);
  return (turn, step) => card && saveToCard(turn, card, render(turn, text, step).text);
}
