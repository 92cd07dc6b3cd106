import type { RequestListener } from 'node:http';
import type { Clock } from '../../src/lib/clock.ts';
import type { Logger } from '../../src/lib/logger.ts';
import { type Messenger, type MessengerState, type OpenFile, type Problem, vkCapabilities } from '../../src/messages/index.ts';
import { createApi } from './api.ts';
import type { Sending } from './attach.ts';
import { callbackUrl } from './callback-server.ts';
import { editMessage, removeMessages } from './change.ts';
import { fetchFile } from './fetch-file.ts';
import { inspect } from './inspect.ts';
import { parseUpdate } from './parse-update.ts';
import type { Cursor } from './poll.ts';
import { createPublicAgent } from './public-agent.ts';
import { codeOf, refusesToken } from './read-failure.ts';
import { unauthorized } from './read-problem.ts';
import { readProfile } from './read-profile.ts';
import { createReception } from './receive.ts';
import { sendMany } from './send-many.ts';

export type { Cursor } from './poll.ts';

export interface VkOptions {
  /** The community's, with the rights messages, photos, docs and manage. */
  token: string;
  /** Checked against the token; without it the token says which community it is. */
  groupId?: string;
  /** Another server than VK's own, with or without `/method`. */
  apiRoot?: string;
  transport: 'longpoll' | 'callback';
  /** What VK wants to hear when the address of the callback is entered. */
  confirmationCode?: string;
  /** What VK sends with every event of the callback. Without it anybody may push events. */
  secret?: string;
  openFile: OpenFile;
  /** The program's own address as VK can reach it; then the callback is set up by calls. */
  publicUrl?: string;
  /** Told each time a problem begins; never with a token. */
  note?: (problem: Problem) => void;
  cursor: Cursor;
  clock: Clock;
  log: Logger;
}

export interface Vk extends Messenger {
  readonly name: 'vk';
  /** To be mounted at /webhooks/vk; with Long Poll only where there is a secret, for what VK still repeats of what it pushed. */
  readonly routes?: RequestListener;
}

/** "This is a chat bot feature, change this status in settings." */
const noBotCapabilities = 912;

/** A VK community as a `Messenger`. Nothing happens before `start`, but sending works without it. */
export function createVk(options: VkOptions): Vk {
  const { token, apiRoot, openFile, clock, log } = options;
  let keyboardsRefused = Number.NEGATIVE_INFINITY;
  /** Long Poll goes on for hours with a token that was revoked. */
  let isTokenRefused = false;
  const { call: api, execute } = createApi(token, apiRoot, code => {
    if (code === noBotCapabilities) keyboardsRefused = clock.now().getTime();
    if (code === undefined) isTokenRefused = false;
    else if (refusesToken(code)) noteRefused();
  });
  const sending: Sending = { api, execute, openFile, clock, known: new Map() };
  const files = createPublicAgent(apiRoot && new URL(apiRoot).hostname);
  let account = options.groupId ?? '';
  let state: MessengerState = { state: 'starting' };
  const underWay = new Set<Promise<unknown>>();
  const reception = createReception({
    ...options,
    api,
    account: () => account,
    onGroup: id => {
      account = id;
    },
    onState: next => {
      state = next;
    },
    problem,
  });
  return {
    name: 'vk',
    get account() {
      return account;
    },
    get state() {
      return current();
    },
    capabilities: vkCapabilities,
    ...(reception.routes && { routes: reception.routes }),
    parse: raw => parseUpdate(raw, account),
    start: intake => reception.start(intake),
    async stop() {
      await reception.stop();
      await Promise.allSettled(underWay);
    },
    async send(address, message, key) {
      const [outcome] = await track(sendMany(sending, [{ address, message, key }]));
      return outcome ?? { kind: 'broken', reason: 'There is nothing to send' };
    },
    sendMany: parcels => track(sendMany(sending, parcels)),
    edit: (address, externalId, message) => track(editMessage(sending, address.chat, externalId, message)),
    remove: (_address, externalIds) => track(removeMessages(sending, externalIds)),
    inspect: look,
    async arrange() {
      await track(reception.arrange()).catch((error: unknown) =>
        log.warn({ code: codeOf(error) }, 'VK was not set up by calls; what is missing is shown'),
      );
      return look();
    },
    async acknowledge(address, id, text) {
      const answer = text && { event_data: JSON.stringify({ type: 'show_snackbar', text: text.slice(0, 90) }) };
      const fields = { event_id: id, user_id: address.chat, peer_id: address.chat, ...answer };
      await track(api('messages.sendMessageEventAnswer', fields)).catch((error: unknown) =>
        log.debug({ code: codeOf(error) }, 'a button waits in vain: VK took no answer'),
      );
    },
    typing({ chat }) {
      track(api('messages.setActivity', { peer_id: chat, type: 'typing' })).catch((error: unknown) =>
        log.debug({ code: codeOf(error) }, 'VK took no typing'),
      );
    },
    profile: personId => readProfile(api, personId),
    file: ref => fetchFile(files, ref),
  };

  function current(): MessengerState {
    return isTokenRefused && state.state === 'ready' ? unauthorized : state;
  }

  function problem(): Problem | undefined {
    const known = current();
    return 'problem' in known ? known.problem : undefined;
  }

  function noteRefused(): void {
    // Whoever is receiving or about to tells of it itself where it is met there.
    const isNews = !isTokenRefused && state.state === 'ready';
    isTokenRefused = true;
    if (isNews) options.note?.(unauthorized.problem);
  }

  function look() {
    const { transport, groupId, publicUrl } = options;
    const refusesKeyboards = clock.now().getTime() - keyboardsRefused < 3_600_000;
    return track(inspect({ api, transport, ...(groupId && { groupId }), url: callbackUrl(publicUrl), refusesKeyboards }));
  }

  function track<T>(work: Promise<T>): Promise<T> {
    const done = work.finally(() => underWay.delete(done));
    underWay.add(done);
    return done;
  }
}
