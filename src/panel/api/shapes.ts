import { z } from 'zod';
import { categories, temperatures } from '../../contacts/index.ts';
import { priorities } from '../../tasks/index.ts';

/** What the API shows of each thing. Nothing that is not named here leaves. */
const time = z.iso.datetime();
const optional = <T extends z.ZodType>(type: T) => type.exactOptional();
const text = optional(z.string());
const anything = z.record(z.string(), z.unknown());

export const identityShape = z
  .object({
    key: z.string(),
    messenger: z.string(),
    account: z.string(),
    id: z.string(),
    name: text,
    username: text,
    reachability: z.object({ state: z.string(), at: time, evidence: z.string() }),
    contact: text.describe('Whose it is'),
  })
  .meta({ id: 'Identity' });

const touch = z.object({ link: text, detail: text, messenger: z.string(), at: time });

export const contactShape = z
  .object({
    id: z.string(),
    version: text.describe('Changes with every write; the ETag'),
    name: text,
    firstName: text,
    lastName: text,
    middleName: text,
    gender: optional(z.enum(['female', 'male'])),
    phones: z.array(z.string()).describe('E.164, the one in use first; without the scope phones:read their middle is hidden'),
    emails: z.array(z.string()),
    city: text,
    country: text,
    region: text,
    address: text,
    birthday: text,
    company: text,
    position: text,
    requisites: text,
    language: text,
    timeZone: text,
    fields: anything.describe('Custom fields by key'),
    tags: z.array(z.string()),
    score: z.number(),
    temperature: optional(z.enum(temperatures)),
    category: optional(z.enum(categories)),
    lostReason: text,
    identities: z.array(identityShape),
    source: z.object({ first: optional(touch), last: optional(touch) }),
    consents: z.record(z.string(), z.object({ given: z.boolean(), at: time })),
    owner: text,
    orders: optional(z.object({ count: z.number(), sum: z.number(), currency: z.string(), first: time, last: time })),
    deletedAt: optional(time),
    mergedInto: text,
    createdAt: time,
    changedAt: time,
    lastActivityAt: time,
  })
  .meta({ id: 'Contact' });

export const changeShape = z
  .object({
    id: z.string(),
    contact: z.string(),
    at: time,
    by: anything,
    field: z.string(),
    old: optional(z.unknown()),
    new: optional(z.unknown()),
  })
  .meta({ id: 'Change' });

export const attachmentShape = z.object({
  file: z.string(),
  kind: z.string(),
  name: text,
  mime: text,
  size: optional(z.number()),
  duration: optional(z.number()),
});

export const messageShape = z
  .object({
    id: z.string(),
    conversation: z.string(),
    contact: z.string(),
    at: time,
    author: z.object({ kind: z.string(), id: text, name: text }),
    kind: z.string(),
    text: z.string(),
    attachments: optional(z.array(attachmentShape)),
    buttons: optional(z.array(z.array(z.object({ label: z.string(), action: z.object({ kind: z.string(), url: text }) })))),
    location: optional(
      z.object({ latitude: z.number(), longitude: z.number(), title: text, live: optional(z.object({ at: time })) }),
    ),
    event: optional(z.object({ what: z.string(), values: z.record(z.string(), z.string()) })),
    delivery: optional(z.object({ state: z.string(), attempts: z.number(), reason: text, sentAt: optional(time) })),
    change: optional(
      z.object({ what: z.string(), at: time, text, delivery: z.object({ state: z.string(), reason: text }) }),
    ).describe('What was asked for and is not done yet, or was refused'),
    removed: optional(z.object({ at: time })),
    changedAt: time,
  })
  .meta({ id: 'Message' });

export const conversationShape = z
  .object({
    id: z.string(),
    messenger: z.string(),
    account: z.string(),
    contact: text,
    mode: z.enum(['bot', 'queue', 'staff', 'closed']).describe('Who speaks'),
    queue: text,
    staff: text,
    snoozed: optional(z.object({ until: time, by: z.string() })),
    unread: z.number(),
    waitingSince: optional(time),
    dueAt: optional(time),
    lastAt: time,
    createdAt: time,
  })
  .meta({ id: 'Conversation' });

const line = z.object({
  id: z.string(),
  product: text,
  name: z.string(),
  price: z.number(),
  quantity: z.number(),
  discount: z.number(),
});

export const dealShape = z
  .object({
    id: z.string(),
    contact: z.string(),
    contacts: optional(z.array(z.string())),
    pipeline: z.string(),
    stage: z.string(),
    stageAt: optional(time),
    isOpen: z.boolean(),
    title: z.string(),
    amount: optional(z.number()),
    lines: optional(z.array(line)),
    tags: optional(z.array(z.string())),
    expectedAt: text,
    fields: anything,
    files: optional(z.array(z.object({ id: z.string(), name: z.string(), size: z.number() }))),
    lostReason: text,
    owner: text,
    stages: z.array(z.object({ stage: z.string(), at: time })),
    nextAt: optional(time),
    deletedAt: optional(time),
    at: time,
    changedAt: time,
  })
  .meta({ id: 'Deal' });

export const pipelineShape = z
  .object({
    id: z.string(),
    name: text,
    currency: z.string(),
    stages: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['open', 'won', 'lost']),
        name: text,
        required: optional(z.array(z.string())),
        buttons: z.array(z.object({ id: z.string(), name: z.string() })),
      }),
    ),
    lostReasons: z.array(z.string()),
    fields: z.array(z.object({ name: z.string(), kind: z.string(), options: optional(z.array(z.string())) })),
  })
  .meta({ id: 'Pipeline' });

export const taskShape = z
  .object({
    id: z.string(),
    title: z.string(),
    due: optional(time),
    allDay: optional(z.literal(true)),
    for: z.object({ kind: z.enum(['owner', 'managers', 'staff']), staff: text }),
    assignee: text,
    contact: text,
    deal: text,
    priority: z.enum(priorities),
    done: optional(z.object({ at: time, by: z.string(), result: text })),
    deletedAt: optional(time),
    postponed: z.number(),
    version: z.int(),
    at: time,
  })
  .meta({ id: 'Task' });

export const fieldShape = z
  .object({
    key: z.string(),
    title: z.string(),
    type: z.string(),
    group: z.string(),
    required: z.boolean(),
    choices: z.array(z.string()),
  })
  .meta({ id: 'Field' });

export const fileShape = z
  .object({
    id: z.string(),
    state: z.string(),
    name: z.string(),
    mime: z.string(),
    kind: z.string(),
    size: optional(z.number()),
    createdAt: time,
  })
  .meta({ id: 'File' });

export const orderShape = z
  .object({
    id: z.string(),
    contact: z.string(),
    date: time,
    title: z.string(),
    sum: z.number(),
    currency: z.string(),
    lines: optional(z.array(z.object({ name: z.string(), price: z.number(), quantity: z.number(), discount: z.number() }))),
    deal: text,
  })
  .meta({ id: 'Order' });

export const idParams = z.object({ id: z.string().min(1).max(300) });
