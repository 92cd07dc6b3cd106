import { APIError } from 'vk-io';
import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import { Gate } from '../../src/lib/gate.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { Problem } from '../../src/messages/index.ts';
import { apiVersion, type CallApi } from './api.ts';
import { chooseEvents, ensureServer, pushes, silenceServer } from './callback-server.ts';
import { eventSwitches, flag } from './needed-events.ts';
import { type Cursor, drain } from './poll.ts';
import { codeOf } from './read-failure.ts';

interface Ways {
  api: CallApi;
  account(): string;
  /** Where VK has to push to; without it the owner enters an address by hand. */
  url: string | undefined;
  secret?: string;
  cursor: Cursor;
  clock: Clock;
  log: Logger;
  /** Told that VK no longer has some of what came by Long Poll. */
  onLost: () => void;
  /** Absent while nothing is received: then nothing may be fetched either. */
  accept(): ((raws: unknown[]) => Promise<void>) | undefined;
}

/** One of the two ways that events come, as VK has it in its settings. */
interface Way {
  isOn(): Promise<boolean>;
  open(): Promise<unknown>;
  close(): Promise<unknown>;
}

const enabledSchema = z.object({ is_enabled: flag });

/**
 * The two ways that events come, and the change from one to the other. The old one is left only after the new one works; in between
 * both may bring the same event, which is stored once. All of it needs the right `manage`, which a careful owner may not have given: then
 * it is done by hand, and nothing here fails.
 */
export function createWays(ways: Ways) {
  const { api, account, url, secret, cursor, clock, log } = ways;
  // The receiving itself and a person who sets it up may want it at once; the address is to be added once.
  const gate = new Gate(1);
  const said = new Set<string>();
  const longPoll: Way = {
    isOn: async () => enabledSchema.parse(await api('groups.getLongPollSettings', { group_id: account() })).is_enabled,
    open: () =>
      api('groups.setLongPollSettings', { group_id: account(), enabled: 1, api_version: apiVersion, ...eventSwitches(true) }),
    close: () => api('groups.setLongPollSettings', { group_id: account(), enabled: 0 }),
  };
  const callback: Way = {
    isOn: () => pushes(address()),
    open: () => chooseEvents(address()),
    close: () => silenceServer(address()),
  };
  return {
    switchOnBots,
    openLongPoll,
    closeCallback,
    openCallback: (signal?: AbortSignal) => gate.run(() => openCallback(signal)),
  };

  /** Keyboards need it, and the button "Начать" is how most people begin. */
  async function switchOnBots(): Promise<void> {
    const settings = { group_id: account(), messages: 1, bots_capabilities: 1, bots_start_button: 1 };
    await softly(
      api('groups.setSettings', settings),
      'Bot capabilities could not be switched on; do it in the settings of the community',
    );
  }

  async function openLongPoll(): Promise<void> {
    await softly(longPoll.open(), 'Long Poll could not be switched on; check it in the settings of the community');
  }

  /** Once Long Poll works. What VK still repeats from before comes through the door, which stays open. */
  async function closeCallback(): Promise<void> {
    if (!url) return;
    const silence = async () => {
      if (await callback.isOn()) await leave(callback, longPoll);
    };
    await softly(silence(), 'it could not be seen whether the callback still pushes; what comes twice is stored once');
  }

  /**
   * What keeps VK from pushing to us; nothing when it does, or when we may not know. Rejects when VK or the database does not answer.
   */
  async function openCallback(signal?: AbortSignal): Promise<Problem | undefined> {
    if (!url) {
      await softly(callback.open(), 'the events of the callback could not be chosen; choose them by hand');
      return undefined;
    }
    try {
      const server = await ensureServer({ ...address(), url, clock, ...(secret && { secret }), ...(signal && { signal }) });
      if (signal?.aborted) return undefined;
      const works = server?.status === 'ok';
      await leaveLongPoll(works);
      return works ? undefined : { code: 'callbackUnreachable', values: { url } };
    } catch (error) {
      if (!isForbidden(error)) throw error;
      log.warn({ code: error.code }, 'The callback could not be set up; enter its address in the settings of the community');
      return undefined;
    }
  }

  /** Fetches what still lies in the history of Long Poll, and switches it off when nothing depends on it any more. */
  async function leaveLongPoll(forGood: boolean): Promise<void> {
    if (!(await longPoll.isOn())) return;
    const accept = ways.accept();
    // Without a cursor of ours it is somebody else who uses Long Poll.
    if (!accept || (await cursor.load()) === undefined) return;
    await drain({ api, account: account(), cursor, accept, onLost: ways.onLost });
    if (forGood) await leave(longPoll, callback);
  }

  /**
   * Closes one way where events come by the other. Whoever follows us may be leaving that other one in this very moment, so both are
   * looked at again: each who leaves sees what the other left, and in doubt events come by both.
   */
  async function leave(old: Way, other: Way): Promise<void> {
    if (await other.isOn()) {
      await old.close();
      if (await other.isOn()) return;
    }
    await other.open();
    await old.open();
  }

  function address() {
    return { api, group: account(), url };
  }

  /** Some of it is tried again and again: what cannot be done is said once. */
  async function softly(work: Promise<unknown>, otherwise: string): Promise<void> {
    await work.catch((error: unknown) => {
      if (!said.has(otherwise)) log.warn({ code: error instanceof APIError ? error.code : codeOf(error) }, otherwise);
      said.add(otherwise);
    });
  }
}

/** The token has not the right, or no community's token has it, or there are ten servers already: only a person can help. */
function isForbidden(error: unknown): error is APIError {
  return error instanceof APIError && [3, 7, 15, 27, 100, 2000].includes(Number(error.code));
}
