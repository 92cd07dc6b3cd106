import { z } from 'zod';
import { answersOf } from '../../answers.ts';
import type { At, Compiler } from '../../compiler.ts';
import type { CompiledStep, Turn } from '../../engine.ts';
import type { AnswerValue } from '../../position.ts';
import { readValue } from '../../read-path.ts';
import { flowId } from '../../schema/parts.ts';
import type { Wording } from '../../text/template.ts';
import { render } from '../../turn.ts';
import { type Act, defineAction } from './define-action.ts';

/** Starts another flow: this run ends as `switched`. The step itself does it; nothing comes after. */
export const startAction = defineAction(
  'start',
  z.strictObject({ start: flowId.describe('Id of the flow that begins; this run ends') }),
  (own, at, compiler): Act => {
    compiler.startsFlow(own.start, [...at, 'start']);
    return () => undefined;
  },
);

type Body = string | number | boolean | null | Body[] | { [key: string]: Body };
const body: z.ZodType<Body> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(body).max(100), z.record(z.string(), body)]),
);

const webhook = z.strictObject({
  url: z.url({ protocol: /^https$/ }).describe('https only'),
  body: z.record(z.string(), body).optional().describe('Values with their slots; answers and contact if left out'),
});

/** Tells somebody else's program. */
export const webhookAction = defineAction('webhook', z.strictObject({ webhook }), ({ webhook: own }, at, compiler) => {
  const make = own.body && compileBody(own.body, [...at, 'webhook', 'body'], compiler);
  return (turn, step) => {
    const made = make?.(turn, step);
    const given = typeof made === 'object' && made !== null && !Array.isArray(made) ? made : undefined;
    turn.effects.push({
      kind: 'webhook',
      url: own.url,
      ...(given ? { body: given } : { body: everything(turn), isWhole: true }),
    });
  };
});

type Make = (turn: Turn, step: CompiledStep) => Body | AnswerValue;

function compileBody(raw: Body, at: At, compiler: Compiler): Make {
  if (typeof raw === 'string') return compileText(raw, at, compiler);
  if (Array.isArray(raw)) {
    const made = raw.map((each, index) => compileBody(each, [...at, index], compiler));
    return (turn, step) => made.map(make => make(turn, step));
  }
  if (typeof raw !== 'object' || raw === null) return () => raw;
  const made = Object.entries(raw).map(([key, each]) => [key, compileBody(each, [...at, key], compiler)] as const);
  return (turn, step) => Object.fromEntries(made.map(([key, make]) => [key, make(turn, step)]));
}

/** `{{answers.area}}` alone is the value itself, a number stays one; anything else is a text. */
function compileText(raw: string, at: At, compiler: Compiler): Make {
  if (raw.trim() === '') return () => raw;
  const text = compiler.text(raw, at);
  const path = alone(text);
  if (path) return turn => readValue(turn, path);
  return (turn, step) => render(turn, text, step).text;
}

function alone({ ru, en }: Wording): string[] | undefined {
  const [template] = ru ?? en ?? [];
  const [part, ...more] = template?.parts ?? [];
  if (!part || typeof part === 'string' || more.length > 0 || part.filters.length > 0 || template?.styles.length)
    return undefined;
  return part.path;
}

function everything(turn: Turn): Record<string, unknown> {
  const { id, name, phone, email, city, tags, score, fields } = turn.contact;
  const answers = answersOf(turn.position).map(({ step, value }) => [step, value]);
  return {
    flow: turn.flow.id,
    run: turn.position.run,
    contact: { id, name, phone, email, city, tags, score, fields },
    answers: Object.fromEntries(answers),
  };
}
