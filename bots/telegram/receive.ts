import type { Router } from 'express';
import { z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import { backoff } from '../../src/lib/backoff.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { keepRunning, type Running } from '../../src/lib/keep-running.ts';
import { createLogOnce } from '../../src/lib/log-once.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { Intake, MessengerState } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { allowedUpdates, poll } from './poll.ts';
import { describeProblem, NotStored, restAfter } from './read-problem.ts';
import { kindOf, toUpdate } from './to-update.ts';
import { createWebhook } from './webhook.ts';

interface Reception {
  api: CallApi;
  transport: 'polling' | 'webhook';
  webhookSecret: string;
  publicUrl?: string;
  clock: Clock;
  log: Logger;
  account(): string;
  /** Told of the bot that the token belongs to. */
  onMe(id: string): void;
  onState(state: MessengerState): void;
}

const meSchema = z.object({ id: z.number().int(), username: z.string().optional(), first_name: z.string().optional() });
/** How often a bot that is pushed to asks whether its token still holds. */
const checkEvery = 10 * 60_000;

/** Receives by polling or by webhook, and goes on trying whatever happens. */
export function createReception(reception: Reception) {
  const { api, transport, clock, log } = reception;
  const logOnce = createLogOnce(log);
  let intake: Intake | undefined;
  let running: Running | undefined;
  const routes = transport === 'webhook' ? createRoutes() : undefined;
  return { routes, start, stop };

  async function start(into: Intake): Promise<void> {
    intake = into;
    running ??= keepRunning({ work, onFailure, clock });
    await running.settled;
  }

  async function stop(): Promise<void> {
    await running?.stop();
    running = undefined;
    intake = undefined;
  }

  async function work(signal: AbortSignal, worked: () => void): Promise<void> {
    const me = await introduce(signal);
    const ready = () => {
      reception.onState({ state: 'ready', name: me });
      worked();
    };
    if (transport === 'polling') {
      await api('deleteWebhook', {}, { signal });
      ready();
      return poll({ api, accept, signal, worked: ready });
    }
    await setWebhook(signal);
    for (ready(); !signal.aborted; ready()) {
      await clock.sleep(checkEvery, signal);
      if (!signal.aborted) await introduce(signal);
    }
  }

  async function introduce(signal: AbortSignal): Promise<string> {
    const me = meSchema.parse(await api('getMe', {}, { signal }));
    reception.onMe(String(me.id));
    return me.username ? `@${me.username}` : (me.first_name ?? String(me.id));
  }

  async function setWebhook(signal: AbortSignal): Promise<void> {
    const { publicUrl, webhookSecret } = reception;
    if (!publicUrl) return log.warn('Telegram was not told where our webhook is: PUBLIC_URL is not set');
    const url = `${publicUrl.replace(/\/+$/, '')}/webhooks/telegram`;
    await api('setWebhook', { url, secret_token: webhookSecret, allowed_updates: allowedUpdates }, { signal });
  }

  async function accept(raws: unknown[]): Promise<void> {
    if (!intake) throw new AppError('telegram.not_started', 'Telegram receives nothing before it is started.');
    const updates = raws.flatMap(raw => {
      const update = toUpdate(raw, reception.account(), clock.now());
      if (!update?.incoming) logOnce(kindOf(raw), 'an update that is not for us was passed over');
      return update ? [update] : [];
    });
    if (updates.length === 0) return;
    await intake.accept('telegram', updates).catch((error: unknown) => {
      throw new NotStored(error);
    });
  }

  function createRoutes(): Router {
    return createWebhook({
      secret: reception.webhookSecret,
      accept: raw => accept([raw]),
      onMalformed: () => logOnce('malformed', 'a body that is not JSON came through the webhook'),
    });
  }

  function onFailure(error: unknown, attempt: number): number {
    const state = describeProblem(error);
    reception.onState(state);
    log.warn({ problem: state.problem, attempt }, 'Telegram does not work');
    return restAfter(error, backoff(attempt));
  }
}
