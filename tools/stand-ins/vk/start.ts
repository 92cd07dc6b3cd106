import express from 'express';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import { createFailures, type FailureRule } from '../shared/failures.ts';
import { createJournal, type Journal, journalFilter } from '../shared/journal.ts';
import { createRate, noRate } from '../shared/rate.ts';
import { serve } from '../shared/serve.ts';
import { type CallbackServer, createCallbackServers } from './callback-servers.ts';
import { createVkCustomer, type VkCustomer, type VkCustomerOptions } from './customer.ts';
import { newEvent, type VkEvent } from './events.ts';
import { handleUpload, serveVkFile } from './handle-files.ts';
import { handleLongPoll } from './handle-long-poll.ts';
import { handleMethod, isMethod } from './handle-method.ts';
import { createLongPoll } from './long-poll.ts';
import { sendPastApi } from './methods/messages-send.ts';
import type { Server } from './server.ts';
import { createVkWorld, type VkGroup, type VkWorld } from './world.ts';

export interface VkOptions {
  /** 0, any free port, unless told. */
  port?: number;
  token?: string;
  groupId?: number;
  /** 20 calls a second. On unless switched off. */
  limits?: boolean;
  clock?: Clock;
  journal?: { enabled?: boolean; limit?: number };
  /** Whether Long Poll is switched on in the community's settings from the beginning; on unless told. */
  longPoll?: boolean;
  /** Whether "Bot capabilities" is switched on in the community's settings; on unless told. */
  bots?: boolean;
  /** The token's rights: messages, photos, docs and manage unless told. */
  permissions?: string[];
  /** Multiplies the waits between repeated Callback pushes (10 s to 1 h). */
  callbackRetryFactor?: number;
}

export interface VkStandIn {
  /** `http://127.0.0.1:<port>`: what VK_API_ROOT takes. */
  url: string;
  /** `<url>/method`: what vk-io's apiBaseUrl takes. */
  apiBaseUrl: string;
  token: string;
  /** Whether it refuses what comes too fast. */
  readonly limits: boolean;
  group: VkGroup;
  journal: Journal;
  customer(options: VkCustomerOptions): VkCustomer;
  /** Somebody of the community answers a customer in VK itself; resolves with the message's id. */
  operatorReplies(peer: number, text: string, operator?: number): Promise<number>;
  /** VK greets a customer in the community's name, which no person did. */
  greets(peer: number, text: string): Promise<number>;
  /** The community's settings of messages, as its owner would see them. */
  readonly settings: VkWorld['settings'];
  /** Makes coming calls fail; the answer takes the rule away again. `method: 'longpoll'` and `'upload.photo'` are methods, too. */
  fail(rule: FailureRule): () => void;
  /** Takes all rules away. */
  heal(): void;
  /** Sends any event at all to the bot, malformed ones too; the envelope is completed where it has gaps. */
  push(event: Record<string, unknown>): void;
  longPoll: { expireKey(): void; loseHistory(): void; forget(): void };
  readonly callbackServers: readonly CallbackServer[];
  /** What a Callback server has to answer to the handshake: VK_CONFIRMATION_CODE. */
  confirmationCode: string;
  /** From now on every call fails with error 27. */
  revokeToken(): void;
  stop(): Promise<void>;
}

export const vkToken = 'vk1.a.example-example-example-example-example';

const usualEvents = ['message_new', 'message_event', 'message_allow', 'message_deny', 'group_join', 'group_leave'];

/** Starts a VK API server for one community on this machine. It refuses what the real one refuses, in the same words. */
export async function startVkStandIn(options: VkOptions = {}): Promise<VkStandIn> {
  const { clock = systemClock, limits = true, longPoll: longPollEnabled = true } = options;
  const group: VkGroup = { id: options.groupId ?? 226_512_345, name: 'Lead Demo', screen_name: 'leaddemo' };
  const journal = createJournal(clock, options.journal);
  const failures = createFailures();
  const world = createVkWorld(clock, group);
  world.settings.bots_capabilities = options.bots ?? true;
  const longPoll = createLongPoll(clock, longPollEnabled, usualEvents);
  const callbacks = createCallbackServers({ clock, groupId: group.id, journal, retryFactor: options.callbackRetryFactor ?? 1 });
  const server: Server = {
    token: { value: options.token ?? vkToken, revoked: false },
    world,
    longPoll,
    callbacks,
    journal,
    failures,
    permissions: new Set(options.permissions ?? ['messages', 'photos', 'docs', 'manage']),
    rate: limits ? createRate(clock, 20, 1000) : noRate,
  };
  const served = await serve(
    { isHot: isMethod, answerHot: (request, response) => handleMethod(server, request, response), rest: createApp(server) },
    options.port,
  );
  world.url = served.url;
  world.emit = (type, object) => {
    const wanted = longPoll.events.has(type) || callbacks.list.some(({ events }) => events.has(type));
    if (wanted) send(newEvent(group.id, type, object));
  };
  return {
    url: served.url,
    limits,
    apiBaseUrl: `${served.url}/method`,
    token: server.token.value,
    group,
    journal,
    customer: customer => createVkCustomer(world, customer),
    operatorReplies: async (peer, text, operator = 418_618_500) => sendPastApi(world, peer, text, operator),
    greets: async (peer, text) => sendPastApi(world, peer, text),
    settings: world.settings,
    fail: failures.add,
    heal: failures.clear,
    push: event => send({ ...newEvent(group.id, 'message_new'), ...event }),
    longPoll,
    confirmationCode: callbacks.confirmationCode,
    get callbackServers() {
      return callbacks.list;
    },
    revokeToken() {
      server.token.revoked = true;
    },
    async stop() {
      await callbacks.stop();
      await served.stop();
    },
  };

  function send(event: VkEvent): void {
    longPoll.add(event);
    callbacks.push(event);
  }
}

function createApp(server: Server) {
  const app = express();
  app.disable('x-powered-by');
  app.all('/lp/:group', (request, response) => handleLongPoll(server, request, response));
  app.post('/upload/:kind', (request, response) => handleUpload(server, request, response));
  app.get('/avatars/:name', (request, response) => serveVkFile(server, request, response));
  app.get('/files/*path', (request, response) => serveVkFile(server, request, response));
  app.get('/journal', (request, response) => {
    response.json(server.journal.entries(journalFilter(new URL(request.url, 'http://stand-in').searchParams)));
  });
  app.use((_request, response) => void response.status(404).json({ error: 'not found' }));
  return app;
}
