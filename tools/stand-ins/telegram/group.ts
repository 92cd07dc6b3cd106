import { createMailbox, type Mailbox } from '../shared/mailbox.ts';
import type { TelegramUser } from './types.ts';
import type { Updates } from './updates.ts';
import { addChat, addMessage, type World } from './world.ts';

/** A group chat with the bot in it: no place for questionnaires, but messages come from there and it can move. */
export interface TelegramGroup extends Pick<Mailbox, 'messages' | 'receives'> {
  readonly id: number;
  /** Somebody writes into the group. */
  hears(text: string, from: { id: number; firstName: string }): Promise<number>;
  /** Becomes a supergroup: its old id is refused with the new one, which the answer is. */
  migrates(): number;
  /** Throws the bot out. */
  kicks(): void;
}

export function createTelegramGroup(
  world: World,
  updates: Updates,
  options: { title?: string; id?: number } = {},
): TelegramGroup {
  const { title = 'Мастерская', id = -4_012_345_000 - world.chats.size } = options;
  const mailbox = createMailbox(title);
  const chat = addChat(world, { id, type: 'group', title }, mailbox);
  return {
    id,
    messages: mailbox.messages,
    receives: mailbox.receives,
    async hears(text, { id: userId, firstName }) {
      const user: TelegramUser = { id: userId, is_bot: false, first_name: firstName };
      const message = addMessage(world, chat, user, { text });
      updates.add('message', { ...message }, `chat:${id}`);
      return message.message_id;
    },
    migrates() {
      const supergroup = -1_002_012_345_678 - world.chats.size;
      addChat(world, { id: supergroup, type: 'supergroup', title }, mailbox);
      chat.access = { migratedTo: supergroup };
      return supergroup;
    },
    kicks() {
      chat.access = 'kicked';
    },
  };
}
