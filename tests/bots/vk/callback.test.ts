import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCallback } from '../../../bots/vk/callback.ts';
import { readPayload } from '../../support/read-payload.ts';
import { serveApp } from '../../support/serve-app.ts';

let site: Awaited<ReturnType<typeof serveApp>>;
let stored: unknown[];
let malformed: number;
let database: 'well' | 'gone';

async function serve(options: {
  account?: string;
  secret?: string;
  confirmationCode?: string;
  askCode?: () => Promise<string | undefined>;
}): Promise<void> {
  const { account = '226512345', ...rest } = options;
  const accept = async (raw: unknown) => {
    if (database === 'gone') throw new Error('no database');
    stored.push(raw);
  };
  const onMalformed = () => {
    malformed += 1;
  };
  site = await serveApp(createCallback({ ...rest, account: () => account, accept, onMalformed }));
}

beforeEach(async () => {
  stored = [];
  malformed = 0;
  database = 'well';
  await serve({ secret: 'cb-secret-Aa1', confirmationCode: '8d4a1c0f' });
});
afterEach(() => site.stop());

async function push(body: unknown): Promise<[number, string]> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(site.url, { method: 'POST', body: text });
  return [answer.status, await answer.text()];
}
const sample = (number: string) => readPayload('vk', number) as Record<string, unknown>;
const without = (field: string, event: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(event).filter(([key]) => key !== field));

describe('the callback of VK', () => {
  it('stores an event and says exactly ok, in plain text', async () => {
    const answer = await fetch(site.url, { method: 'POST', body: JSON.stringify(sample('02')) });
    expect([answer.status, await answer.text(), answer.headers.get('content-type')]).toEqual([
      200,
      'ok',
      expect.stringContaining('text/plain'),
    ]);
    expect(stored).toEqual([sample('02')]);
  });

  it('confirms its address with exactly the code, with or without the secret', async () => {
    expect(await push(sample('01'))).toEqual([200, '8d4a1c0f']);
    expect(await push(without('secret', sample('01')))).toEqual([200, '8d4a1c0f']);
    expect(await push({ ...sample('01'), secret: 'wrong' })).toEqual([401, '']);
    expect(await push({ ...sample('01'), group_id: 1 })).toEqual([401, '']);
    expect(stored).toEqual([]);
  });

  it('has nothing to confirm with while it knows no code', async () => {
    await site.stop();
    await serve({});
    expect(await push(sample('01'))).toEqual([503, '']);
  });

  it('asks VK for the code where nobody entered one', async () => {
    await site.stop();
    await serve({ askCode: async () => 'from-vk' });
    expect(await push(sample('01'))).toEqual([200, 'from-vk']);
    await site.stop();
    await serve({ askCode: async () => 'from-vk', confirmationCode: 'entered' });
    expect(await push(sample('01'))).toEqual([200, 'entered']);
    await site.stop();
    await serve({ askCode: async () => undefined });
    expect(await push(sample('01'))).toEqual([503, '']);
  });

  it('believes nobody without the secret or for another community', async () => {
    expect(await push({ ...sample('02'), secret: 'cb-secret-Aa' })).toEqual([401, '']);
    expect(await push(without('secret', sample('02')))).toEqual([401, '']);
    expect(await push({ ...sample('02'), group_id: 1 })).toEqual([401, '']);
    expect(stored).toEqual([]);
  });

  it('takes what is no event for delivered, because it will never be readable', async () => {
    expect([await push('{"type":'), await push(''), await push([]), await push('null')]).toEqual(Array(4).fill([200, 'ok']));
    expect([stored.length, malformed]).toEqual([0, 4]);
  });

  it('never says what it was told to say', async () => {
    expect(await push({ ...sample('02'), type: 'remove', object: 'remove' })).toEqual([200, 'ok']);
  });

  it('refuses more than a megabyte', async () => {
    expect((await push({ ...sample('02'), object: 'x'.repeat(1024 * 1024) }))[0]).toBe(413);
    expect(stored).toEqual([]);
  });

  it('lets VK bring again what could not be stored, and what came before it knows its community', async () => {
    database = 'gone';
    expect(await push(sample('02'))).toEqual([503, '']);
    await site.stop();
    await serve({ account: '' });
    expect(await push(sample('02'))).toEqual([503, '']);
  });
});
