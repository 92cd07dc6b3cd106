import type { RequestHandler, Response } from 'express';
import { fieldsHiddenFrom } from '../../contacts/index.ts';
import { type ApiKey, countedRequests, countRequest, findKey, type Scope } from '../../keys/index.ts';
import { AppError } from '../../lib/app-error.ts';
import type { Clock } from '../../lib/clock.ts';
import { getStaff } from '../../staff/index.ts';
import { placeOf } from '../sign-in-limits.ts';

/** The key of a request, and what it is not shown: custom fields hidden from the role of whoever made the key, by their keys. */
export interface Caller extends ApiKey {
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
    res.locals.apiKey = { ...key, hidden: await hiddenFrom(key) };
    next();
  };
}

/** A key sees no more of a card than the person who answers for it. */
async function hiddenFrom({ by }: ApiKey): Promise<ReadonlySet<string>> {
  const fromAnybody = await fieldsHiddenFrom(undefined);
  return fromAnybody.size === 0 ? fromAnybody : fieldsHiddenFrom((await getStaff(by.id))?.role);
}

/** Lets on whose key has the scope. */
export function requireScope(scope: Scope): RequestHandler {
  return (_req, res, next) => {
    if (!keyOf(res).scopes.includes(scope)) {
      res.set('www-authenticate', `Bearer realm="Kartoteka", error="insufficient_scope", scope="${scope}"`);
      throw new AppError('api.insufficient_scope', `This key may not do that: it needs the scope ${scope}.`, { scope });
    }
    next();
  };
}

/** The key of this request, behind `authenticate`. */
export function keyOf(res: Response): Caller {
  if (!res.locals.apiKey) throw new AppError('api.unauthorized', 'Send a key: Authorization: Bearer kk_…');
  return res.locals.apiKey;
}
