import type { RequestListener } from 'node:http';
import { z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import { backoff } from '../../src/lib/backoff.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { keepRunning, type Running } from '../../src/lib/keep-running.ts';
import { createLogOnce } from '../../src/lib/log-once.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { type Intake, type MessengerState, wordProblem } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { poll } from './poll.ts';
import { describeProblem, NotStored, restAfter, takenAway, unreachable } from './read-problem.ts';
import { type Receiving, setWebhook, webhookAddress } from './set-webhook.ts';
import { kindOf, toUpdate } from './to-update.ts';
import { createWebhook } from './webhook.ts';
import { pushFault, readWebhookInfo } from './webhook-info.ts';

interface Reception extends Receiving {
  api: CallApi;
  clock: Clock;
  log: Logger;
  account(): string;
  /** Told of the bot that the token belongs to. */
  onMe(id: string): void;
  onState(state: MessengerState): void;
}

const meSchema = z.object({ id: z.number().int(), username: z.string().optional(), first_name: z.string().optional() });
/** How often a bot that is pushed to asks whether its token still holds and whether Telegram reaches us. */
const checkEvery = 10 * 60_000;

/** Receives by polling or by webhook, and goes on trying whatever happens. */
export function createReception(reception: Reception) {
  const { api, transport, clock, log } = reception;
  const logOnce = createLogOnce(log);
  const storing = new Set<Promise<void>>();
  let intake: Intake | undefined;
  let running: Running | undefined;
  let name = '';
  /** Whether the last update that was pushed could not be stored. */
  let lost = false;
  const routes = transport === 'webhook' ? createRoutes() : undefined;
  return { routes, start, stop };

  async function start(into: Intake): Promise<void> {
    intake = into;
    running ??= keepRunning({ work, onFailure, clock });
    await running.settled;
  }

  /** What is pushed from now on is refused, so that Telegram brings it again to whoever receives next. */
  async function stop(): Promise<void> {
    await running?.stop();
    running = undefined;
    intake = undefined;
    await Promise.allSettled(storing);
  }

  async function work(signal: AbortSignal, worked: () => void): Promise<void> {
    await introduce(signal);
    await setWebhook(api, reception, signal);
    if (transport === 'webhook' && !webhookAddress(reception)) {
      log.warn('Telegram was not told where our webhook is: PUBLIC_URL is not set');
    }
    const well = () => {
      ready();
      worked();
    };
    well();
    return transport === 'polling' ? poll({ api, accept: raws => accept(raws), signal, worked: well }) : watch(signal, worked);
  }

  /** Updates come by themselves; what is watched is whether they could. */
  async function watch(signal: AbortSignal, worked: () => void): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(checkEvery, signal);
      if (signal.aborted) return;
      await introduce(signal);
      const info = await readWebhookInfo(api, signal);
      const isOurs = info.url === (webhookAddress(reception) ?? info.url);
      const fault = isOurs ? pushFault(info, clock.now()) : undefined;
      if (fault !== undefined) reception.onState(unreachable(fault, info.pending_update_count));
      if (!isOurs) {
        reception.onState(takenAway);
        await setWebhook(api, reception, signal);
      }
      if (fault === undefined) ready();
      worked();
    }
  }

  async function introduce(signal: AbortSignal): Promise<void> {
    const me = meSchema.parse(await api('getMe', {}, { signal }));
    reception.onMe(String(me.id));
    name = me.username ? `@${me.username}` : (me.first_name ?? String(me.id));
  }

  function ready(): void {
    reception.onState({ state: 'ready', name });
  }

  async function accept(raws: unknown[], { urgent = false } = {}): Promise<void> {
    if (!intake) throw new AppError('telegram.not_started', 'Telegram receives nothing before it is started.');
    const updates = raws.flatMap(raw => {
      const update = toUpdate(raw, reception.account(), clock.now());
      if (!update?.incoming) logOnce(kindOf(raw), 'an update that is not for us was passed over');
      return update ? [update] : [];
    });
    if (updates.length === 0) return;
    await intake.accept('telegram', updates, { urgent }).catch((error: unknown) => {
      throw new NotStored(error);
    });
  }

  /** One update that was pushed. Nobody else tells when storing fails and when it works again. */
  async function acceptPushed(raw: unknown): Promise<void> {
    const work = accept([raw], { urgent: true });
    const done = work.catch(() => undefined).finally(() => storing.delete(done));
    storing.add(done);
    try {
      await work;
      if (lost && name) ready();
      lost = false;
    } catch (error) {
      if (error instanceof NotStored) {
        lost = true;
        reception.onState(describeProblem(error));
      }
      throw error;
    }
  }

  function createRoutes(): RequestListener {
    return createWebhook({
      secret: reception.webhookSecret,
      accept: acceptPushed,
      onMalformed: () => logOnce('malformed', 'a body that is not JSON came through the webhook'),
    });
  }

  function onFailure(error: unknown, attempt: number): number {
    const state = describeProblem(error);
    reception.onState(state);
    log.warn({ problem: wordProblem('en', 'telegram', state.problem), attempt }, 'Telegram does not work');
    return restAfter(error, backoff(attempt));
  }
}
