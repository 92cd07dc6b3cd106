import { ipKeyGenerator, type Options, rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { AppError } from '../lib/app-error.ts';

const minutes = 15;

const common: Partial<Options> = {
  windowMs: minutes * 60_000,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  // Only attempts that failed count.
  skipSuccessfulRequests: true,
  requestWasSuccessful: (_req, res) => res.statusCode < 400,
  handler: () => {
    throw new AppError('panel.too_many', 'Too many attempts. Try again later.', { minutes });
  },
};

/** Guessing from one place is slowed down, and so is guessing one account's password from many places. Counted by each process for itself. */
export function signInLimits() {
  const email = z.object({ email: z.string() });
  return [
    rateLimit({ ...common, limit: 20 }),
    rateLimit({
      ...common,
      limit: 10,
      keyGenerator: req => {
        const form = email.safeParse(req.body);
        return form.success ? form.data.email.trim().toLowerCase() : ipKeyGenerator(req.ip ?? '');
      },
    }),
  ];
}

/** The one-time code of the first visit cannot be guessed at all at this pace. */
export const firstVisitLimit = () => rateLimit({ ...common, limit: 10 });
