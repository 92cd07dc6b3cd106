import { randomBytes } from 'node:crypto';

/** One event of a community, without the secret that a Callback server gets with it. */
export interface VkEvent {
  group_id: number;
  type: string;
  event_id: string;
  v: string;
  object?: unknown;
}

/** The kinds that a community can be told of (https://dev.vk.com/ru/api/community-events/json-schema), those of messages first. */
export const eventTypes = [
  'message_new message_reply message_edit message_allow message_deny message_typing_state message_event message_read',
  'group_join group_leave user_block user_unblock photo_new audio_new video_new wall_post_new wall_reply_new',
].flatMap(line => line.split(' '));

export function newEvent(groupId: number, type: string, object?: unknown): VkEvent {
  return {
    group_id: groupId,
    type,
    event_id: randomBytes(20).toString('hex'),
    v: '5.199',
    ...(object !== undefined && { object: structuredClone(object) }),
  };
}

export const clientInfo = {
  button_actions: [
    'text',
    'vkpay',
    'open_app',
    'location',
    'open_link',
    'open_photo',
    'callback',
    'intent_subscribe',
    'intent_unsubscribe',
  ],
  keyboard: true,
  inline_keyboard: true,
  carousel: true,
  lang_id: 0,
};
