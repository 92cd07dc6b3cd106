import { z } from 'zod';
import { broadcastSettings, broadcastStates } from '../../../broadcasts/index.ts';
import { messengerNames } from '../../../messages/index.ts';

/** What the API shows of mailings. Nothing that is not named here leaves. */
const time = z.iso.datetime();
const anything = z.record(z.string(), z.unknown());
const messenger = z.enum(messengerNames);
const settings = broadcastSettings.shape;
const whole = z.int().nonnegative();

const schedule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('now') }),
  z.object({ kind: z.literal('at'), at: time }),
  z.object({ kind: z.literal('local'), day: z.string(), time: z.string() }),
  z.object({
    kind: z.literal('repeat'),
    every: z.enum(['day', 'week', 'month']),
    days: z.array(z.int()).exactOptional(),
    dayOfMonth: z.int().exactOptional(),
    time: z.string(),
    from: z.string(),
    until: z.string().exactOptional(),
  }),
]);

export const broadcastShape = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.enum(broadcastStates),
    version: z.int().describe('Grows with every change of what people set'),
    advertising: z.boolean(),
    topic: z.string().exactOptional(),
    audience: settings.audience,
    content: settings.content,
    schedule,
    parts: settings.parts.exactOptional(),
    pace: z.number().exactOptional(),
    test: z
      .object({
        ...settings.test.shape,
        winner: z.object({ variant: z.string(), at: time, by: z.string() }).exactOptional(),
      })
      .exactOptional(),
    control: z.number().exactOptional(),
    stopAt: settings.stopAt,
    utm: settings.utm.exactOptional(),
    parent: z.string().exactOptional().describe('Of an occurrence: the repeated one'),
    rehearsed: z.object({ version: z.int(), at: time }).exactOptional(),
    startedAt: time.exactOptional(),
    plannedAt: time.exactOptional(),
    endedAt: time.exactOptional(),
    pausedFor: z
      .object({ why: z.string(), at: time, by: z.string().exactOptional(), share: z.number().exactOptional() })
      .exactOptional(),
    createdAt: time,
    createdBy: z.string(),
    changedAt: time,
    changedBy: z.string(),
  })
  .meta({ id: 'Broadcast' });

export const problemShape = z
  .object({
    field: z.string(),
    code: z.string().describe('Stable; what programs go by'),
    facts: anything,
    say: z.object({ ru: z.string(), en: z.string() }).describe('For people'),
  })
  .meta({ id: 'BroadcastProblem' });

const byMessenger = z.array(z.object({ messenger, count: whole }));

export const estimateShape = z
  .object({ total: whole, reachable: whole, messengers: byMessenger })
  .meta({ id: 'BroadcastEstimate' });

const remark = z.object({ code: z.string(), facts: anything });

export const rehearsalShape = z
  .object({
    id: z.string(),
    broadcast: z.string(),
    version: z.int(),
    state: z.enum(['running', 'done', 'failed', 'stale']),
    at: time,
    endedAt: time.exactOptional(),
    progress: z.object({ done: whole, total: whole }),
    audience: whole,
    willSend: whole,
    messengers: byMessenger,
    variants: z.array(z.object({ variant: z.string(), count: whole })),
    exclusions: z.array(z.object({ reason: z.string(), count: whole })),
    waits: z.array(z.object({ reason: z.string(), count: whole, until: time })),
    hardest: z.array(
      z.object({ why: z.string(), contact: z.string(), messenger, messages: z.array(z.object({ text: z.string() })) }),
    ),
    seconds: z.number().describe('How long the sending takes at the limits of today'),
    startsAt: time,
    endsAt: time,
    clashes: z.array(z.object({ broadcast: z.string(), name: z.string(), count: whole })),
    limits: z.array(remark),
    warnings: z.array(remark),
  })
  .meta({ id: 'Rehearsal' });

export const rehearsedShape = z
  .object({
    id: z.string().describe('Of the contact'),
    name: z.string().exactOptional(),
    messenger: messenger.exactOptional(),
    state: z.enum(['send', 'out', 'wait']),
    reason: z.string().exactOptional(),
    until: time.exactOptional(),
    variant: z.string().exactOptional(),
  })
  .meta({ id: 'RehearsedPerson' });

export const progressShape = z
  .object({
    state: z.enum(broadcastStates),
    isPlanning: z.boolean(),
    planned: whole,
    done: whole,
    left: whole,
    sent: whole,
    failed: whole,
    unknown: whole,
    suppressed: whole,
    cancelled: whole,
    pace: z.number().describe('Messages a second within the last minute'),
    seconds: z.number().exactOptional().describe('What is left, at this pace'),
    waiting: z.array(
      z.object({ reason: z.string(), count: whole, until: time.exactOptional(), account: z.string().exactOptional() }),
    ),
  })
  .meta({ id: 'BroadcastProgress' });
