import type { RequestListener } from 'node:http';
import type { Clock } from '../../src/lib/clock.ts';
import type { Logger } from '../../src/lib/logger.ts';
import {
  type ChangeOutcome,
  type Messenger,
  type MessengerState,
  type OpenFile,
  type Problem,
  problemKey,
  telegramCapabilities,
} from '../../src/messages/index.ts';
import { answerPress } from './answer-press.ts';
import { createApi, officialRoot } from './api.ts';
import { arrange } from './arrange.ts';
import { edit } from './edit.ts';
import { fetchFile } from './fetch-file.ts';
import { inspect } from './inspect.ts';
import { parseUpdate } from './parse-update.ts';
import { unauthorized } from './read-problem.ts';
import { readProfile } from './read-profile.ts';
import { createReception } from './receive.ts';
import { remove } from './remove.ts';
import { send } from './send.ts';

export interface TelegramOptions {
  token: string;
  /** Another server than Telegram's own: a stand-in, or a Bot API server on the premises. */
  apiRoot?: string;
  transport: 'polling' | 'webhook';
  /** 1–256 characters of `A-Z a-z 0-9 _ -`; without it no push is believed. */
  webhookSecret: string;
  /** Where the world reaches us, for setWebhook. */
  publicUrl?: string;
  openFile: OpenFile;
  /** Told each time a problem begins; never with a token. */
  note?: (problem: Problem) => void;
  clock: Clock;
  log: Logger;
}

/** What a messenger may have, and this one has. */
type Offered = 'edit' | 'remove' | 'inspect' | 'arrange';

export interface Telegram extends Omit<Messenger, Offered>, Required<Pick<Messenger, Offered>> {
  readonly name: 'telegram';
  /** To be mounted at /webhooks/telegram; only with the transport `webhook`. */
  readonly routes?: RequestListener;
}

/** A Telegram bot as a `Messenger`. Nothing happens before `start`, but sending works without it. */
export function createTelegram(options: TelegramOptions): Telegram {
  const { token, apiRoot = officialRoot, openFile, clock, log } = options;
  const api = createApi(token, apiRoot);
  let account = /^(\d+):/.exec(token)?.[1] ?? '';
  let state: MessengerState = { state: 'starting' };
  let ending = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const sending = { api, openFile, clock };
  const setUp = { ...options, apiRoot, api };
  /** Whether the bot is to have commands: it is, until it was arranged to have none. */
  let hasCommands = true;
  const reception = createReception({
    ...options,
    api,
    account: () => account,
    onMe: id => {
      account = id;
    },
    onState: become,
  });
  return {
    name: 'telegram',
    get account() {
      return account;
    },
    get state() {
      return state;
    },
    capabilities: telegramCapabilities,
    ...(reception.routes && { routes: reception.routes }),
    parse: raw => parseUpdate(raw, account),
    start: intake => reception.start(intake),
    async stop() {
      await reception.stop();
      ending.abort();
      await Promise.allSettled(underWay);
      // Whoever does not receive any more may still send and answer.
      ending = new AbortController();
    },
    async send(address, message) {
      const outcome = await track(send(sending, address.chat, message));
      if (outcome.kind === 'account') become(unauthorized);
      return outcome;
    },
    edit: (address, externalId, message) => change(edit(sending, address.chat, externalId, message)),
    remove: (address, externalIds) => change(remove(sending, address.chat, externalIds)),
    inspect: () => track(inspect(setUp, hasCommands)),
    arrange(menu) {
      hasCommands = menu.length > 0;
      return track(arrange(setUp, menu));
    },
    async acknowledge(_address, id, text) {
      const answered = track(answerPress({ api, clock, signal: ending.signal }, id, text));
      await answered.catch(() => log.debug('a button waits in vain: Telegram took no answer'));
    },
    typing({ chat }) {
      track(api('sendChatAction', { chat_id: chat, action: 'typing' })).catch(() => log.debug('Telegram took no typing'));
    },
    profile: personId => readProfile(api, personId),
    file: ref => fetchFile({ api, token, apiRoot }, ref),
  };

  function become(next: MessengerState): void {
    const before = 'problem' in state ? problemKey(state.problem) : undefined;
    state = next;
    if ('problem' in next && problemKey(next.problem) !== before) options.note?.(next.problem);
  }

  async function change(work: Promise<ChangeOutcome>): Promise<ChangeOutcome> {
    const outcome = await track(work);
    if (outcome.kind === 'account') become(unauthorized);
    return outcome;
  }

  function track<T>(work: Promise<T>): Promise<T> {
    const done = work.finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  }
}
