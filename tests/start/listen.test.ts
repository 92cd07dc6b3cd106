import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Listening, listen } from '../../src/listen.ts';

let server: Listening;

beforeEach(async () => {
  server = await listen((_req, res) => res.end('app'), {
    HOST: '127.0.0.1',
    PORT: 0,
    doors: new Map([['/webhooks/telegram', (_req, res) => res.end('door')]]),
  });
});
afterEach(() => server.close());

it.each([
  ['/webhooks/telegram', 'door'],
  ['/webhooks/telegram/', 'door'],
  ['/webhooks/telegram?again=1', 'door'],
  ['/webhooks/telegram/else', 'app'],
  ['/webhooks', 'app'],
  ['/', 'app'],
  ['/inbox?from=/webhooks/telegram', 'app'],
])('%s is answered by the %s', async (path, who) => {
  expect(await (await fetch(server.url + path, { method: 'POST' })).text()).toBe(who);
});
