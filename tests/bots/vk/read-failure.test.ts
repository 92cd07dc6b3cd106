import { describe, expect, it } from 'vitest';
import { APIError } from 'vk-io';
import { z } from 'zod';
import { readFailure } from '../../../bots/vk/read-failure.ts';
import { readPayload } from '../../support/read-payload.ts';

const now = new Date('2026-03-01T12:00:00Z');
const schema = z.object({ error: z.object({ error_code: z.number(), error_msg: z.string() }) });
const answered = (number: string) =>
  readFailure(new APIError({ ...schema.parse(readPayload('vk', number)).error, request_params: [] }), now);
const coded = (error_code: number) => readFailure(new APIError({ error_code, error_msg: '', request_params: [] }), now);

describe('a refusal of VK', () => {
  it.each([
    ['60', 'account'],
    ['61', 'later'],
    ['62', 'account'],
    ['63', 'later'],
    ['64', 'retry'],
    ['65', 'later'],
    ['66', 'blocked'],
    ['67', 'blocked'],
    ['68', 'broken'],
    ['69', 'account'],
    ['70', 'broken'],
    ['71', 'account'],
    ['72', 'later'],
    ['73', 'blocked'],
  ])('of sample %s is %s', (number, kind) => {
    expect(answered(number).kind).toBe(kind);
  });

  it('tells why a person cannot be reached', () => {
    expect([18, 113, 900, 901, 902].map(coded)).toEqual(
      ['deleted', 'deleted', 'blocked', 'denied', 'denied'].map(reason => ({ kind: 'blocked', reason })),
    );
  });

  it('to hurry waits a second, to flood minutes', () => {
    expect(answered('61')).toMatchObject({ retryAt: new Date(now.getTime() + 1000) });
    expect(answered('63')).toMatchObject({ retryAt: new Date(now.getTime() + 300_000) });
  });

  it('says what to do where VK does not', () => {
    expect(answered('65')).toMatchObject({ reason: expect.stringContaining('captcha solved by a person') });
  });

  it.each([917, 922, 925, 936, 945, 946, 950, 983, 1012, 100])('%i never changes for this message', code => {
    expect(coded(code).kind).toBe('broken');
  });
});

describe('a lost answer of VK', () => {
  it('may be asked for again, because VK drops repetitions', () => {
    const lost = Object.assign(new Error('request to https://api.vk.ru failed'), { code: 'ECONNRESET' });
    expect(readFailure(lost, now)).toEqual({ kind: 'retry', reason: 'VK did not answer (ECONNRESET)' });
    const page = new SyntaxError('Unexpected token <');
    expect(readFailure(page, now)).toEqual({ kind: 'retry', reason: 'VK has an internal server error' });
  });
});
