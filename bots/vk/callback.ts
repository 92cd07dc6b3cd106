import type { RequestListener } from 'node:http';
import { z } from 'zod';
import { type PushAnswer, pushDoor } from '../../src/lib/push-door.ts';
import { sameSecret } from '../../src/lib/same-secret.ts';

interface Callback {
  account(): string;
  /** Set in the community's settings; VK sends it with every event. */
  secret?: string;
  /** What a person entered; it wins over what VK says when asked. */
  confirmationCode?: string;
  /** Asks VK for the code. */
  askCode?: () => Promise<string | undefined>;
  /** Stores one event; rejects when it could not be stored, and then VK will bring it again. */
  accept(raw: unknown): Promise<void>;
  /** Told of what is not JSON. */
  onMalformed: () => void;
}

const envelopeSchema = z.object({ type: z.string(), group_id: z.number().int(), secret: z.string().optional() });
type Envelope = z.infer<typeof envelopeSchema>;

/**
 * The door that VK pushes events through (https://dev.vk.com/ru/api/callback/getting-started). VK takes some answers for orders (`remove`
 * deletes the server), so nothing that came in ever goes out: it is `ok`, the confirmation code, or empty with an error's status.
 */
export function createCallback(callback: Callback): RequestListener {
  return pushDoor(async ({ read }) => {
    const raw = await read();
    const envelope = envelopeSchema.safeParse(raw).data;
    if (!envelope) {
      callback.onMalformed();
      return stored;
    }
    if (callback.account() === '') return { status: 503 };
    if (!isGenuine(envelope, callback)) return { status: 401 };
    if (envelope.type === 'confirmation') return confirmed(callback.confirmationCode ?? (await callback.askCode?.()));
    try {
      await callback.accept(raw);
      return stored;
    } catch {
      return { status: 503 };
    }
  });
}

const stored: PushAnswer = { status: 200, text: 'ok' };

const confirmed = (code: string | undefined): PushAnswer => (code ? { status: 200, text: code } : { status: 503 });

/** Whether an event is for our community and from who knows the secret. It is not documented that a confirmation carries the secret. */
function isGenuine({ type, group_id, secret: given }: Envelope, { account, secret }: Callback): boolean {
  if (String(group_id) !== account()) return false;
  if (!secret || (type === 'confirmation' && given === undefined)) return true;
  return sameSecret(given, secret);
}
