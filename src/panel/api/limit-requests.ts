import type { RequestHandler } from 'express';
import { rateLimit, type Store } from 'express-rate-limit';
import { countRequest } from '../../keys/index.ts';
import type { Clock } from '../../lib/clock.ts';
import { keyOf } from './authenticate.ts';
import { sendProblem } from './problems.ts';

const windowMs = 60_000;
/** Ten a second, on the whole. */
export const mostRequests = 600;

/** So many requests a minute with one key, over all processes; each answer tells how many are left (RateLimit headers, draft 8). */
export function limitRequests(clock: Clock): RequestHandler {
  const store: Store = {
    async increment(key) {
      const { count, until } = await countRequest(key, { windowMs, now: clock.now() });
      return { totalHits: count, resetTime: until };
    },
    // What was counted stays counted; a minute later it is forgotten.
    decrement: () => {},
    resetKey: () => {},
    localKeys: false,
  };
  return rateLimit({
    windowMs,
    limit: mostRequests,
    store,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: 'requests',
    keyGenerator: (_req, res) => `key:${keyOf(res as Parameters<typeof keyOf>[0]).id}`,
    handler: (_req, res) => {
      res.set('retry-after', String(Math.ceil((windowMs - (clock.now().getTime() % windowMs)) / 1000)));
      sendProblem(res, {
        status: 429,
        code: 'api.too_many',
        detail: `At most ${mostRequests} requests a minute. Retry-After tells when to go on.`,
      });
    },
  });
}
