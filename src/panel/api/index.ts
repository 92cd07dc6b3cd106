import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { KeptAnswer } from '../../keys/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { answerOnce } from './answer-once.ts';
import { authenticate, keyOf, requireScope } from './authenticate.ts';
import { covered } from './hidden-fields.ts';
import { limitRequests } from './limit-requests.ts';
import type { Means } from './means.ts';
import { openApiOf } from './openapi.ts';
import { sendProblem, toProblem } from './problems.ts';
import { readBody } from './read-body.ts';
import { type ApiRoute, expressPath } from './route.ts';
import { apiTable } from './table.ts';
import { tellSegments, whoseBefore } from './tell-segments.ts';

/** The REST interface, to be mounted at `/api/v1`: every route and the document are made of one table. Pages of other sites are answered nothing they could read. */
export function apiRoutes(means: Means): Router {
  const { clock } = means;
  const router = Router();
  const table = apiTable(means);
  let document: ReturnType<typeof openApiOf> | undefined;
  const known = [authenticate(clock), limitRequests(clock)];

  router.use((_req, res, next) => {
    res.set({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    next();
  });
  router.get('/openapi.json', (_req, res) => {
    document ??= openApiOf(table);
    res.json(document);
  });
  for (const route of table) {
    const reads = route.body ? readBody : [];
    router[route.method](expressPath(route.path), known, requireScope(route), reads, handle(route, means));
  }
  for (const path of new Set(table.map(route => route.path))) {
    const methods = table.filter(route => route.path === path).map(({ method }) => method.toUpperCase());
    router.all(expressPath(path), (_req, res) => {
      res.set('allow', methods.join(', '));
      throw new AppError('api.bad_method', `Here are only ${methods.join(', ')}.`);
    });
  }
  router.use(() => {
    throw new AppError('api.not_found', 'There is no such address. The document is at /api/v1/openapi.json.');
  });
  const onError: ErrorRequestHandler = (error, _req, res, next) => {
    // A half-sent answer cannot be mended; express then closes the connection.
    if (res.headersSent) return next(error);
    sendProblem(res, toProblem(error, means));
  };
  router.use(onError);
  return router;
}

/** Parses, does, and shows of what came of it as much as the route's schema says. */
function handle(route: ApiRoute, { clock, vault, log }: Means): RequestHandler {
  return async (req, res) => {
    const key = keyOf(res);
    const now = clock.now();
    const raw = { params: req.params, query: req.query, body: route.body ? req.body : undefined };
    const answer = async (writeKey: string): Promise<KeptAnswer> => {
      const headers: Record<string, string> = {};
      const set = (name: string, value: string) => {
        headers[name] = value;
      };
      const before = await whoseBefore(route, raw.params);
      const made = await route.run(raw, { key, now, writeKey, req, res, set });
      await tellSegments(route, { ...raw, made, before }, log);
      // Dates become texts here, and nothing that the schema does not name goes on.
      const body = route.answer && covered(shown(route.answer, made), key);
      return { status: route.status, headers, ...(body !== undefined && { body }) };
    };
    const { status, headers, body, replayed } = await answerOnce(req, { route, key: key.id, now, vault }, answer);
    if (res.headersSent) return;
    res.status(status).set(headers);
    if (replayed) res.set('idempotency-replayed', 'true');
    if (body === undefined) res.end();
    // Not express's own way: it would make up an ETag where ours has to be the version.
    else res.type('json').end(JSON.stringify(body));
  };
}

function shown(schema: z.ZodType, made: unknown): unknown {
  const read = schema.safeParse(JSON.parse(JSON.stringify(made)));
  // Ours to mend, and nothing that whoever asked did wrong.
  if (!read.success) throw new Error(`An answer is not as its schema says: ${z.prettifyError(read.error)}`);
  return read.data;
}
