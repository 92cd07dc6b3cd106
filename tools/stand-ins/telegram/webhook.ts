import { setMaxListeners } from 'node:events';
import { Agent, request } from 'undici';
import type { Clock } from '../../../src/lib/clock.ts';
import { createGate, type Gate } from '../shared/gate.ts';
import type { Journal } from '../shared/journal.ts';
import { isRecord } from '../shared/params.ts';
import type { Pending, Updates } from './updates.ts';
import { unixTime } from './world.ts';

export interface WebhookSettings {
  url: string;
  secretToken: string;
  maxConnections: number;
}

export interface Webhook {
  readonly active: boolean;
  set(settings: WebhookSettings): void;
  remove(): void;
  /** getWebhookInfo. */
  info(): Record<string, unknown>;
  stop(): Promise<void>;
}

export interface WebhookOptions {
  clock: Clock;
  updates: Updates;
  journal: Journal;
  /** The first wait after a failure; it doubles from there. 1000 as in Telegram unless a test shortens it. */
  firstRetryMs: number;
  /** Runs what a 2xx answer asks for. */
  execute: (method: string, params: Record<string, unknown>) => void;
}

const hourMs = 3_600_000;
// methods that an answer to a webhook may not ask for (tdlib/telegram-bot-api, WebhookActor)
const notByReply = /^(get|setwebhook|deletewebhook|close|logout)/i;

/**
 * Pushes updates the way tdlib/telegram-bot-api's WebhookActor does: one queue per chat and one per pressing user, each strictly in order,
 * queues side by side up to max_connections; anything but 2xx is repeated after 1 s, then twice as long up to a minute or two.
 */
export function createWebhook({ clock, updates, journal, firstRetryMs, execute }: WebhookOptions): Webhook {
  const agent = new Agent({ connections: 100, bodyTimeout: 60_000, headersTimeout: 60_000 });
  let settings: WebhookSettings | undefined;
  let run = new AbortController();
  let running = new Map<string, Pending[]>();
  let gate: Gate = createGate(1);
  let lastError: { date: number; message: string } | undefined;
  let goneSince: number | undefined;
  updates.onAdded(enqueue);

  return {
    get active() {
      return settings !== undefined;
    },
    set(next) {
      halt();
      settings = next;
      gate = createGate(next.maxConnections);
      for (const pending of updates.waiting()) enqueue(pending);
    },
    remove: halt,
    info: () => ({
      url: settings?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: updates.waiting().length,
      ...(settings && { max_connections: settings.maxConnections, ip_address: '127.0.0.1' }),
      ...(updates.allowed && { allowed_updates: updates.allowed }),
      ...(lastError && { last_error_date: lastError.date, last_error_message: lastError.message }),
    }),
    async stop() {
      halt();
      await agent.destroy();
    },
  };

  function halt(): void {
    run.abort();
    run = new AbortController();
    // Every push under way listens to it, up to max_connections.
    setMaxListeners(0, run.signal);
    settings = undefined;
    running = new Map();
    lastError = undefined;
    goneSince = undefined;
  }

  function enqueue(pending: Pending): void {
    if (!settings) return;
    const queue = running.get(pending.queue);
    if (queue) {
      queue.push(pending);
      return;
    }
    const started = [pending];
    running.set(pending.queue, started);
    void drain(pending.queue, started, settings, run.signal);
  }

  async function drain(name: string, queue: Pending[], to: WebhookSettings, signal: AbortSignal): Promise<void> {
    for (let next = queue[0]; next; next = queue[0]) {
      await deliver(next, to, signal);
      if (signal.aborted) return;
      updates.confirm(next.update.update_id);
      queue.shift();
    }
    running.delete(name);
  }

  /** Repeats until 2xx or until the update is too old. */
  async function deliver(pending: Pending, to: WebhookSettings, signal: AbortSignal): Promise<void> {
    let delay = firstRetryMs;
    const longest = firstRetryMs * (60 + Math.floor(Math.random() * 60));
    while (!signal.aborted && pending.expiresAt > clock.now().getTime()) {
      const wait = await push(pending, to, signal);
      if (wait === 'done') return;
      await clock.sleep(wait === 'failed' ? delay : wait, signal);
      delay = Math.min(delay * 2, longest);
    }
  }

  /** One attempt: done, failed, or the wait that `Retry-After` names. */
  async function push(pending: Pending, to: WebhookSettings, signal: AbortSignal): Promise<'done' | 'failed' | number> {
    const leave = await gate.enter();
    try {
      if (signal.aborted) return 'failed';
      const began = performance.now();
      const response = await request(to.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(to.secretToken && { 'x-telegram-bot-api-secret-token': to.secretToken }),
        },
        body: JSON.stringify(pending.update),
        dispatcher: agent,
        signal,
      });
      const body = await response.body.text();
      note(pending, response.statusCode, body, performance.now() - began);
      if (response.statusCode >= 200 && response.statusCode < 300) {
        goneSince = undefined;
        executeReply(body);
        return 'done';
      }
      lastError = {
        date: unixTime(clock),
        message: `Wrong response from the webhook: ${response.statusCode} ${response.statusText}`.trim(),
      };
      if (response.statusCode === 410) giveUpAfterADay();
      return retryAfter(response.headers['retry-after']);
    } catch (error) {
      if (signal.aborted) return 'failed';
      note(pending, 0, String(error));
      lastError = { date: unixTime(clock), message: error instanceof Error ? error.message : 'Connection closed' };
      return 'failed';
    } finally {
      leave();
    }
  }

  function note({ update, kind, queue }: Pending, status: number, answer: string, tookMs?: number): void {
    const took = tookMs !== undefined && { tookMs };
    journal.add({ kind: 'push', method: kind, chat: queue.split(':')[1] ?? '', params: update, status, answer, ...took });
  }

  function executeReply(body: string): void {
    if (!body.startsWith('{')) return;
    try {
      const reply: unknown = JSON.parse(body);
      if (isRecord(reply) && typeof reply.method === 'string' && !notByReply.test(reply.method)) execute(reply.method, reply);
    } catch {
      // Not JSON: an ordinary body, which Telegram ignores.
    }
  }

  /** 410 for 23 hours removes the webhook. */
  function giveUpAfterADay(): void {
    const now = clock.now().getTime();
    goneSince ??= now;
    if (now - goneSince >= 23 * hourMs) halt();
  }
}

function retryAfter(header: string | string[] | undefined): 'failed' | number {
  const seconds = Number(header);
  return header !== undefined && Number.isInteger(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : 'failed';
}
