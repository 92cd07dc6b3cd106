import type { RequestListener } from 'node:http';
import { pushDoor } from '../../src/lib/push-door.ts';
import { sameSecret } from '../../src/lib/same-secret.ts';

interface Webhook {
  secret: string;
  /** Stores one update; rejects when it could not be stored, and then Telegram will bring it again. */
  accept(raw: unknown): Promise<void>;
  /** Told of what is not JSON. */
  onMalformed: () => void;
}

/** https://core.telegram.org/bots/api#setwebhook */
const secretHeader = 'x-telegram-bot-api-secret-token';

/**
 * The door that Telegram pushes updates through. Anything but 2xx makes Telegram bring the update again, so 200 is said only after it
 * is stored, and also to what will never be readable. The body of an answer would be executed as a call, so it is always empty.
 */
export function createWebhook({ secret, accept, onMalformed }: Webhook): RequestListener {
  return pushDoor(async ({ headers, read }) => {
    if (!sameSecret(headers[secretHeader], secret)) return { status: 401 };
    const raw = await read();
    if (raw === undefined) {
      onMalformed();
      return { status: 200 };
    }
    try {
      await accept(raw);
      return { status: 200 };
    } catch {
      return { status: 503 };
    }
  });
}
