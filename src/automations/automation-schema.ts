import { z } from 'zod';
import { contentSchema } from '../deliveries/index.ts';
import { messengerNames } from '../messages/index.ts';
import { ruleSchema } from '../rules/index.ts';
import { type AutomationInput, type AutomationStep, flowOutcomes } from './automation.ts';

/** `HH:MM`. */
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const id = z.string().max(100);
const word = z.string().trim().max(200);
/** A year. */
const minutes = z
  .number()
  .int()
  .min(0)
  .max(366 * 24 * 60);
const before = z
  .number()
  .int()
  .min(-366 * 24 * 60)
  .max(366 * 24 * 60);

const trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('contactCreated') }),
  z.strictObject({ kind: z.literal('flowFinished'), flow: id.exactOptional(), outcome: z.enum(flowOutcomes).exactOptional() }),
  z.strictObject({ kind: z.literal('flowAbandoned'), flow: id.exactOptional(), minutes: minutes.min(1) }),
  z.strictObject({ kind: z.enum(['tagAdded', 'tagRemoved']), tag: word }),
  z.strictObject({ kind: z.literal('fieldChanged'), field: id, to: word.exactOptional() }),
  z.strictObject({ kind: z.literal('stageEntered'), pipeline: id, stage: id }),
  z.strictObject({ kind: z.enum(['dealWon', 'dealLost']), pipeline: id.exactOptional() }),
  z.strictObject({ kind: z.enum(['segmentEntered', 'segmentLeft']), segment: id }),
  z.strictObject({ kind: z.literal('message'), words: z.array(word).max(50) }),
  z.strictObject({ kind: z.literal('noAnswer'), minutes: minutes.min(1) }),
  z.strictObject({
    kind: z.literal('date'),
    field: id,
    days: z.number().int().min(-365).max(365),
    time,
    yearly: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('inactive'), days: z.number().int().min(1).max(3650) }),
  z.strictObject({ kind: z.enum(['order', 'taskOverdue', 'webhook']) }),
]);

const wait = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('for'), minutes: minutes.min(1) }),
  z.strictObject({ kind: z.literal('until'), days: z.number().int().min(0).max(365), time }),
  z.strictObject({ kind: z.literal('date'), field: id, minutes: before, missed: z.enum(['go', 'exit']) }),
]);

const stepId = z.string().regex(/^[\w-]{1,40}$/);
const plain = [
  z.strictObject({
    id: stepId,
    do: z.literal('message'),
    content: contentSchema,
    messengers: z.array(z.enum(messengerNames)).max(10),
    advertising: z.boolean(),
    topic: id.exactOptional(),
    priority: z.enum(['chain', 'reminder']),
  }),
  z.strictObject({ id: stepId, do: z.literal('flow'), flow: id }),
  z.strictObject({ id: stepId, do: z.literal('task'), title: word, inMinutes: minutes, staff: id.exactOptional() }),
  z.strictObject({ id: stepId, do: z.literal('assign'), staff: id.exactOptional(), queue: id.exactOptional() }),
  z.strictObject({ id: stepId, do: z.literal('tag'), add: z.array(word).max(20), remove: z.array(word).max(20) }),
  z.strictObject({ id: stepId, do: z.literal('field'), field: id, value: z.string().max(5000) }),
  z.strictObject({ id: stepId, do: z.literal('stage'), pipeline: id, stage: id }),
  z.strictObject({ id: stepId, do: z.literal('notify'), staff: id.exactOptional(), text: z.string().trim().max(1000) }),
  z.strictObject({ id: stepId, do: z.literal('webhook'), url: z.string().trim().max(2000) }),
  z.strictObject({ id: stepId, do: z.literal('wait'), wait }),
  z.strictObject({ id: stepId, do: z.literal('exit') }),
] as const;

/** So deep branches may stand in one another. */
export const deepestBranch = 5;
export const mostSteps = 100;

function steps(depth: number): z.ZodType<AutomationStep[]> {
  const within = depth === 0 ? z.array(z.never()) : z.lazy(() => steps(depth - 1));
  // biome-ignore lint/suspicious/noThenProperty: what is done where the rule holds; nobody awaits a step
  const branch = z.strictObject({ id: stepId, do: z.literal('branch'), rule: ruleSchema, then: within, else: within });
  return z.array(z.discriminatedUnion('do', [...plain, branch])).max(mostSteps);
}

/** What people, programs and ready automations give. What it means is looked at by `problemsOf`. */
export const automationSchema: z.ZodType<AutomationInput> = z.strictObject({
  name: z.string().trim().min(1).max(100),
  trigger,
  condition: ruleSchema.exactOptional(),
  exitWhen: ruleSchema.exactOptional(),
  reentry: z.strictObject({
    kind: z.enum(['never', 'finished', 'always']),
    afterDays: z.number().int().min(1).max(3650).exactOptional(),
  }),
  hours: z
    .strictObject({
      from: time,
      until: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
      days: z.array(z.number().int().min(1).max(7)).max(7),
    })
    .exactOptional(),
  steps: steps(deepestBranch),
});
