import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/ids.ts';
import { type Caller, createCaller, getCall, queueCall, signatureOf } from '../../src/webhooks/index.ts';
import { useDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';

useDatabase();

const secret = 'a secret of sixteen';
const minute = 60_000;
let clock: ManualClock;
let server: Server;
let url: string;
let heard: { headers: IncomingMessage['headers']; body: string }[];
let answer: (res: ServerResponse) => void;
const callers: Caller[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  heard = [];
  answer = res => res.writeHead(204).end();
  server = createServer(async (req, res) => {
    heard.push({ headers: req.headers, body: await text(req) });
    answer(res);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  await Promise.all(callers.splice(0).map(caller => caller.stop()));
  server.closeAllConnections();
  await new Promise(done => server.close(done));
});

function begin({ allowPrivate = true } = {}): Caller {
  const caller = createCaller({ secret, allowPrivate, clock, log: pino({ level: 'silent' }) });
  callers.push(caller);
  return caller;
}

async function queue(to = url): Promise<string> {
  const key = `telegram:1:2:${newId()}`;
  const call = { url: to, body: { name: 'Анна', area: 42.5 }, contact: 'c', conversation: 'telegram:1:2', flow: 'lead' };
  await queueCall({ key, now: clock.now(), ...call });
  await queueCall({ key, now: clock.now(), ...call });
  return key;
}

describe('a call', () => {
  it('is made once, signed, and under an id that tells a repetition', async () => {
    const id = await queue();
    await Promise.all([begin().work(), begin().work()]);
    expect(heard).toHaveLength(1);
    const [{ headers, body } = { headers: {}, body: '' }] = heard;
    expect(JSON.parse(body)).toEqual({ name: 'Анна', area: 42.5 });
    const timestamp = String(clock.now().getTime() / 1000);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-kartoteka-id': id,
      'x-kartoteka-timestamp': timestamp,
      'x-kartoteka-signature': signatureOf({ secret, timestamp, body }),
    });
    expect(await getCall(id)).toMatchObject({ state: 'sent', tries: [{ status: 204 }] });
  });

  it('is repeated with growing pauses until it is heard', async () => {
    answer = res => res.writeHead(503).end('later');
    const id = await queue();
    const caller = begin();
    await caller.work();
    await caller.work();
    expect(heard).toHaveLength(1);
    await clock.advance(minute);
    await caller.work();
    expect(heard).toHaveLength(2);
    answer = res => res.end('ok');
    await clock.advance(minute);
    await caller.work();
    expect(await getCall(id)).toMatchObject({ state: 'sent', tries: [{ status: 503 }, { status: 503 }, { status: 200 }] });
    expect(new Set(heard.map(({ headers }) => headers['x-kartoteka-id']))).toEqual(new Set([id]));
  });

  it('is given up after a day', async () => {
    const closed = 'http://127.0.0.1:1/hook';
    const id = await queue(closed);
    const caller = begin();
    for (let hours = 0; hours <= 26; hours++) {
      await caller.work();
      await clock.advance(60 * minute);
    }
    const { state, tries = [] } = (await getCall(id)) ?? {};
    expect(state).toBe('failed');
    expect(tries.at(-1)?.problem).toBeTruthy();
    expect(clock.now().getTime() - (tries.at(-1)?.at.getTime() ?? 0)).toBeGreaterThan(60 * minute);
  });

  it('follows no redirect', async () => {
    answer = res => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    const id = await queue();
    await begin().work();
    expect(await getCall(id)).toMatchObject({ state: 'failed', tries: [{ status: 302, problem: 'redirect' }] });
  });

  it('does not wait for the rest of an endless answer', async () => {
    answer = res => {
      res.writeHead(200);
      const more = () => {
        if (!res.destroyed) res.write('x'.repeat(32 * 1024), () => setImmediate(more));
      };
      more();
    };
    const id = await queue();
    await begin().work();
    expect((await getCall(id))?.state).toBe('sent');
    expect(heard).toHaveLength(1);
  });

  it.each([
    'http://[::1]:1/',
    'http://localhost/',
    'https://10.0.0.7/',
    'http://[::ffff:192.168.0.1]/',
    'http://0x7f000001/',
    'nonsense',
  ])('does not go to %s', async address => {
    const id = await queue(address);
    await begin({ allowPrivate: false }).work();
    expect(await getCall(id)).toMatchObject({ state: 'failed', tries: [{ problem: expect.stringMatching(/Address$/) }] });
  });

  it('is made later where the program stopped in the middle of it', async () => {
    let came: () => void = () => {};
    const arrived = new Promise<void>(done => {
      came = done;
    });
    answer = () => came();
    const id = await queue();
    const dying = begin();
    const work = dying.work();
    await arrived;
    await dying.stop();
    await work;
    expect((await getCall(id))?.state).toBe('queued');
    answer = res => res.end();
    await clock.advance(2 * minute);
    await begin().work();
    expect(await getCall(id)).toMatchObject({ state: 'sent' });
    expect(heard).toHaveLength(2);
  });
});
