import type { Incoming, Person } from '../../src/messages/index.ts';
import type { TelegramUser } from './update-schema.ts';

interface Facts {
  chat: number;
  from: TelegramUser;
  /** Unix time. */
  seconds: number;
  account: string;
}

/** What every event of a private chat has in common. */
export function envelope({ chat, from, seconds, account }: Facts): Omit<Incoming, 'content'> {
  return { address: { messenger: 'telegram', account, chat: String(chat) }, from: person(from), at: new Date(seconds * 1000) };
}

function person(user: TelegramUser): Person {
  return {
    id: String(user.id),
    ...(user.first_name !== undefined && { firstName: user.first_name }),
    ...(user.last_name !== undefined && { lastName: user.last_name }),
    ...(user.username !== undefined && { username: user.username }),
    ...(user.language_code !== undefined && { language: user.language_code }),
  };
}
