import { z } from 'zod';
import { maybe } from '../../src/lib/maybe.ts';

/**
 * The parts of VK's events that we use (API 5.199, VKCOM/vk-api-schema); everything else is passed over. A part that makes no sense is passed
 * over by itself: what came with it is read all the same.
 */
const id = z.number().int();
const seconds = z.number().int().min(0).max(10_000_000_000);

const attachment = z.looseObject({ type: z.string() });
export type VkAttachment = z.infer<typeof attachment>;

const geo = z.object({
  coordinates: z.object({ latitude: z.number(), longitude: z.number() }),
  place: maybe(z.object({ title: maybe(z.string()) })),
});

/** What a message says, be it a person's own or one brought along. */
const said = {
  text: z.string().catch('').default(''),
  attachments: z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform(items => items.flatMap(item => attachment.safeParse(item).data ?? [])),
  geo: maybe(geo),
  /** Read one by one by `readForeign`: they lie in each other. */
  fwd_messages: maybe(z.array(z.unknown())),
  reply_message: z.unknown().optional(),
};
const saidSchema = z.object(said);
export type VkSaid = z.infer<typeof saidSchema>;

/** A message inside another one. */
export const foreignSchema = z.object({ id: maybe(id), from_id: maybe(id), date: maybe(seconds), ...said });
export type VkForeign = z.infer<typeof foreignSchema>;

const message = z.object({
  id,
  date: seconds,
  peer_id: id,
  from_id: id,
  out: maybe(z.number()),
  conversation_message_id: maybe(id),
  /** JSON in a string; anybody can forge it. */
  payload: z.unknown().optional(),
  ref: maybe(z.string()),
  ref_source: maybe(z.string()),
  /** Told too little: there were more attachments or forwards than an event carries. */
  is_cropped: maybe(z.boolean()),
  /** Only of messages of the community: the person who wrote it by hand. */
  admin_author_id: maybe(id),
  /** When it was changed. */
  update_time: maybe(seconds),
  ...said,
});
export type VkMessage = z.infer<typeof message>;

const clientInfo = z.object({
  lang_id: maybe(z.number()),
  keyboard: maybe(z.boolean()),
  inline_keyboard: maybe(z.boolean()),
  button_actions: maybe(z.array(z.string())),
});
/** What the app can do in which a message was written. */
export type ClientInfo = z.infer<typeof clientInfo>;

/** message_new. */
export const newMessageSchema = z.object({ message, client_info: maybe(clientInfo) });

/** message_reply, message_edit: the message itself, with nothing around it. */
export const replySchema = message;

/** A pressed `callback` button. The payload is a value in real events and a string by the schema, so both are read. */
export const pressSchema = z.object({
  user_id: id,
  peer_id: id,
  event_id: z.string().min(1),
  payload: z.unknown().optional(),
  conversation_message_id: maybe(id),
});

/** message_allow, message_deny, group_leave. */
export const personSchema = z.object({ user_id: id });

export const joinSchema = z.object({ user_id: id, join_type: z.string() });

export const eventSchema = z.object({
  type: z.string(),
  object: z.unknown().optional(),
  event_id: z.string().min(1).max(200),
  group_id: maybe(id),
  /** Ours, not VK's: unix seconds of receiving, because only messages carry a time of their own. */
  received_at: seconds.optional(),
});

export type VkEvent = z.infer<typeof eventSchema>;
