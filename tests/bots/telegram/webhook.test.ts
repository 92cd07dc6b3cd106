import { Agent, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebhook } from '../../../bots/telegram/webhook.ts';
import { serveApp } from '../../support/serve-app.ts';

let site: Awaited<ReturnType<typeof serveApp>>;
let stored: unknown[];
let malformed: number;
let database: 'well' | 'gone';

async function serve(secret: string): Promise<void> {
  const accept = async (raw: unknown) => {
    if (database === 'gone') throw new Error('no database');
    stored.push(raw);
  };
  const onMalformed = () => {
    malformed += 1;
  };
  site = await serveApp(createWebhook({ secret, accept, onMalformed }));
}

beforeEach(async () => {
  stored = [];
  malformed = 0;
  database = 'well';
  await serve('right');
});
afterEach(() => site.stop());

const post = (body: string, secret = 'right') =>
  fetch(site.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(secret && { 'x-telegram-bot-api-secret-token': secret }) },
    body,
  });

describe('the webhook of Telegram', () => {
  it('stores an update and says so with an empty answer, which cannot be taken for a call', async () => {
    const answer = await post('{"update_id":1,"method":"sendMessage"}');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(stored).toEqual([{ update_id: 1, method: 'sendMessage' }]);
  });

  it.each(['wrong', 'righ', ''])('believes nobody who knows the secret as %j', async secret => {
    expect((await post('{"update_id":1}', secret)).status).toBe(401);
    expect(stored).toEqual([]);
  });

  it('believes nobody while it has no secret itself', async () => {
    await site.stop();
    await serve('');
    expect((await post('{"update_id":1}', '')).status).toBe(401);
  });

  it('takes what is not JSON for delivered, because it will never be readable', async () => {
    expect([(await post('{"update_id":')).status, (await post('')).status]).toEqual([200, 200]);
    expect([stored.length, malformed]).toEqual([0, 2]);
  });

  it('refuses more than a megabyte', async () => {
    expect((await post(JSON.stringify({ update_id: 1, text: 'x'.repeat(1024 * 1024) }))).status).toBe(413);
    expect(stored).toEqual([]);
  });

  it('lets Telegram bring again what could not be stored', async () => {
    database = 'gone';
    expect((await post('{"update_id":1}')).status).toBe(503);
  });

  it('is for nothing but what is posted', async () => {
    expect((await fetch(site.url, { headers: { 'x-telegram-bot-api-secret-token': 'right' } })).status).toBe(404);
  });

  it('hears the next one on a connection whose last one it did not want to read', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (body: string, secret: string) =>
      new Promise<{ status: number | undefined; port: number | undefined }>((resolve, reject) => {
        const headers = { 'x-telegram-bot-api-secret-token': secret };
        const sent = request(site.url, { method: 'POST', agent, headers }, answer => {
          const port = answer.socket.localPort;
          answer.resume().once('end', () => resolve({ status: answer.statusCode, port }));
        });
        sent.once('error', reject).end(body);
      });
    const long = JSON.stringify({ update_id: 1, text: 'x'.repeat(600 * 1024) });
    const refused = await send(long, 'wrong');
    const taken = await send('{"update_id":2}', 'right');
    agent.destroy();
    expect([refused.status, taken]).toEqual([401, { status: 200, port: refused.port }]);
    expect(stored).toEqual([{ update_id: 2 }]);
  });
});
