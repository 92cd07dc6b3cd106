import { APIError } from 'vk-io';
import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import { Gate } from '../../src/lib/gate.ts';
import type { Logger } from '../../src/lib/logger.ts';
import type { Problem } from '../../src/messages/index.ts';
import { apiVersion, type CallApi } from './api.ts';
import { chooseEvents, ensureServer, silenceServer } from './callback-server.ts';
import { eventSwitches } from './needed-events.ts';
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

const enabledSchema = z.object({ is_enabled: z.union([z.boolean(), z.number()]).transform(Boolean) });

/**
 * The two ways that events come, and the change from one to the other. The old one is left only after the new one works; in between
 * both may bring the same event, which is stored once. All of it needs the right `manage`, which a careful owner may not have given: then
 * it is done by hand, and nothing here fails.
 */
export function createWays(ways: Ways) {
  const { api, account, url, secret, cursor, clock, log } = ways;
  // The receiving itself and a person who sets it up may want it at once; the address is to be added once.
  const gate = new Gate(1);
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
    const settings = { group_id: account(), enabled: 1, api_version: apiVersion, ...eventSwitches(true) };
    await softly(
      api('groups.setLongPollSettings', settings),
      'Long Poll could not be switched on; check it in the settings of the community',
    );
  }

  /** Once Long Poll works. What VK still repeats from before comes through the door, which stays open. */
  async function closeCallback(): Promise<void> {
    if (!url) return;
    await softly(
      silenceServer({ api, group: account(), url }),
      'it could not be seen whether the callback still pushes; what comes twice is stored once',
    );
  }

  /**
   * What keeps VK from pushing to us; nothing when it does, or when we may not know. Rejects when VK or the database does not answer.
   */
  async function openCallback(signal?: AbortSignal): Promise<Problem | undefined> {
    if (!url) {
      await softly(
        chooseEvents({ api, group: account(), url }),
        'the events of the callback could not be chosen; choose them by hand',
      );
      return undefined;
    }
    const address = { api, group: account(), url, clock, ...(secret && { secret }), ...(signal && { signal }) };
    try {
      const server = await ensureServer(address);
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
    const { is_enabled } = enabledSchema.parse(await api('groups.getLongPollSettings', { group_id: account() }));
    const accept = ways.accept();
    // Without a cursor of ours it is somebody else who uses Long Poll.
    if (!is_enabled || !accept || (await cursor.load()) === undefined) return;
    await drain({ api, account: account(), cursor, accept, onLost: ways.onLost });
    if (forGood) await api('groups.setLongPollSettings', { group_id: account(), enabled: 0 });
  }

  async function softly(work: Promise<unknown>, otherwise: string): Promise<void> {
    await work.catch((error: unknown) => log.warn({ code: error instanceof APIError ? error.code : codeOf(error) }, otherwise));
  }
}

/** The token has not the right, or no community's token has it, or there are ten servers already: only a person can help. */
function isForbidden(error: unknown): error is APIError {
  return error instanceof APIError && [3, 7, 15, 27, 100, 2000].includes(Number(error.code));
}
