import { z } from 'zod';
import { maybe } from '../../src/lib/maybe.ts';

/** Telegram's words for what a person can send and we cannot keep. Anything else without content is a notice, not a message. */
const unsupported = [
  'poll',
  'dice',
  'game',
  'story',
  'gift',
  'unique_gift',
  'paid_media',
  'checklist',
  'giveaway',
  'giveaway_winners',
  'invoice',
  'users_shared',
  'chat_shared',
  'web_app_data',
  'passport_data',
  'successful_payment',
  'rich_message',
];
/** What we can keep, and could not read. */
const unread = [
  'photo',
  'video',
  'video_note',
  'voice',
  'audio',
  'animation',
  'document',
  'sticker',
  'contact',
  'location',
  'venue',
];
const notices = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'chat_background_set',
  'connected_website',
  'write_access_allowed',
  'proximity_alert_triggered',
  'refunded_payment',
  'checklist_tasks_done',
  'checklist_tasks_added',
  'giveaway_completed',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
];

const longest = 4096;
const text = maybe(z.string());
const texts = maybe(z.array(z.object({ text })));

/** What the things that are no files tell of themselves; Telegram calls the same in different ways, by kind. */
const toldSchema = z.object({
  title: text,
  first_name: text,
  question: text,
  emoji: text,
  value: maybe(z.number()),
  button_text: text,
  prize_description: text,
  chat: maybe(z.object({ title: text, username: text })),
  users: maybe(z.array(z.object({ first_name: text, last_name: text }))),
  options: texts,
  tasks: texts,
});

/**
 * What cannot be stored, as what it was: Telegram's word for it, what it tells of itself and the words beside it. Nothing for what nobody
 * wrote.
 */
export function describeRest(raw: unknown, caption = ''): string | undefined {
  const message = messageOf(raw);
  if (notices.some(notice => notice in message)) return undefined;
  const word = [...unsupported, ...unread].find(name => name in message) ?? 'message';
  const told = toldSchema.safeParse(message[word]).data;
  const about = [...(told ? linesOf(told) : []), caption].filter(Boolean).join('\n');
  return about ? `${word}: ${[...about].slice(0, longest).join('')}` : word;
}

function linesOf({
  title,
  first_name,
  question,
  emoji,
  value,
  button_text,
  prize_description,
  chat,
  ...lists
}: z.infer<typeof toldSchema>) {
  const { users = [], options = [], tasks = [] } = lists;
  const [first] = [title, first_name, question, button_text, prize_description, chat?.title, chat?.username].filter(Boolean);
  return [
    first,
    [emoji, value].filter(part => part !== undefined).join(' '),
    ...users.map(({ first_name, last_name }) => [first_name, last_name].filter(Boolean).join(' ')),
    ...[...options, ...tasks].map(line => line.text),
  ];
}

/** The message with the fields that the schema passes over. */
function messageOf(raw: unknown): Record<string, unknown> {
  return z.object({ message: z.record(z.string(), z.unknown()) }).safeParse(raw).data?.message ?? {};
}
