import express, { type NextFunction, type Request, type Response, Router } from 'express';
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
export function createWebhook({ secret, accept, onMalformed }: Webhook): Router {
  const router = Router();
  router.use((req, res, next) => (sameSecret(req.get(secretHeader), secret) ? next() : answer(res, 401)));
  router.post('/', express.raw({ limit: '1mb', type: () => true }), async (req, res) => {
    const raw = readJson(req.body);
    if (raw === undefined) {
      onMalformed();
      return answer(res, 200);
    }
    try {
      await accept(raw);
      answer(res, 200);
    } catch {
      answer(res, 503);
    }
  });
  router.use((error: { status?: number }, _req: Request, res: Response, _next: NextFunction) => answer(res, error.status ?? 400));
  return router;
}

function answer(res: Response, status: number): void {
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
