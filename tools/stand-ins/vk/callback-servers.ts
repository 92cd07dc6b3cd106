import { setMaxListeners } from 'node:events';
import { Agent, request } from 'undici';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Journal } from '../shared/journal.ts';
import { newEvent, type VkEvent } from './events.ts';

export interface CallbackServer {
  id: number;
  title: string;
  url: string;
  secret: string;
  status: 'unconfigured' | 'failed' | 'wait' | 'ok';
  version: string;
  events: Set<string>;
}

export interface CallbackServers {
  readonly list: CallbackServer[];
  readonly confirmationCode: string;
  /** Adds a server and asks it for the confirmation code; it gets events only after it answered right. */
  add(server: { title: string; url: string; secret: string }): number;
  edit(id: number, change: { title: string; url: string; secret: string }): boolean;
  remove(id: number): boolean;
  /** Pushes an event to every confirmed server that wants its kind. */
  push(event: VkEvent): void;
  stop(): Promise<void>;
}

export interface CallbackOptions {
  clock: Clock;
  groupId: number;
  journal: Journal;
  /** Multiplies the waits between repeats, so that a test need not last an hour. */
  retryFactor: number;
}

// https://dev.vk.com/ru/api/callback/getting-started
const retriesMs = [10_000, 180_000, 600_000, 1_800_000, 3_600_000];
const longestRetryAfterMs = 3 * 3_600_000;

export function createCallbackServers({ clock, groupId, journal, retryFactor }: CallbackOptions): CallbackServers {
  const agent = new Agent({ connections: 50, bodyTimeout: 30_000, headersTimeout: 30_000 });
  const ended = new AbortController();
  // Every push under way listens to it.
  setMaxListeners(0, ended.signal);
  const confirmationCode = '8d4a1c0f';
  let list: CallbackServer[] = [];
  let lastId = 0;

  return {
    get list() {
      return list;
    },
    confirmationCode,
    add({ title, url, secret }) {
      lastId += 1;
      const server: CallbackServer = { id: lastId, title, url, secret, status: 'wait', version: '5.199', events: new Set() };
      list.push(server);
      void confirm(server);
      return server.id;
    },
    edit(id, { title, url, secret }) {
      const server = list.find(candidate => candidate.id === id);
      if (!server) return false;
      const moved = server.url !== url;
      Object.assign(server, { title, url, secret });
      if (moved || server.status !== 'ok') void confirm(server);
      return true;
    },
    remove(id) {
      const found = list.some(server => server.id === id);
      list = list.filter(server => server.id !== id);
      return found;
    },
    push(event) {
      for (const server of list) if (server.status === 'ok' && server.events.has(event.type)) void deliver(server, event);
    },
    async stop() {
      ended.abort();
      await agent.destroy();
    },
  };

  /** The answer has to be the code and nothing else. */
  async function confirm(server: CallbackServer): Promise<void> {
    server.status = 'wait';
    const answer = await post(server, newEvent(groupId, 'confirmation'), 0);
    server.status = answer?.status === 200 && answer.body === confirmationCode ? 'ok' : 'failed';
  }

  /** Repeats until the body is exactly `ok`, the repeats are used up, or the server asks to be removed. */
  async function deliver(server: CallbackServer, event: VkEvent): Promise<void> {
    for (let attempt = 0; attempt <= retriesMs.length; attempt += 1) {
      if (ended.signal.aborted || !list.includes(server)) return;
      const answer = await post(server, event, attempt);
      if (answer?.status === 200 && answer.body === 'ok') return;
      if (answer?.status === 200 && answer.body === 'remove') {
        list = list.filter(other => other !== server);
        return;
      }
      const usual = retriesMs[attempt];
      if (usual === undefined) return;
      await clock.sleep(answer?.retryAfterMs ?? usual * retryFactor, ended.signal);
    }
  }

  async function post(server: CallbackServer, event: VkEvent, attempt: number) {
    const body = { ...event, v: server.version, ...(server.secret && { secret: server.secret }) };
    try {
      const response = await request(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(attempt > 0 && { 'x-retry-counter': String(attempt) }) },
        body: JSON.stringify(body),
        dispatcher: agent,
        signal: ended.signal,
      });
      // Not text(), which would take away a byte order mark, and with it a fault that VK does not forgive.
      const text = Buffer.from(await response.body.arrayBuffer()).toString();
      note(body, response.statusCode, text);
      return {
        status: response.statusCode,
        body: text,
        retryAfterMs: readRetryAfter(response.statusCode, response.headers['retry-after']),
      };
    } catch (error) {
      if (!ended.signal.aborted) note(body, 0, String(error));
      return undefined;
    }
  }

  function note(event: VkEvent, status: number, answer: string): void {
    if (journal.enabled) journal.add({ kind: 'push', method: event.type, chat: '', params: { ...event }, status, answer });
  }

  /** Seconds or a date, under three hours, with 410, 429 and 503 only. */
  function readRetryAfter(status: number, header: string | string[] | undefined): number | undefined {
    if (typeof header !== 'string' || ![410, 429, 503].includes(status)) return undefined;
    const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - clock.now().getTime();
    return ms > 0 && ms < longestRetryAfterMs ? ms : undefined;
  }
}
