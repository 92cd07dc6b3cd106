import type { Incoming, MessengerName } from '../../src/messages/index.ts';

/** A text message of an invented person; name only what matters. */
export function buildIncoming(
  changes: { messenger?: MessengerName; chat?: string; text?: string } & Partial<Omit<Incoming, 'address'>> = {},
): Incoming {
  const { messenger = 'telegram', chat = '1001', text = 'Здравствуйте', ...rest } = changes;
  return {
    address: { messenger, account: '7000', chat },
    from: { id: chat, firstName: 'Анна', lastName: 'Примерова', username: 'anna_example', language: 'ru' },
    at: new Date('2026-03-02T09:00:00Z'),
    content: { kind: 'text', text },
    ...rest,
  };
}
