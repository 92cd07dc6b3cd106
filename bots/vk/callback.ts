import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
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
export function createCallback(callback: Callback): Router {
  const router = Router();
  router.post('/', express.raw({ limit: '1mb', type: () => true }), async (req, res) => {
    const raw = readJson(req.body);
    const envelope = envelopeSchema.safeParse(raw).data;
    if (!envelope) {
      callback.onMalformed();
      return say(res, 'ok');
    }
    if (callback.account() === '') return refuse(res, 503);
    if (!isGenuine(envelope, callback)) return refuse(res, 401);
    if (envelope.type === 'confirmation') return confirm(res, callback.confirmationCode ?? (await callback.askCode?.()));
    try {
      await callback.accept(raw);
      say(res, 'ok');
    } catch {
      refuse(res, 503);
    }
  });
  router.use((error: { status?: number }, _req: Request, res: Response, _next: NextFunction) => refuse(res, error.status ?? 400));
  return router;
}

/** Whether an event is for our community and from who knows the secret. It is not documented that a confirmation carries the secret. */
function isGenuine({ type, group_id, secret: given }: Envelope, { account, secret }: Callback): boolean {
  if (String(group_id) !== account()) return false;
  if (!secret || (type === 'confirmation' && given === undefined)) return true;
  return sameSecret(given, secret);
}

function confirm(res: Response, code: string | undefined): void {
  if (code) say(res, code);
  else refuse(res, 503);
}

function say(res: Response, words: string): void {
  res.status(200).type('text/plain').send(words);
}

function refuse(res: Response, status: number): void {
  res.status(status).end();
}

function readJson(body: unknown): unknown {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
