import type { RequestListener } from 'node:http';
import { z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import { backoff } from '../../src/lib/backoff.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { keepRunning, type Running } from '../../src/lib/keep-running.ts';
import { createLogOnce } from '../../src/lib/log-once.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { type Intake, type MessengerState, type Problem, problemKey, wordProblem } from '../../src/messages/index.ts';
import type { CallApi } from './api.ts';
import { createCallback } from './callback.ts';
import { callbackUrl } from './callback-server.ts';
import { completeMessage } from './complete-message.ts';
import { eventSchema } from './event-schema.ts';
import { isEcho } from './parse-reply.ts';
import { type Cursor, poll } from './poll.ts';
import { codeOf } from './read-failure.ts';
import { readGroup } from './read-group.ts';
import { describeProblem, NotStored, restAfter, type Trouble, WrongGroup } from './read-problem.ts';
import { createWays } from './switch-ways.ts';
import { toUpdate } from './to-update.ts';

interface Reception {
  api: CallApi;
  transport: 'longpoll' | 'callback';
  groupId?: string;
  confirmationCode?: string;
  secret?: string;
  /** The program's own address, as VK can reach it. */
  publicUrl?: string;
  cursor: Cursor;
  clock: Clock;
  log: Logger;
  account(): string;
  /** Told of the community that the token belongs to. */
  onGroup(id: string): void;
  onState(state: MessengerState): void;
  /** The problem that is known already. */
  problem(): Problem | undefined;
  /** Told when a problem begins. */
  note?: (problem: Problem) => void;
}

/** How often a community that is pushed to asks whether its token still holds, and one that is asked whether nothing is pushed. */
const checkEvery = 10 * 60_000;
/** How often an address that VK does not reach is tried again. */
const tryEvery = 60_000;
const codeLasts = 60_000;

/** Receives by Bots Long Poll or by Callback API, and goes on trying whatever happens. */
export function createReception(reception: Reception) {
  const { api, transport, clock, log } = reception;
  const logOnce = createLogOnce(log);
  let intake: Intake | undefined;
  let running: Running | undefined;
  let arranging = new AbortController();
  let asked: { at: number; code: Promise<string | undefined> } | undefined;
  const cursor: Cursor = { load: () => stored(reception.cursor.load()), save: ts => stored(reception.cursor.save(ts)) };
  const ways = createWays({
    ...reception,
    cursor,
    url: callbackUrl(reception.publicUrl),
    onLost,
    accept: () => intake && accept,
  });
  // Also who asks for events keeps the door open to those that VK repeats from before, if it can tell them from a stranger's.
  const routes = transport === 'callback' || reception.secret ? createRoutes() : undefined;
  return { routes, start, stop, arrange };

  async function start(into: Intake): Promise<void> {
    intake = into;
    running ??= keepRunning({ work, onFailure, clock });
    await running.settled;
  }

  async function stop(): Promise<void> {
    arranging.abort();
    arranging = new AbortController();
    await running?.stop();
    running = undefined;
    intake = undefined;
  }

  async function work(signal: AbortSignal, worked: () => void): Promise<void> {
    const name = await introduce();
    const ready = () => {
      reception.onState({ state: 'ready', name });
      worked();
    };
    if (transport === 'callback') return workByCallback(signal, ready);
    await ways.openLongPoll();
    let leaving = Promise.resolve();
    let left = Number.NEGATIVE_INFINITY;
    const onAnswer = () => {
      ready();
      const now = clock.now().getTime();
      if (now - left < checkEvery) return;
      left = now;
      leaving = leaving.then(ways.closeCallback);
    };
    try {
      await poll({
        api,
        account: reception.account(),
        cursor,
        accept: raws => accept(raws),
        signal,
        worked: onAnswer,
        onLost,
      });
    } finally {
      await leaving;
    }
  }

  /** The door is open from the beginning: VK asks it for the code while it is being set up. */
  async function workByCallback(signal: AbortSignal, ready: () => void): Promise<void> {
    ready();
    while (!signal.aborted) {
      const problem = await ways.openCallback(signal);
      if (problem) tell({ state: 'failing', problem });
      else ready();
      await clock.sleep(problem ? tryEvery : checkEvery, signal);
      if (!signal.aborted) await introduce();
    }
  }

  async function introduce(): Promise<string> {
    const { id, name } = await readGroup(api);
    if (reception.groupId && reception.groupId !== id) throw new WrongGroup(reception.groupId, id);
    reception.onGroup(id);
    return name;
  }

  /** What `Messenger.arrange` does. Rejects when VK does not answer or the token is for another community. */
  async function arrange(): Promise<void> {
    await introduce();
    await ways.switchOnBots();
    if (transport === 'callback') await ways.openCallback(arranging.signal);
    else await ways.openLongPoll();
  }

  async function accept(raws: unknown[], { urgent = false } = {}): Promise<void> {
    if (!intake) throw new AppError('vk.not_started', 'VK receives nothing before it is started.');
    // VK tells us of everything we send ourselves: a write for each would be for nothing.
    const news = raws.filter(raw => !isEchoOfOurs(raw));
    const whole = await Promise.all(news.map(raw => completeMessage(api, raw, onPart)));
    const updates = whole.flatMap(raw => {
      const update = toUpdate(raw, reception.account(), clock.now());
      if (!update?.incoming) logOnce(kindOf(raw), 'an event that is not for us was passed over');
      return update ? [update] : [];
    });
    if (updates.length === 0) return;
    await stored(intake.accept('vk', updates, { urgent }));
  }

  function onPart(error: unknown): void {
    log.warn({ code: codeOf(error) }, 'VK told of a message only in part and did not give the whole');
  }

  function onLost(): void {
    const problem: Problem = { code: 'eventsLost' };
    log.warn(wordProblem('en', 'vk', problem));
    reception.note?.(problem);
  }

  /** VK may ask at any time, and strangers too: it is asked for the code once a minute at most. */
  async function askCode(): Promise<string | undefined> {
    const now = clock.now().getTime();
    if (!asked || now - asked.at > codeLasts) {
      const answer = api('groups.getCallbackConfirmationCode', { group_id: reception.account() });
      const code = answer
        .then(told => codeSchema.parse(told).code)
        .catch(() => {
          asked = undefined;
          return undefined;
        });
      asked = { at: now, code };
      return code;
    }
    return asked.code;
  }

  function createRoutes(): RequestListener {
    const onMalformed = () => logOnce('malformed', 'a body that is no event came through the callback');
    return createCallback({ ...reception, askCode, accept: raw => accept([raw], { urgent: true }), onMalformed });
  }

  /** A problem is noted when it begins, not each time it is met. */
  function tell(state: Trouble): void {
    const before = reception.problem();
    reception.onState(state);
    if (!before || problemKey(before) !== problemKey(state.problem)) reception.note?.(state.problem);
  }

  function onFailure(error: unknown, attempt: number): number {
    const state = describeProblem(error);
    tell(state);
    log.warn({ problem: wordProblem('en', 'vk', state.problem), attempt }, 'VK does not work');
    return restAfter(error, backoff(attempt));
  }
}

/** Waits for the database; what fails there is no fault of VK's. */
async function stored<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw new NotStored(error);
  });
}

const codeSchema = z.object({ code: z.string().min(1) });

function isEchoOfOurs(raw: unknown): boolean {
  const event = eventSchema.safeParse(raw).data;
  return event !== undefined && isEcho(event);
}

function kindOf(raw: unknown): string {
  return eventSchema.safeParse(raw).data?.type.slice(0, 40) ?? 'unknown';
}
