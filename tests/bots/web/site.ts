import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { createWeb, type Web, type WebOptions } from '../../../bots/web/index.ts';
import * as files from '../../../src/files/index.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { newId, nextOrder } from '../../../src/lib/ids.ts';
import {
  conversationId,
  type Incoming,
  type Intake,
  keepMessage,
  type StoredMessage,
  type Update,
} from '../../../src/messages/index.ts';

export interface Site {
  url: string;
  web: Web;
  /** Every update accepted, once each. */
  updates: Update[];
  /** What came of them. */
  incoming(): Incoming[];
  /** Puts a message of ours into the history of the visitor who wrote last, or into the conversation told. */
  say(text: string, more?: Partial<StoredMessage>): Promise<StoredMessage>;
  /** Called after each new update has gone into the history: the bot of this site. */
  onIncoming?: (incoming: Incoming) => Promise<unknown>;
  /** Breaks off every connection, as a restart does. */
  dropConnections(): void;
  close(): Promise<void>;
}

/** The site's chat over real HTTP and the default database connection, with just enough of an inbox behind it to keep a history. */
export async function startSite(given: Partial<WebOptions> & { clock?: Clock } = {}): Promise<Site> {
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const web = createWeb({
    secret: 'only for tests',
    files,
    log,
    rateLimits: { read: 10_000, write: 10_000, upload: 10_000 },
    ...given,
  });
  const app = express();
  app.use('/chat', web.routes);
  const server = app.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));

  const known = new Map<string, Update>();
  const intake: Intake = {
    async accept(_messenger, updates) {
      for (const update of updates) {
        if (known.has(update.key) || !update.incoming) continue;
        known.set(update.key, update);
        await keepIncoming(update);
        await site.onIncoming?.(update.incoming);
      }
    },
  };
  await web.start(intake);

  const site: Site = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    web,
    get updates() {
      return [...known.values()];
    },
    incoming: () => site.updates.flatMap(update => update.incoming ?? []),
    say: (text, more = {}) => say(text, { conversation: lastConversation(site), ...more }),
    dropConnections: () => server.closeAllConnections(),
    async close() {
      await web.stop();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return site;
}

function messageOf(more: Partial<StoredMessage>): StoredMessage {
  const now = new Date();
  return {
    id: newId(),
    conversation: 'web:site:nobody',
    contact: 'contact',
    order: nextOrder(now),
    at: now,
    author: { kind: 'bot' },
    kind: 'text',
    text: '',
    delivery: { state: 'sent', attempts: 1 },
    changedAt: now,
    ...more,
  };
}

async function say(text: string, more: Partial<StoredMessage>) {
  const message = messageOf({ text, ...more });
  await keepMessage(message);
  return message;
}

function lastConversation(site: Site): string {
  const last = site.incoming().at(-1);
  if (!last) throw new Error('Nobody has written yet');
  return conversationId(last.address);
}

async function keepIncoming({ key, incoming, order }: Update) {
  if (!incoming) return;
  const conversation = conversationId(incoming.address);
  const { delivery: _none, ...message } = messageOf({
    id: key,
    conversation,
    ...(order !== undefined && { order }),
    at: incoming.at,
    author: { kind: 'customer' },
    ...(incoming.externalId && { externalId: incoming.externalId }),
    ...(await contentOf(incoming, conversation)),
  });
  await keepMessage(message);
}

async function contentOf({ content, externalId }: Incoming, conversation: string): Promise<Partial<StoredMessage>> {
  if (content.kind === 'text') return { kind: 'text', text: content.text };
  if (content.kind === 'start') return { kind: 'text', text: '/start' };
  if (content.kind === 'press') return { kind: 'press', text: content.label ?? content.data };
  if (content.kind !== 'media') throw new Error(`The site's chat sends no ${content.kind}`);
  const attachments = await Promise.all(
    content.attachments.map(async (attachment, i) => {
      const file = await files.rememberRemoteFile({ messenger: 'web', attachment, conversation, id: `${externalId}-${i}` });
      return {
        file: file.id,
        kind: file.kind,
        name: file.name,
        mime: file.mime,
        ...(file.size !== undefined && { size: file.size }),
        ...(file.width !== undefined && { width: file.width }),
        ...(file.height !== undefined && { height: file.height }),
        ...(file.duration !== undefined && { duration: file.duration }),
      };
    }),
  );
  return { kind: 'media', text: content.caption ?? '', attachments };
}
