import { TelegramError } from 'telegraf';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isUnauthorized, readFailure } from '../../../bots/telegram/read-failure.ts';
import { readPayload } from '../../support/read-payload.ts';

const now = new Date('2026-03-01T12:00:00Z');
const answerSchema = z.object({
  error_code: z.number(),
  description: z.string(),
  parameters: z.object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() }).optional(),
});
const refused = (error_code: number, description: string) => readFailure(new TelegramError({ error_code, description }), now);
function answered(number: string) {
  const { parameters = {}, ...rest } = answerSchema.parse(readPayload('telegram', number));
  const { retry_after, migrate_to_chat_id } = parameters;
  return readFailure(
    new TelegramError({
      ...rest,
      parameters: { ...(retry_after && { retry_after }), ...(migrate_to_chat_id && { migrate_to_chat_id }) },
    }),
    now,
  );
}
const broke = (code: string, message: string) =>
  readFailure(Object.assign(new Error(message), { code, name: 'FetchError' }), now);

describe('a refusal of Telegram', () => {
  it('to hurry waits as long as asked and at most a second more', () => {
    const outcome = answered('60');
    expect(outcome.kind).toBe('later');
    const wait = outcome.kind === 'later' ? outcome.retryAt.getTime() - now.getTime() : 0;
    expect(wait).toBeGreaterThan(17_000);
    expect(wait).toBeLessThanOrEqual(18_000);
  });

  it.each([
    ['61', { kind: 'blocked', reason: 'blocked' }],
    ['62', { kind: 'blocked', reason: 'deleted' }],
    ['63', { kind: 'blocked', reason: 'neverStarted' }],
    ['72', { kind: 'blocked', reason: 'neverStarted' }],
    ['64', { kind: 'moved', chat: '-1002012345678' }],
    ['67', { kind: 'account', reason: 'Unauthorized' }],
  ])('of sample %s is %o', (number, outcome) => {
    expect(answered(number)).toEqual(outcome);
  });

  it('of a content that it will never take is broken, with its words', () => {
    expect(answered('70')).toMatchObject({ kind: 'broken', reason: expect.stringContaining("can't parse entities") });
    expect(refused(400, 'Bad Request: message is too long')).toEqual({
      kind: 'broken',
      reason: 'Bad Request: message is too long',
    });
    expect(refused(413, 'Request Entity Too Large').kind).toBe('broken');
  });

  it('by a whole answer of a server in trouble may be tried again', () => {
    expect(refused(502, 'Bad Gateway')).toEqual({ kind: 'retry', reason: '502 Bad Gateway' });
  });

  it('of the token is known by 401 and, for what never was a token, 404', () => {
    expect([401, 404, 403].map(code => isUnauthorized(new TelegramError({ error_code: code, description: '' })))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('a connection to Telegram', () => {
  it.each([
    ['ECONNREFUSED', 'request to … failed, reason: connect ECONNREFUSED 127.0.0.1:1'],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND api.telegram.org'],
    ['ETIMEDOUT', 'request to … failed, reason: connect ETIMEDOUT 192.0.2.1:443'],
    ['ETIMEDOUT', 'request to … failed, reason: '],
    ['ECONNRESET', 'Client network socket disconnected before secure TLS connection was established'],
    ['CERT_HAS_EXPIRED', 'certificate has expired'],
  ])('that never came about (%s) may be tried again', (code, message) => {
    expect(broke(code, message).kind).toBe('retry');
  });

  it.each([
    ['ECONNRESET', 'socket hang up'],
    ['ETIMEDOUT', 'read ETIMEDOUT'],
    ['', 'The user aborted a request.'],
  ])('that broke while waiting (%s %s) leaves a doubt', (code, message) => {
    expect(broke(code, message).kind).toBe('unknown');
  });

  it('that failed never tells its address, which contains the token', () => {
    const outcome = broke('ECONNRESET', 'request to https://api.telegram.org/bot1:secret/sendMessage failed');
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });
});
