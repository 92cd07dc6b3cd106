import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { hookCalled, hookSchema } from '../../automations/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { PanelOptions } from '../panel-options.ts';
import { placeOf } from '../sign-in-limits.ts';

const windowMs = 60_000;
/** Of one place in a minute; of those the wrong ones. */
const most = { all: 600, wrong: 20 };

const statuses: Record<string, number> = {
  'automations.hook_unknown': 404,
  'automations.hook_nobody': 404,
  'automations.hook_off': 409,
  'automations.hook_several': 409,
};

type Options = Pick<PanelOptions, 'clock' | 'log' | 'database'> & { config: Pick<PanelOptions['config'], 'timeZone' | 'region'> };

/**
 * `POST /hooks/<automation>/<secret>`: another program begins an automation for somebody. JSON or a form; before sessions, since its secret is all
 * that it has. Answers in JSON as the API does.
 */
export function hooksRoutes({ config, clock, log, database }: Options): Router {
  const router = Router();
  const refuse: RequestHandler = (_req, res) => {
    res.set('retry-after', String(windowMs / 1000));
    problem(res, 429, 'automations.hook_too_many', 'Too many calls. Try again in a minute.');
  };
  const limited = (limit: number, isWrong?: true): RequestHandler =>
    rateLimit({
      windowMs,
      limit,
      legacyHeaders: false,
      validate: { keyGeneratorIpFallback: false },
      keyGenerator: req => placeOf(req.ip),
      handler: refuse,
      ...(isWrong && { skipSuccessfulRequests: true, requestWasSuccessful: (_req, res) => res.statusCode !== 404 }),
    });

  router.use('/hooks', (_req, res, next) => {
    res.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    next();
  });
  router.post(
    '/hooks/:automation/:secret',
    limited(most.all),
    limited(most.wrong, true),
    express.json({ limit: '100kb' }),
    express.urlencoded({ extended: false, limit: '100kb' }),
    async (req, res) => {
      const { automation, secret } = z.object({ automation: z.string().max(100), secret: z.string().max(200) }).parse(req.params);
      const call = hookSchema.parse(req.body ?? {});
      const means = { now: clock.now(), timeZone: config.timeZone, region: config.region };
      res.status(202).json(await hookCalled(automation, secret, call, means));
    },
  );
  router.all('/hooks/:automation/:secret', (_req, res) => {
    res.set('allow', 'POST');
    problem(res, 405, 'automations.hook_post', 'Call this address with POST.');
  });
  const failed: ErrorRequestHandler = (error: unknown, req, res, next) => {
    if (!req.path.startsWith('/hooks/')) return next(error);
    if (error instanceof z.ZodError) return problem(res, 400, 'automations.hook_body', error.issues.map(wordIssue).join('; '));
    if (error instanceof AppError) return problem(res, statuses[error.code] ?? 400, error.code, error.message);
    if (database.isAway(error))
      return problem(res, 503, 'automations.hook_later', 'The database did not answer. Try again in a moment.');
    const shape = z.object({ status: z.number() }).safeParse(error);
    if (shape.success && shape.data.status < 500)
      return problem(res, shape.data.status, 'automations.hook_body', 'The body cannot be read.');
    log.error({ err: error }, 'a call of an automation failed');
    problem(res, 500, 'automations.hook_broken', 'Something broke on our side.');
  };
  router.use(failed);
  return router;
}

const wordIssue = ({ path, message }: z.core.$ZodIssue): string => `${path.join('.') || 'body'}: ${message}`;

function problem(res: Response, status: number, code: string, detail: string): void {
  res.status(status).type('application/problem+json').json({ type: 'about:blank', status, code, detail });
}
