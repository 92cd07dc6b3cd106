import { z } from 'zod';

/** The parts of VK's events that we use (API 5.199, VKCOM/vk-api-schema); everything else is passed over. */
const id = z.number().int();
const seconds = z.number().int().min(0).max(10_000_000_000);

const attachment = z.looseObject({ type: z.string() });
export type VkAttachment = z.infer<typeof attachment>;

const geo = z.object({
  coordinates: z.object({ latitude: z.number(), longitude: z.number() }),
  place: z.object({ title: z.string().optional() }).optional(),
});

/** What a message says, be it a person's own or one brought along. What is malformed in it takes nothing else with it. */
const said = {
  text: z.string().default(''),
  attachments: z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform(items => items.flatMap(item => attachment.safeParse(item).data ?? [])),
  geo: geo.optional().catch(undefined),
  /** Read one by one by `readForeign`: they lie in each other. */
  fwd_messages: z.array(z.unknown()).optional().catch(undefined),
  reply_message: z.unknown().optional(),
};
const saidSchema = z.object(said);
export type VkSaid = z.infer<typeof saidSchema>;

/** A message inside another one. */
export const foreignSchema = z.object({ id: id.optional(), from_id: id.optional(), date: seconds.optional(), ...said });
export type VkForeign = z.infer<typeof foreignSchema>;

const message = z.object({
  id,
  date: seconds,
  peer_id: id,
  from_id: id,
  out: z.number().optional(),
  conversation_message_id: id.optional(),
  payload: z.string().optional(),
  ref: z.string().optional(),
  ref_source: z.string().optional(),
  /** Told too little: there were more attachments or forwards than an event carries. */
  is_cropped: z.boolean().optional().catch(undefined),
  /** Only of messages of the community: the person who wrote it by hand. */
  admin_author_id: id.optional(),
  ...said,
});
export type VkMessage = z.infer<typeof message>;

/** message_new. */
export const newMessageSchema = z.object({ message, client_info: z.object({ lang_id: z.number().optional() }).optional() });

/** message_reply: the message itself, with nothing around it. */
export const replySchema = message;

/** A pressed `callback` button. The payload is a value in real events and a string by the schema, so both are read. */
export const pressSchema = z.object({
  user_id: id,
  peer_id: id,
  event_id: z.string().min(1),
  payload: z.unknown().optional(),
  conversation_message_id: id.optional(),
});

/** message_allow, message_deny, group_leave. */
export const personSchema = z.object({ user_id: id });

export const joinSchema = z.object({ user_id: id, join_type: z.string() });

export const eventSchema = z.object({
  type: z.string(),
  object: z.unknown().optional(),
  event_id: z.string().min(1).max(200),
  group_id: id.optional(),
  /** Ours, not VK's: unix seconds of receiving, because only messages carry a time of their own. */
  received_at: seconds.optional(),
});

export type VkEvent = z.infer<typeof eventSchema>;
