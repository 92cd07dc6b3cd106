import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Scope } from '../../keys/index.ts';
import type { Right } from '../../staff/index.ts';
import type { Caller } from './authenticate.ts';

/** A request of another program as a handler gets it: its parts parsed. */
export interface Call<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  key: Caller;
  now: Date;
  /** Names what this request writes: the same request again writes the same. */
  writeKey: string;
  req: Request;
  res: Response;
  /** Sets a header of the answer. */
  set(name: string, value: string): void;
}

interface RouteSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** What clients of the API call it: `contacts.list`. */
  id: string;
  method: 'get' | 'post' | 'patch' | 'delete';
  /** `/contacts/{id}`, below `/api/v1`. */
  path: string;
  scope: Scope;
  /** What whoever made the key needs besides what the scope needs. */
  right?: Right;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  /** Of the answer; 200 with `answer`, 204 without. */
  status?: number;
  /** What it answers. Nothing else leaves. */
  answer?: z.ZodType;
  /** Bytes instead of JSON, one way or the other; then the handler reads or answers by itself. */
  bytes?: 'in' | 'out';
  /** Its answer may tell a secret: what is kept of it for a repetition is sealed. */
  tellsSecret?: true;
  /** May the client leave out the `Idempotency-Key`? Where it may not, a repetition would do harm outside. */
  needsKey?: true;
  /** Takes `If-Match`. */
  heedsVersion?: true;
  handler(call: Call<z.output<P>, z.output<Q>, z.output<B>>): Promise<unknown>;
}

/** One entry of the table that both the routes and the OpenAPI document are made of. */
export interface ApiRoute extends Omit<RouteSpec<z.ZodType, z.ZodType, z.ZodType>, 'handler' | 'params' | 'query' | 'body'> {
  status: number;
  params: z.ZodType;
  query: z.ZodType;
  body?: z.ZodType;
  /** Parses the parts and answers. ZodError `facts` where a part is wrong: its path begins with the part's name. */
  run(
    raw: { params: unknown; query: unknown; body: unknown },
    call: Omit<Call<0, 0, 0>, 'params' | 'query' | 'body'>,
  ): Promise<unknown>;
}

const none = z.strictObject({});

/** Declares a route: what it takes, what it answers, and what it does. */
export function defineRoute<
  P extends z.ZodType = typeof none,
  Q extends z.ZodType = typeof none,
  B extends z.ZodType = z.ZodUndefined,
>({ handler, ...spec }: RouteSpec<P, Q, B>): ApiRoute {
  const params = spec.params ?? none;
  const query = spec.query ?? none;
  return {
    ...spec,
    params,
    query,
    status: spec.status ?? (spec.answer ? 200 : 204),
    async run(raw, call) {
      // Without a schema of their own the type of each is that of the one it has then.
      const read = {
        params: await (params as P).safeParseAsync(raw.params),
        query: await (query as Q).safeParseAsync(raw.query),
        body: await (spec.body ?? (z.undefined() as z.ZodType as B)).safeParseAsync(raw.body),
      };
      const { params: p, query: q, body: b } = read;
      if (p.success && q.success && b.success) return handler({ ...call, params: p.data, query: q.data, body: b.data });
      throw new z.ZodError(
        Object.entries(read).flatMap(([part, { error }]) =>
          (error?.issues ?? []).map(issue => ({ ...issue, path: [part, ...issue.path] })),
        ),
      );
    },
  };
}

/** `/contacts/{id}` in express's words. */
export const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
