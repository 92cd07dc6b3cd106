import type { Router } from 'express';
import { z } from 'zod';
import { AppError } from '../../src/lib/app-error.ts';
import { backoff } from '../../src/lib/backoff.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { keepRunning, type Running } from '../../src/lib/keep-running.ts';
import { createLogOnce } from '../../src/lib/log-once.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { Intake, MessengerState } from '../../src/messages/index.ts';
import { apiVersion, type CallApi } from './api.ts';
import { createCallback } from './callback.ts';
import { completeMessage } from './complete-message.ts';
import { eventSchema } from './event-schema.ts';
import { eventSwitches } from './needed-events.ts';
import { isEcho } from './parse-reply.ts';
import { type Cursor, poll } from './poll.ts';
import { codeOf } from './read-failure.ts';
import { describeProblem, NotStored, restAfter, WrongGroup } from './read-problem.ts';
import { toUpdate } from './to-update.ts';

interface Reception {
  api: CallApi;
  transport: 'longpoll' | 'callback';
  groupId?: string;
  confirmationCode?: string;
  secret?: string;
  cursor: Cursor;
  clock: Clock;
  log: Logger;
  account(): string;
  /** Told of the community that the token belongs to. */
  onGroup(id: string): void;
  onState(state: MessengerState): void;
}

const groupsSchema = z.object({ groups: z.array(z.object({ id: z.number().int(), name: z.string() })).min(1) });
/** How often a community that is pushed to asks whether its token still holds. */
const checkEvery = 10 * 60_000;

/** Receives by Bots Long Poll or by Callback API, and goes on trying whatever happens. */
export function createReception(reception: Reception) {
  const { api, transport, clock, log } = reception;
  const logOnce = createLogOnce(log);
  let intake: Intake | undefined;
  let running: Running | undefined;
  const routes = transport === 'callback' ? createRoutes() : undefined;
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
    const name = await introduce();
    const ready = () => {
      reception.onState({ state: 'ready', name });
      worked();
    };
    if (transport === 'longpoll') {
      await switchOnLongPoll();
      const onLost = () => log.warn('VK no longer has some of the events that came while nobody listened');
      return poll({ api, account: reception.account(), cursor: reception.cursor, accept, signal, worked: ready, onLost });
    }
    for (ready(); !signal.aborted; ready()) {
      await clock.sleep(checkEvery, signal);
      if (!signal.aborted) await introduce();
    }
  }

  async function introduce(): Promise<string> {
    const [group] = groupsSchema.parse(await api('groups.getById')).groups;
    if (!group)
      throw new AppError('vk.no_group', 'The token belongs to no community. Make one in the community: Manage, API usage.');
    const id = String(group.id);
    if (reception.groupId && reception.groupId !== id) throw new WrongGroup(reception.groupId, id);
    reception.onGroup(id);
    return group.name;
  }

  /** Needs the right `manage`, which a careful owner may not have given: then it has been switched on by hand, or the state will tell. */
  async function switchOnLongPoll(): Promise<void> {
    const settings = { group_id: reception.account(), enabled: 1, api_version: apiVersion, ...eventSwitches(true) };
    await api('groups.setLongPollSettings', settings).catch((error: unknown) =>
      log.warn({ code: codeOf(error) }, 'Long Poll could not be switched on; check it in the settings of the community'),
    );
  }

  async function accept(raws: unknown[]): Promise<void> {
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
    await intake.accept('vk', updates).catch((error: unknown) => {
      throw new NotStored(error);
    });
  }

  function onPart(error: unknown): void {
    log.warn({ code: codeOf(error) }, 'VK told of a message only in part and did not give the whole');
  }

  function createRoutes(): Router {
    const onMalformed = () => logOnce('malformed', 'a body that is no event came through the callback');
    return createCallback({ ...reception, accept: raw => accept([raw]), onMalformed });
  }

  function onFailure(error: unknown, attempt: number): number {
    const state = describeProblem(error);
    reception.onState(state);
    log.warn({ problem: state.problem, attempt }, 'VK does not work');
    return restAfter(error, backoff(attempt));
  }
}

function isEchoOfOurs(raw: unknown): boolean {
  const event = eventSchema.safeParse(raw).data;
  return event !== undefined && isEcho(event);
}

function kindOf(raw: unknown): string {
  return eventSchema.safeParse(raw).data?.type.slice(0, 40) ?? 'unknown';
}
