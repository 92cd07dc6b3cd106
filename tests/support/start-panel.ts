import { mkdtemp } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import mongoose from 'mongoose';
import { pino } from 'pino';
import { createAccounts } from '../../src/accounts/index.ts';
import { createVault } from '../../src/config/index.ts';
import { isTransient } from '../../src/db/index.ts';
import { createAuthoring, loadFlows } from '../../src/flows/index.ts';
import { type Desk, type Dispatcher, openHouseRules } from '../../src/inbox/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Messenger, MessengerName, MessengerState } from '../../src/messages/index.ts';
import { createPanel, type PanelOptions } from '../../src/panel/index.ts';

export const owner = { email: 'olga@example.org', password: 'seven-green-cups', name: 'Ольга' };

/** A desk that only notes what it was asked for. */
export function noteDesk(): Desk & { notes: unknown[] } {
  const notes: unknown[] = [];
  return {
    notes,
    takeOver: async (conversation, staff) => void notes.push({ takeOver: conversation, staff: staff.name }),
    giveBack: async (conversation, staff) => void notes.push({ giveBack: conversation, staff: staff.name }),
    returnSilent: async conversation => void notes.push({ returnSilent: conversation }),
    reply: async ({ conversation, staff, text, attachments }) =>
      void notes.push({
        reply: conversation,
        staff: staff.name,
        text,
        ...(attachments?.length && { files: attachments.length }),
        ...(attachments?.some(({ kind }) => kind === 'voice') && { voice: true }),
      }),
    sendAgain: async message => void notes.push({ sendAgain: message }),
    edit: async (message, text, staff) => void notes.push({ edit: message, text, staff: staff.name }),
    remove: async (message, staff) => void notes.push({ remove: message, staff: staff.name }),
    showLast: async () => {},
  };
}

/** A dispatcher that does nothing: who holds a conversation is tried in the whole program. */
const idleDispatcher: Dispatcher = {
  transfer: async () => {},
  snooze: async () => {},
  wake: async () => {},
  close: async () => {},
  reopen: async () => {},
  handOut: async () => {},
  returnSilent: async () => {},
};

/** As much of a messenger as the panel looks at. */
export function messengerIn(name: MessengerName, state: MessengerState): Messenger {
  return {
    name,
    account: '1',
    state,
    capabilities: {
      textLength: 4096,
      captionLength: 1024,
      buttons: {
        inline: { total: 100, rows: 20, perRow: 8 },
        labelLength: 64,
        url: true,
        sharePhone: false,
        shareLocation: false,
      },
      fileSize: { photo: 10_000_000, other: 50_000_000 },
      album: { most: 10, mixed: false },
      location: true,
      batch: 1,
      edit: true,
      delete: true,
      idempotent: false,
    },
    parse: () => undefined,
    start: async () => {},
    stop: async () => {},
    send: async () => ({ kind: 'sent' }),
    profile: async () => undefined,
    file: async () => {
      throw new Error('no file');
    },
  };
}

/** The panel over the default connection, on the port given or any free one. */
export async function startPanel(
  given: Partial<PanelOptions>,
  port = 0,
): Promise<{ url: string; app: Express; close(): Promise<void> }> {
  const { connection } = mongoose;
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const folder = await mkdtemp(join(tmpdir(), 'kartoteka-flows-'));
  const clock = given.clock ?? systemClock;
  const flows = await loadFlows({ folder, now: clock.now(), log });
  const app = createPanel({
    config: { sessionSecret: 'only for tests', timeZone: 'Europe/Moscow', region: 'RU' },
    database: {
      client: connection.getClient(),
      name: connection.name,
      answers: async () => connection.readyState === 1,
      isAway: isTransient,
    },
    messengers: [],
    accounts: createAccounts({
      environment: { telegram: {}, vk: {} },
      vault: createVault('only for tests'),
      probe: async () => [],
      apply: async () => {},
      clock,
    }),
    desk: noteDesk(),
    dispatcher: idleDispatcher,
    rules: await openHouseRules({ log }),
    vault: createVault('only for tests'),
    authoring: createAuthoring({ folder, flows, clock, log, note: async () => {} }),
    log,
    clock,
    ...given,
  });
  const server = app.listen(port, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  return {
    app,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
