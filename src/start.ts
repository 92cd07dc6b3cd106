import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { createTelegram } from '../bots/telegram/index.ts';
import { createVk } from '../bots/vk/index.ts';
import { createWeb } from '../bots/web/index.ts';
import { type Config, deriveSecret, loadSecret } from './config/index.ts';
import { connect, databaseAnswers, disconnect, ensureIndexes, loadSetting, openDatabase, saveSetting } from './db/index.ts';
import * as files from './files/index.ts';
import { type AuthoringNote, createAuthoring, loadFlows } from './flows/index.ts';
import { createAlarm, createDesk, createInbox, createMover, type Inbox, openWorkingHours } from './inbox/index.ts';
import { aliveOwners, createJobs, deadNeighbours, heartbeat, heartbeatMs, newOwner, signOff } from './jobs/index.ts';
import { type Checkpoint, noCheckpoint } from './lib/checkpoint.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import type { Logger } from './lib/logger.ts';
import type { Messenger, MessengerName, OutgoingAttachment } from './messages/index.ts';
import { createGovernor, createOutbox, type Outbox, type Pace } from './outbox/index.ts';
import { createPanel, createService, type MountedRouter } from './panel/index.ts';
import { audit, ensureOwner, makeFirstVisitCode, needsOwner } from './staff/index.ts';
import { createCaller } from './webhooks/index.ts';

export interface Program {
  /** Where it listens, as seen from this machine. */
  url: string;
  /** Ends what is under way in order, then closes everything. */
  stop(): Promise<void>;
}

export interface StartOptions {
  config: Config;
  log: Logger;
  clock?: Clock;
  /** For tests: where the process might die. */
  checkpoint?: Checkpoint;
  /** For measurements: other paces than the messengers' own. */
  pace?: (messenger: MessengerName) => Pace;
}

/** How often a process looks for work that nobody does: other processes' messages, events of one that died. */
const sweepMs = 1000;
/** How soon a flow that another process published runs here too. */
const refreshMs = 2000;

/** The composition root: the one place that knows every room. Rejects with an AppError that says what to do. */
export async function start(options: StartOptions): Promise<Program> {
  const { config, log, clock = systemClock, checkpoint = noCheckpoint, pace } = options;
  const runs = new Set(config.RUN);
  const database = await openDatabase({ ...(config.MONGODB_URI && { uri: config.MONGODB_URI }), dataDir: config.DATA_DIR, log });
  await connect(database.uri);
  await ensureIndexes();
  const secret = await loadSecret(config.SESSION_SECRET, resolve(config.DATA_DIR));
  const folder = resolve(config.FLOWS_DIR);
  const flows = await loadFlows({ folder, now: clock.now(), log });

  const { messengers, routers } = createMessengers(config, { secret, clock, log });
  const owner = newOwner();
  let alone = false;
  const beat = async () => {
    await heartbeat(owner, clock.now());
    alone = (await aliveOwners(owner, clock.now())).every(other => other === owner);
  };
  await beat();
  const hours = await openWorkingHours({ clock, log });
  const defaults = { region: config.DEFAULT_REGION, timeZone: config.DEFAULT_TIMEZONE, workingHours: hours.now };
  const governor = createGovernor({ clock, ...(pace && { pace }) });
  const outbox = createOutbox({
    messengers,
    governor,
    owner,
    sends: runs.has('bots'),
    alone: () => alone,
    clock,
    log,
    checkpoint,
  });
  const caller = createCaller({
    secret: config.WEBHOOKS_SECRET ?? deriveSecret(secret, 'webhooks'),
    allowPrivate: config.WEBHOOKS_PRIVATE,
    clock,
    log,
  });
  const inbox = createInbox({
    wakeCaller: caller.wake,
    messengers,
    flows,
    outbox,
    owner,
    alone: () => alone,
    dead: await deadNeighbours(owner),
    defaults,
    clock,
    log,
    checkpoint,
  });
  const alarm = createAlarm({ inbox, flows, messengers, defaults, clock, log, checkpoint });
  const mover = createMover({ inbox, flows, messengers, defaults, clock, log, checkpoint });
  const move = () => mover.work().catch(error => log.error({ err: error }, 'moving people stumbled; the next tick goes on'));
  const onMove = () => void (runs.has('jobs') && move());
  const authoring = createAuthoring({ folder, flows, clock, log, onMove, note: noteInAudit });
  const desk = createDesk({ inbox, outbox, flows, messengers, defaults, clock });

  const http = {
    database: { client: mongoose.connection.getClient(), name: mongoose.connection.name, answers: databaseAnswers },
    config: {
      sessionSecret: deriveSecret(secret, 'sessions'),
      timeZone: config.DEFAULT_TIMEZONE,
      region: config.DEFAULT_REGION,
      ...(config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL }),
    },
    messengers: runs.has('bots') || runs.has('panel') ? [...messengers.values()] : [],
    receives: runs.has('bots'),
    routers: runs.has('bots') ? routers : [],
    desk,
    authoring,
    log,
    clock,
  };
  if (runs.has('panel') && config.OWNER_EMAIL && config.OWNER_PASSWORD) {
    // Before anybody can knock: a visitor must not find the door to the first account open.
    await ensureOwner({ email: config.OWNER_EMAIL, password: config.OWNER_PASSWORD }, clock.now());
  }
  const server = await listen(createServer(runs.has('panel') ? createPanel(http) : createService(http)), config);
  const url = addressOf(server, config);

  const stopping = new AbortController();
  const beats = every(heartbeatMs, beat, { clock, log, signal: stopping.signal });
  const refreshing = every(refreshMs, () => flows.refresh(), { clock, log, signal: stopping.signal });
  const recover = async () => outbox.recover(await aliveOwners(owner, clock.now()));
  const jobs = createJobs(
    [
      { name: 'leases.recover', every: '5 seconds', run: recover },
      { name: 'flows.move', every: '5 seconds', run: () => mover.work() },
      { name: 'webhooks.call', every: '5 seconds', run: () => caller.work() },
      { name: 'flows.due', every: '5 seconds', run: () => alarm.ring() },
    ],
    { name: owner, log },
  );
  if (runs.has('panel')) await welcome({ url, clock, log });
  const sweeps = runs.has('bots') ? receive({ messengers, inbox, outbox, clock, log, signal: stopping.signal }) : undefined;
  if (runs.has('jobs')) {
    await recover();
    await jobs.start();
  }

  return {
    url,
    async stop() {
      stopping.abort();
      await Promise.all([...messengers.values()].map(messenger => messenger.stop()));
      await close(server);
      await Promise.all([beats, refreshing, sweeps]);
      await mover.stop();
      await inbox.stop();
      await outbox.stop();
      await caller.stop();
      if (runs.has('jobs')) await jobs.stop();
      await signOff(owner);
      await disconnect();
      await database.close();
    },
  };
}

async function noteInAudit({ by, ...entry }: AuthoringNote) {
  await audit({ ...entry, staff: by.id });
}

function createMessengers(config: Config, { secret, clock, log }: { secret: string; clock: Clock; log: Logger }) {
  const openFile = (attachment: OutgoingAttachment) => files.openFile(attachment.id);
  const publicUrl = config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL };
  const messengers = new Map<MessengerName, Messenger>();
  const routers: MountedRouter[] = [];
  if (config.TELEGRAM_TOKEN) {
    const telegram = createTelegram({
      token: config.TELEGRAM_TOKEN,
      transport: config.TELEGRAM_TRANSPORT,
      webhookSecret: config.TELEGRAM_WEBHOOK_SECRET ?? deriveSecret(secret, 'telegram webhook'),
      ...(config.TELEGRAM_API_ROOT && { apiRoot: config.TELEGRAM_API_ROOT }),
      ...publicUrl,
      openFile,
      clock,
      log: log.child({ messenger: 'telegram' }),
    });
    messengers.set('telegram', telegram);
    if (telegram.routes) routers.push({ path: '/webhooks/telegram', router: telegram.routes });
  }
  if (config.VK_TOKEN) {
    const vk = createVk({
      token: config.VK_TOKEN,
      transport: config.VK_TRANSPORT,
      ...(config.VK_GROUP_ID && { groupId: config.VK_GROUP_ID }),
      ...(config.VK_API_ROOT && { apiRoot: config.VK_API_ROOT }),
      ...(config.VK_CONFIRMATION_CODE && { confirmationCode: config.VK_CONFIRMATION_CODE }),
      ...(config.VK_SECRET && { secret: config.VK_SECRET }),
      cursor: { load: () => loadSetting('vk.longpoll.ts'), save: ts => saveSetting('vk.longpoll.ts', ts) },
      openFile,
      clock,
      log: log.child({ messenger: 'vk' }),
    });
    messengers.set('vk', vk);
    if (vk.routes) routers.push({ path: '/webhooks/vk', router: vk.routes });
  }
  const web = createWeb({
    secret: deriveSecret(secret, 'chat'),
    ...publicUrl,
    files,
    clock,
    log: log.child({ messenger: 'web' }),
  });
  messengers.set('web', web);
  routers.push({ path: '/chat', router: web.routes });
  return { messengers, routers };
}

/** Says where the panel is, and how its owner makes the first account where there is none. */
async function welcome({ url, clock, log }: { url: string; clock: Clock; log: Logger }) {
  if (await needsOwner()) {
    const code = await makeFirstVisitCode(clock.now());
    log.info(`Make the first account at ${url}/setup with the one-time code ${code}`);
  }
  log.info(`Kartoteka is open at ${url}`);
}

/** Begins to receive and looks around for forgotten work. Resolves when `signal` has aborted and the last look is over. */
async function receive(work: {
  messengers: Map<MessengerName, Messenger>;
  inbox: Inbox;
  outbox: Outbox;
  clock: Clock;
  log: Logger;
  signal: AbortSignal;
}) {
  const { messengers, inbox, outbox, clock, log, signal } = work;
  for (const messenger of messengers.values()) {
    messenger
      .start(inbox)
      .catch(error => log.error({ err: error, messenger: messenger.name }, 'a messenger could not be started'));
  }
  // The first look takes everything along that a process before us left behind.
  let all = true;
  const sweep = async () => {
    await Promise.all([inbox.sweep({ all }), outbox.sweep()]);
    all = false;
  };
  await every(sweepMs, sweep, { clock, log, signal });
}

async function every(
  ms: number,
  task: () => Promise<unknown>,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
) {
  while (!signal.aborted) {
    await task().catch(error => log.warn({ err: error }, 'the database did not answer; trying again'));
    await clock.sleep(ms, signal);
  }
}

function listen(server: Server, { HOST, PORT }: Config): Promise<Server> {
  return new Promise((done, reject) => {
    server.once('error', reject);
    server.listen(PORT, HOST, () => done(server));
  });
}

/** Ends open streams too: a page left open must not keep the program from stopping. */
function close(server: Server): Promise<void> {
  return new Promise(done => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

function addressOf(server: Server, { HOST }: Config): string {
  const { port } = server.address() as AddressInfo;
  const everywhere = HOST === '0.0.0.0' || HOST === '::';
  return `http://${everywhere ? 'localhost' : HOST}:${port}`;
}
