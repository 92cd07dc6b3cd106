import { z } from 'zod';
import { contentSchema } from '../deliveries/index.ts';
import { messengerNames } from '../messages/index.ts';
import { ruleSchema } from '../rules/index.ts';

const percent = z.number().min(0).max(100);
const day = z.iso.date();
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const ids = z.array(z.string().min(1).max(100)).max(50);

const audience = z.strictObject({
  include: ids.default([]),
  exclude: ids.default([]),
  rule: ruleSchema.exactOptional(),
  messengers: z
    .array(z.enum(messengerNames))
    .max(messengerNames.length)
    .refine(names => new Set(names).size === names.length, { error: 'Each messenger once' }),
});

const schedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }),
  z.strictObject({ kind: z.literal('at'), at: z.coerce.date() }),
  z.strictObject({ kind: z.literal('local'), day, time }),
  z.strictObject({
    kind: z.literal('repeat'),
    every: z.enum(['day', 'week', 'month']),
    days: z.array(z.int().min(1).max(7)).min(1).max(7).exactOptional(),
    dayOfMonth: z.int().min(1).max(31).exactOptional(),
    time,
    from: day,
    until: day.exactOptional(),
  }),
]);

const test = z.strictObject({
  variants: z
    .array(z.strictObject({ id: z.string().regex(/^[b-h]$/), content: contentSchema }))
    .min(1)
    .max(7),
  share: z.number(),
  by: z.enum(['clicks', 'replies', 'goal']),
  goal: ruleSchema.exactOptional(),
  hours: z.number().min(0).max(720),
});

const mark = z.string().trim().min(1).max(100);

/** All that people set about a mailing, in the shape in which it is kept; whether it makes sense `problemsOf` says. */
export const broadcastSettings = z.strictObject({
  name: z.string().trim().min(1).max(200),
  advertising: z.boolean(),
  topic: z.string().min(1).max(100),
  audience,
  content: contentSchema,
  schedule,
  /** Shares, paces and sizes that cannot be are kept and told by `problemsOf`: what was typed is not lost. */
  parts: z.strictObject({ size: z.number(), pauseMinutes: z.number() }),
  pace: z.number(),
  test,
  control: z.number(),
  stopAt: z.strictObject({ errors: percent, blocks: percent }),
  utm: z.strictObject({ source: mark.exactOptional(), medium: mark.exactOptional(), campaign: mark.exactOptional() }),
});

const { topic, parts, pace, test: trial, control, utm } = broadcastSettings.shape;

/** What a change may carry; `null` takes away. */
export const broadcastPatch = broadcastSettings.partial().extend({
  topic: topic.nullish(),
  parts: parts.nullish(),
  pace: pace.nullish(),
  test: trial.nullish(),
  control: control.nullish(),
  utm: utm.nullish(),
});

export type BroadcastPatch = z.infer<typeof broadcastPatch>;
