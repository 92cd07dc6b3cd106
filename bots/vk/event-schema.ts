import { z } from 'zod';

/** The parts of VK's events that we use (API 5.199, VKCOM/vk-api-schema); everything else is passed over. */
const id = z.number().int();
const seconds = z.number().int().min(0).max(10_000_000_000);

const geo = z.object({
  coordinates: z.object({ latitude: z.number(), longitude: z.number() }),
  place: z.object({ title: z.string().optional() }).optional(),
});

export const messageSchema = z.object({
  message: z.object({
    id,
    date: seconds,
    peer_id: id,
    from_id: id,
    out: z.number().optional(),
    conversation_message_id: id.optional(),
    text: z.string().default(''),
    payload: z.string().optional(),
    ref: z.string().optional(),
    ref_source: z.string().optional(),
    attachments: z.array(z.looseObject({ type: z.string() })).default([]),
    fwd_messages: z.array(z.unknown()).optional(),
    geo: geo.optional(),
  }),
  client_info: z.object({ lang_id: z.number().optional() }).optional(),
});

/** A pressed `callback` button. The payload is a value in real events and a string by the schema, so both are read. */
export const pressSchema = z.object({
  user_id: id,
  peer_id: id,
  event_id: z.string().min(1),
  payload: z.unknown(),
  conversation_message_id: id.optional(),
});

export const permissionSchema = z.object({ user_id: id });

export const eventSchema = z.object({
  type: z.string(),
  object: z.unknown(),
  event_id: z.string().min(1).max(200),
  group_id: id.optional(),
  /** Ours, not VK's: unix seconds of receiving, because only messages carry a time of their own. */
  received_at: seconds.optional(),
});

export type VkEvent = z.infer<typeof eventSchema>;
export type VkMessage = z.infer<typeof messageSchema>;
export type VkAttachment = VkMessage['message']['attachments'][number];
