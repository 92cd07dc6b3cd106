import { z } from 'zod';
import { askKinds } from '../asks/index.ts';
import type { At, Compiler } from '../compiler.ts';
import type { Question, QuestionBody } from '../engine.ts';
import { mediaShape, stepId, target, wording } from '../schema/parts.ts';
import type { StepBody, StepKind } from './define-step.ts';

const shape = {
  id: stepId.describe('The answer is kept as answers.<id>'),
  text: wording.describe('The question'),
  title: wording.optional().describe('Short name of the answer, on the button that changes it'),
  ...mediaShape,
  save: z.string().optional().describe('contact.<field>, contact.fields.<field> or deal.<field>'),
  skip: z
    .union([z.literal(true), wording])
    .optional()
    .describe('Label of the button that skips the question; true for the built-in one'),
  invalid: wording.optional().describe('Said after a wrong answer'),
  attempts: z
    .strictObject({ max: z.int().min(1).max(20), next: target.optional() })
    .optional()
    .describe('Wrong answers until the question is skipped, or an operator comes, or next; 3 if left out'),
  next: target.optional(),
};
const common = z.object(shape);
const defaultAttempts = 3;

/** Waits for an answer. What kinds there are is told in `asks`. */
export const askStep: StepKind = {
  key: 'ask',
  schema: z.union(
    [...askKinds.values()].map(({ kind, shape: own }) => z.strictObject({ ask: z.literal(kind), ...shape, ...own })),
  ),
  compile(raw, at, compiler) {
    if (typeof raw !== 'object' || raw === null) return undefined;
    const fields: Record<string, unknown> = Object.fromEntries(Object.entries(raw));
    const kind = typeof fields.ask === 'string' ? askKinds.get(fields.ask) : undefined;
    if (!kind) {
      compiler.problem([...at, 'ask'], 'askKind', { got: String(fields.ask), known: [...askKinds.keys()].join(', ') });
      return undefined;
    }
    const known = ['ask', ...Object.keys(shape), ...Object.keys(kind.shape)];
    for (const key of Object.keys(fields))
      if (!known.includes(key)) compiler.problem([...at, key], 'unknownKey', { key, known: known.join(', ') });
    const own = compiler.read(common, raw, at);
    const body = kind.compile(fields, at, compiler);
    return own && body && questionStep(kind.kind, own, body, at, compiler);
  },
};

function questionStep(ask: string, own: z.infer<typeof common>, body: QuestionBody, at: At, compiler: Compiler): StepBody {
  const { skip, attempts, save } = own;
  compiler.target(attempts?.next, [...at, 'attempts', 'next']);
  const card = save === undefined ? undefined : compiler.cardField(save, [...at, 'save']);
  const media = compiler.media(own, at);
  const text = compiler.text(own.text, [...at, 'text']);
  if (media) compiler.caption(text, [...at, 'text']);
  const question: Question = {
    ask,
    body,
    text,
    attempts: { max: attempts?.max ?? defaultAttempts, ...(attempts?.next !== undefined && { next: attempts.next }) },
    ...(own.title && { title: compiler.text(own.title, [...at, 'title']) }),
    ...(skip && { skip: skip === true ? skip : compiler.label(skip, [...at, 'skip']) }),
    ...(own.invalid && { invalid: compiler.text(own.invalid, [...at, 'invalid']) }),
    ...(card && { save: card }),
    ...(media && { media }),
  };
  return {
    question,
    exits: [...(body.exits ?? []), attempts?.next].filter(exit => exit !== undefined),
    run: () => ({ kind: 'wait' }),
  };
}
