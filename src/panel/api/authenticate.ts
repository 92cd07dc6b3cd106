import type { RequestHandler, Response } from 'express';
import { fieldsHiddenFrom } from '../../contacts/index.ts';
import { type ApiKey, countedRequests, countRequest, findKey, type Scope, scopesWithin } from '../../keys/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { getStaff, may, type Right } from '../../staff/index.ts';
import { placeOf } from '../sign-in-limits.ts';

/** The key of a request. Its scopes are those that whoever made it may still give. */
export interface Caller extends ApiKey {
  /** What whoever made it may do in the panel. */
  rights: readonly Right[];
  /** Custom fields hidden from the role of whoever made it, by their keys. */
  hidden: ReadonlySet<string>;
}

declare global {
  namespace Express {
    interface Locals {
      apiKey?: Caller;
    }
  }
}

const minuteMs = 60_000;
/** Wrong keys from one network in a minute; a key of 256 bits is not guessed, but asking costs the database. */
const mostWrong = 60;

/** Lets in whoever brings a key that is good (RFC 6750): in the header only, since addresses are written into logs. */
export function authenticate(clock: Clock): RequestHandler {
  return async (req, res, next) => {
    const now = clock.now();
    const who = `wrong:${placeOf(req.ip)}`;
    const [, secret = ''] = /^Bearer +(\S+) *$/i.exec(req.get('authorization') ?? '') ?? [];
    if (secret && (await countedRequests(who, { windowMs: minuteMs, now })) >= mostWrong) {
      res.set('retry-after', '60');
      throw new AppError('api.too_many', 'Too many wrong keys came from your network. Wait a minute.');
    }
    const key = secret ? await findKey(secret, now) : undefined;
    if (!key) {
      if (secret) await countRequest(who, { windowMs: minuteMs, now });
      res.set('www-authenticate', `Bearer realm="Kartoteka"${secret ? ', error="invalid_token"' : ''}`);
      throw new AppError('api.unauthorized', 'Send a key that is good: Authorization: Bearer kk_…');
    }
    res.locals.apiKey = await callerOf(key);
    next();
  };
}

/** A key sees and does no more than the person who answers for it, also where their role became smaller since. */
async function callerOf(key: ApiKey): Promise<Caller> {
  const maker = await getStaff(key.by.id);
  const hidden = await fieldsHiddenFrom(maker?.role);
  return { ...key, scopes: scopesWithin(maker, key.scopes), rights: maker?.rights ?? [], hidden };
}

/** Lets on whose key has the scope, and whose maker has the right where the route asks for one. */
export function requireScope({ scope, right }: { scope: Scope; right?: Right }): RequestHandler {
  return (_req, res, next) => {
    const key = keyOf(res);
    if (!key.scopes.includes(scope)) {
      res.set('www-authenticate', `Bearer realm="Kartoteka", error="insufficient_scope", scope="${scope}"`);
      throw new AppError(
        'api.insufficient_scope',
        `This key may not do that: it needs the scope ${scope}, and whoever made it the rights for it.`,
        {
          scope,
        },
      );
    }
    if (right && !may(key, right))
      throw new AppError('api.forbidden', `Whoever made this key may not do that: it needs the right ${right}.`, { right });
    next();
  };
}

/** The key of this request, behind `authenticate`. */
export function keyOf(res: Response): Caller {
  if (!res.locals.apiKey) throw new AppError('api.unauthorized', 'Send a key: Authorization: Bearer kk_…');
  return res.locals.apiKey;
}
