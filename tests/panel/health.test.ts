import { describe, expect, it } from 'vitest';
import type { Messenger } from '../../src/messages/index.ts';
import { useDatabase } from '../support/database.ts';
import { messengerIn, usePanel } from '../support/panel.ts';

useDatabase();
const ready = messengerIn('web', { state: 'ready', name: 'site' });
const messengers: Messenger[] = [ready];
const database = { answers: true };
const panel = usePanel({ messengers });
const readyz = async () => {
  const response = await fetch(`${panel.url}/readyz`);
  return { code: response.status, ...((await response.json()) as { status: string; messengers: Record<string, unknown> }) };
};

describe('readiness', () => {
  it('is 200 when everything works', async () => {
    expect((await fetch(`${panel.url}/healthz`)).status).toBe(200);
    expect(await readyz()).toMatchObject({ code: 200, status: 'ready' });
    expect(database.answers).toBe(true);
  });

  it('stays 200 and names the messenger that refused its token', async () => {
    messengers.push(messengerIn('telegram', { state: 'unauthorized', problem: { code: 'token' } }));
    expect(await readyz()).toMatchObject({
      code: 200,
      status: 'degraded',
      messengers: {
        web: { state: 'ready' },
        telegram: { state: 'unauthorized', problem: expect.stringContaining('Telegram does not take the token') },
      },
    });
  });

  it('is 503 while a messenger starts', async () => {
    messengers.splice(1, 1, messengerIn('vk', { state: 'starting' }));
    expect(await readyz()).toMatchObject({ code: 503, status: 'starting' });
    messengers.splice(1, 1);
  });
});
