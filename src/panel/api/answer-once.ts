import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { claimAnswer, type KeptAnswer, keepAnswer, releaseAnswer } from '../../keys/index.ts';
import { AppError } from '../../lib/app-error.ts';
import { newId } from '../../lib/ids.ts';
import type { Safe } from '../../staff/index.ts';
import type { ApiRoute } from './route.ts';

/** Names what a request writes; the same request again has the same name. */
type Answer = (writeKey: string) => Promise<KeptAnswer>;

const longestKey = 200;

/**
 * Answers a request under its `Idempotency-Key` once (draft-ietf-httpapi-idempotency-key-header): the same again within a day gets the same
 * answer. AppError `api.idempotency_key_required`, `api.bad_idempotency_key`, `api.idempotency_key_reused` for another request under the
 * key, `api.in_flight` while the first one is worked on. One that failed may be repeated, and writes nothing twice.
 */
export async function answerOnce(
  req: Request,
  { route, key, now, vault }: { route: ApiRoute; key: string; now: Date; vault: Safe },
  answer: Answer,
): Promise<KeptAnswer & { replayed?: true }> {
  const given = req
    .get('idempotency-key')
    ?.trim()
    .replace(/^"(.*)"$/, '$1');
  if (given === undefined || route.method === 'get') {
    if (route.needsKey)
      throw new AppError('api.idempotency_key_required', 'Send an Idempotency-Key, so that a repetition sends nothing twice.');
    return answer(newId());
  }
  if (!given || given.length > longestKey)
    throw new AppError('api.bad_idempotency_key', `An Idempotency-Key has 1 to ${longestKey} characters.`);
  const id = `${key}:${given}`;
  const claim = await claimAnswer(id, { fingerprint: fingerprintOf(req), now });
  if (claim.kind === 'again') return { ...opened(claim.answer, { id, vault }), replayed: true };
  if (claim.kind === 'other')
    throw new AppError('api.idempotency_key_reused', 'Under this Idempotency-Key another request was made. Use a new one.');
  if (claim.kind === 'busy')
    throw new AppError('api.in_flight', 'The first request under this Idempotency-Key is still worked on.');
  try {
    const made = await answer(hash(`${id}:${claim.at.getTime()}`).slice(0, 20));
    await keepAnswer(id, route.tellsSecret ? sealed(made, { id, vault }) : made);
    return made;
  } catch (error) {
    await releaseAnswer(id);
    throw error;
  }
}

/** Whoever has only the database reads no secret that an answer told. */
function sealed({ body, ...rest }: KeptAnswer, { id, vault }: { id: string; vault: Safe }): KeptAnswer {
  return body === undefined ? rest : { ...rest, sealed: vault.seal(id, JSON.stringify(body)) };
}

function opened({ sealed: text, ...rest }: KeptAnswer, { id, vault }: { id: string; vault: Safe }): KeptAnswer {
  if (text === undefined) return rest;
  const body = vault.open(id, text);
  if (body === undefined)
    throw new AppError('api.answer_gone', 'It was done, and its answer cannot be read any more. Ask for a new secret.');
  return { ...rest, body: JSON.parse(body) as unknown };
}

/** What makes two requests the same: where to, with what. */
function fingerprintOf(req: Request): string {
  const what = [
    req.method,
    req.originalUrl,
    req.get('if-match') ?? '',
    JSON.stringify(req.body ?? null),
    req.get('content-length') ?? '',
  ];
  return hash(what.slice(0, req.body === undefined ? 5 : 4).join('\n'));
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
