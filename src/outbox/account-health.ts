import { backoff } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { SendOutcome } from '../messages/index.ts';
import type { Governor } from './governor.ts';
import type { Pause, PauseKind } from './paced-account.ts';

/** How often to look whether a person has mended the account. */
const accountRetryMs = 60_000;
/** When nobody answers in so many chats in a row it is not the chats. */
const silentChats = 3;
const longestSilenceMs = 30_000;
/** What waited together does not come back in the same moment. */
const jitterMs = 500;

/** Learns from what became of each attempt whether an account can be sent from at all, and lets it wait while it cannot. */
export interface AccountHealth {
  heard(from: { account: string; chat: string }, outcome: SendOutcome): Promise<void>;
}

export function createAccountHealth(options: {
  governor: Governor;
  /** Tells the other processes, and those that come after this one. */
  note: (account: string, pause: Pause | undefined) => Promise<void>;
  clock: Clock;
  log: Logger;
  chance: () => number;
}): AccountHealth {
  const { governor, note, clock, log, chance } = options;
  const silent = new Map<string, { chats: Set<string>; pauses: number }>();

  async function pause(account: string, kind: PauseKind, until: number, reason: string) {
    const pause: Pause = { kind, until: new Date(until), reason };
    const before = governor.pauseOf(account);
    if (before && before.until >= pause.until) return;
    governor.pause(account, pause);
    log.warn({ account, until: pause.until, reason }, 'sending waits');
    await note(account, pause);
  }

  async function worked(account: string) {
    silent.delete(account);
    const kind = governor.pauseOf(account)?.kind;
    if (kind !== 'account' && kind !== 'offline') return;
    governor.resume(account);
    log.info({ account }, 'sending goes on');
    await note(account, undefined);
  }

  async function heardNothing(account: string, chat: string, reason: string) {
    const state = silent.get(account) ?? { chats: new Set(), pauses: 0 };
    silent.set(account, state);
    state.chats.add(chat);
    if (state.chats.size < silentChats) return;
    const rest = backoff(state.pauses, { most: longestSilenceMs, random: chance });
    state.pauses += 1;
    await pause(account, 'offline', clock.now().getTime() + rest, reason);
  }

  return {
    async heard({ account, chat }, outcome) {
      const now = clock.now().getTime();
      if (outcome.kind === 'later')
        await pause(account, 'asked', outcome.retryAt.getTime() + chance() * jitterMs, outcome.reason);
      else if (outcome.kind === 'account') await pause(account, 'account', now + accountRetryMs, outcome.reason);
      else if (outcome.kind === 'retry' || outcome.kind === 'unknown') await heardNothing(account, chat, outcome.reason);
      else await worked(account);
    },
  };
}
