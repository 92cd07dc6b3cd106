import { z } from 'zod';
import type { At, Compiler } from '../../compiler.ts';
import { saveValue } from '../../save-value.ts';
import { scalar, tags, wording } from '../../schema/parts.ts';
import { changeScore, changeTags, render } from '../../turn.ts';
import { type Act, defineAction } from './define-action.ts';

export const tagAction = defineAction(
  'tag',
  z.strictObject({ tag: tags.describe('Tags put on the card') }),
  own => turn => changeTags(turn, { add: own.tag }),
);

export const untagAction = defineAction(
  'untag',
  z.strictObject({ untag: tags.describe('Tags taken off the card') }),
  own => turn => changeTags(turn, { remove: own.untag }),
);

export const scoreAction = defineAction(
  'score',
  z.strictObject({ score: z.number().describe('Added to the score') }),
  own => turn => changeScore(turn, own.score),
);

const topic = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u);

export const subscribeAction = defineAction(
  'subscribe',
  z.strictObject({ subscribe: topic.describe('Topic of mailings that is wanted') }),
  own => turn => turn.effects.push({ kind: 'topic', topic: own.subscribe, wanted: true }),
);

export const unsubscribeAction = defineAction(
  'unsubscribe',
  z.strictObject({ unsubscribe: topic.describe('Topic of mailings that is wanted no longer') }),
  own => turn => turn.effects.push({ kind: 'topic', topic: own.unsubscribe, wanted: false }),
);

export const fieldAction = defineAction(
  'field',
  z.strictObject({
    field: z.string().describe('contact.<field>, contact.fields.<field> or deal.<field>'),
    value: z.union([wording, scalar]).describe('A text with its slots, a number, true or false'),
  }),
  ({ field, value }, at, compiler) => {
    const saved = compiler.cardField(field, [...at, 'field']);
    const act = compileValue(value, [...at, 'value'], compiler);
    return (turn, step) => saved && saveValue(turn, saved, act(turn, step));
  },
);

type Value = (...given: Parameters<Act>) => string | number | boolean;

function compileValue(value: z.infer<typeof wording> | number | boolean, at: At, compiler: Compiler): Value {
  if (typeof value === 'number' || typeof value === 'boolean') return () => value;
  const text = compiler.text(value, at);
  return (turn, step) => render(turn, text, step).text;
}
