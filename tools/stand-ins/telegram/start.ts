import express from 'express';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import type { Customer, CustomerOptions } from '../shared/customer.ts';
import { createFailures, type FailureRule } from '../shared/failures.ts';
import { createJournal, type Journal, journalFilter } from '../shared/journal.ts';
import { serve } from '../shared/serve.ts';
import { createTelegramCustomer } from './customer.ts';
import { createTelegramGroup, type TelegramGroup } from './group.ts';
import { execute, handleCall, isCall, type Server } from './handle-call.ts';
import { createLimits } from './limits.ts';
import { serveFile } from './serve-file.ts';
import type { TelegramUser } from './types.ts';
import { createUpdates } from './updates.ts';
import { createWebhook } from './webhook.ts';
import { createWorld } from './world.ts';

export interface TelegramOptions {
  /** 0, any free port, unless told. */
  port?: number;
  token?: string;
  /** 30 messages a second in all, one a second into a chat. On unless switched off. */
  limits?: boolean;
  clock?: Clock;
  journal?: { enabled?: boolean; limit?: number };
  /** The first wait after a failed push to the webhook, 1000 as in Telegram. */
  webhookRetryMs?: number;
  username?: string;
  firstName?: string;
}

export interface TelegramStandIn {
  /** `http://127.0.0.1:<port>`: what TELEGRAM_API_ROOT takes. */
  url: string;
  token: string;
  /** Whether it refuses what comes too fast. */
  readonly limits: boolean;
  bot: TelegramUser;
  journal: Journal;
  customer(options: CustomerOptions): Customer;
  group(options?: { title?: string; id?: number }): TelegramGroup;
  /** Makes coming calls fail; the answer takes the rule away again. */
  fail(rule: FailureRule): () => void;
  /** Takes all rules away. */
  heal(): void;
  /** Sends any update at all to the bot, malformed ones too; `update_id` is added when it has none. */
  push(update: Record<string, unknown>, queue?: string): void;
  /** How many updates wait for the bot. */
  readonly pendingUpdates: number;
  stop(): Promise<void>;
}

export const telegramToken = '7012345678:AAExampleExampleExampleExampleExampl';

/** Starts a Bot API server for one bot on this machine. It refuses what the real one refuses, in the same words. */
export async function startTelegramStandIn(options: TelegramOptions = {}): Promise<TelegramStandIn> {
  const {
    token = telegramToken,
    limits = true,
    clock = systemClock,
    firstName = 'Lead Demo Bot',
    username = 'lead_demo_bot',
  } = options;
  const bot: TelegramUser = { id: Number(token.split(':', 1)[0]) || 7012345678, is_bot: true, first_name: firstName, username };
  const journal = createJournal(clock, options.journal);
  const failures = createFailures();
  const updates = createUpdates(clock, 583_920_101);
  const world = createWorld(clock, bot);
  const webhook = createWebhook({
    clock,
    updates,
    journal,
    firstRetryMs: options.webhookRetryMs ?? 1000,
    execute: (method, params) => void execute(server, method, params),
  });
  const server: Server = { token, world, updates, webhook, journal, failures, limits: createLimits(clock, limits) };
  const served = await serve(
    { isHot: isCall, answerHot: (request, response) => handleCall(server, request, response), rest: createApp(server) },
    options.port,
  );
  return {
    url: served.url,
    limits,
    token,
    bot,
    journal,
    customer: customer => createTelegramCustomer(world, updates, customer),
    group: group => createTelegramGroup(world, updates, group),
    fail: failures.add,
    heal: failures.clear,
    push: (update, queue = 'chat:0') => updates.addRaw(update, queue),
    get pendingUpdates() {
      return updates.waiting().length;
    },
    async stop() {
      await webhook.stop();
      await served.stop();
    },
  };
}

function createApp(server: Server) {
  const app = express();
  app.disable('x-powered-by');
  app.get('/file/*path', (request, response) => serveFile(server, request, response));
  app.get('/journal', (request, response) => {
    response.json(server.journal.entries(journalFilter(new URL(request.url, 'http://stand-in').searchParams)));
  });
  app.use((_request, response) => void response.status(404).json({ ok: false, error_code: 404, description: 'Not Found' }));
  return app;
}
