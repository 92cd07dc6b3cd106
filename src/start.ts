import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { createAccounts, createRegistry } from './accounts/index.ts';
import { alertHeld, alertTask, createAlerter, createStaffIntake } from './alerts/index.ts';
import { automationBook, segmentsListenedTo, usesOfSegment } from './automations/index.ts';
import { broadcastBook } from './broadcasts/index.ts';
import { createPresser, watchNextSteps, watchOwners } from './buttons/index.ts';
import { type Config, createVault, deriveSecret, loadSecret } from './config/index.ts';
import { createEraser, keyedHash } from './consents/index.ts';
import { getContacts } from './contacts/index.ts';
import { connect, databaseAnswers, disconnect, ensureIndexes, isTransient, openDatabase } from './db/index.ts';
import { adoptDeals, openDealOf } from './deals/index.ts';
import { createCourier, tellDeliveries } from './deliveries/index.ts';
import { createFetcher, findUploads, forgetUploads, limitFiles, rememberUploads, removeFile } from './files/index.ts';
import { type AuthoringNote, createAuthoring, loadFlows } from './flows/index.ts';
import { createImporter } from './imports/index.ts';
import {
  createAlarm,
  createDesk,
  createDispatcher,
  createInbox,
  createMover,
  createStarter,
  openHouseRules,
} from './inbox/index.ts';
import { aliveOwners, createRollCall, deadNeighbours, heartbeatMs, newOwner, signOff } from './jobs/index.ts';
import { type Checkpoint, noCheckpoint } from './lib/checkpoint.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { every } from './lib/every.ts';
import type { Logger } from './lib/logger.ts';
import { type Doors, listen } from './listen.ts';
import { doorsOf, environmentOf, messengerMaker } from './make-messengers.ts';
import { addressOf as addressOfConversation, adoptWaiting, createScheduler, type MessengerName } from './messages/index.ts';
import { createGovernor, createOutbox, createSenders, type Pace } from './outbox/index.ts';
import { createPanel, createService } from './panel/index.ts';
import { listSegments, registerSegmentUse, watchSegments } from './segments/index.ts';
import { signal } from './signals/index.ts';
import { activeStaff, audit, ensureOwner, may, staffNames } from './staff/index.ts';
import { sweep } from './sweep.ts';
import { adoptTasks, createTaskClock } from './tasks/index.ts';
import { createTicks } from './ticks.ts';
import { createCaller, createTeller } from './webhooks/index.ts';
import { welcome } from './welcome.ts';

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

/** How soon a flow that another process published, or a messenger that was connected there, works here too. */
const refreshMs = 2000;

/** The composition root: the one place that knows every room. Rejects with an AppError that says what to do. */
export async function start(options: StartOptions): Promise<Program> {
  const { config, log, clock = systemClock, checkpoint = noCheckpoint, pace } = options;
  const runs = new Set(config.RUN);
  const database = await openDatabase({ ...(config.MONGODB_URI && { uri: config.MONGODB_URI }), dataDir: config.DATA_DIR, log });
  await connect(database.uri);
  await ensureIndexes();
  await adoptWaiting();
  await adoptTasks(clock.now());
  await adoptDeals(clock.now());
  const secret = await loadSecret(config.SESSION_SECRET, resolve(config.DATA_DIR));
  const folder = resolve(config.FLOWS_DIR);
  const flows = await loadFlows({ folder, now: clock.now(), log });

  const owner = newOwner();
  const rollCall = createRollCall({ owner, clock });
  await rollCall.beat();
  limitFiles(config.FILE_LIMITS);
  const maker = messengerMaker(config, { secret, clock, log });
  const stated = { environment: environmentOf(config), vault: createVault(secret) };
  const registry = await createRegistry({
    ...stated,
    make: maker.make,
    fixed: [{ messenger: maker.web }],
    receives: runs.has('bots'),
    owner,
    alive: () => aliveOwners(owner, clock.now()),
    clock,
    log,
  });
  const { messengers } = registry;
  const accounts = createAccounts({ ...stated, probe: maker.probe, apply: registry.apply, clock });
  const rules = await openHouseRules({ log });
  const defaults = { region: config.DEFAULT_REGION, timeZone: config.DEFAULT_TIMEZONE, rules: rules.now };
  const governor = createGovernor({ clock, ...(pace && { pace }) });
  const outbox = createOutbox({
    messengers,
    governor,
    senders: createSenders({ owner, clock }),
    uploads: { find: findUploads, remember: rememberUploads, forget: forgetUploads },
    onChanged: message => desk.showLast(message),
    owner,
    sends: runs.has('bots'),
    alone: rollCall.isAlone,
    clock,
    log,
    checkpoint,
  });
  tellDeliveries({
    secret: deriveSecret(secret, 'deliveries'),
    timeZone: config.DEFAULT_TIMEZONE,
    ...(config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL }),
    ownerNames: () => staffNames(),
    async openDeals(contacts) {
      const found = await Promise.all(contacts.map(async contact => ({ contact, deal: await openDealOf(contact) })));
      return new Map(found.flatMap(({ contact, deal }) => (deal ? [[contact, deal]] : [])));
    },
  });
  const courier = createCourier({
    outbox,
    governor,
    messengers,
    books: { broadcast: broadcastBook, automation: automationBook },
    owner,
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
  const teller = createTeller({
    safe: stated.vault,
    allowPrivate: config.WEBHOOKS_PRIVATE,
    region: config.DEFAULT_REGION,
    clock,
    log,
  });
  const inbox = createInbox({
    wakeCaller: caller.wake,
    messengers,
    flows,
    outbox,
    owner,
    alone: rollCall.isAlone,
    dead: await deadNeighbours(owner),
    defaults,
    contentOf: async delivery => {
      const book = delivery.source.kind === 'broadcast' ? broadcastBook : automationBook;
      return (await book.contentOf([delivery]))[0];
    },
    clock,
    log,
    checkpoint,
  });
  const eraser = createEraser({ hash: keyedHash(deriveSecret(secret, 'erasures')), removeFile, clock, log });
  const forgetFlowUses = registerSegmentUse(async segment =>
    flows.library.all
      .filter(({ readsSegments }) => readsSegments.includes(segment))
      .map(({ id, title }) => ({ kind: 'flow' as const, name: title, href: `/flows/${id}` })),
  );
  const alarm = createAlarm({ inbox, flows, messengers, defaults, clock, log, checkpoint });
  const mover = createMover({ inbox, flows, messengers, defaults, clock, log, checkpoint });
  const move = () => mover.work().catch(error => log.error({ err: error }, 'moving people stumbled; the next tick goes on'));
  const onMove = () => void (runs.has('jobs') && move());
  const authoring = createAuthoring({ folder, flows, clock, log, onMove, segments: segmentIds, note: noteInAudit });
  const staffIntake = createStaffIntake({ inbox, outbox, clock });
  const alerter = createAlerter({
    outbox,
    publicUrl: config.PUBLIC_URL,
    timeZone: config.DEFAULT_TIMEZONE,
    region: config.DEFAULT_REGION,
    clock,
  });
  const desk = createDesk({ inbox, outbox, flows, messengers, defaults, clock });
  const starter = createStarter({ inbox, flows, messengers, defaults, clock, checkpoint });
  const taskClock = createTaskClock({
    tell: alertTask,
    ownersOf: async ids => new Map((await getContacts(ids)).map(({ id, owner: theirs }) => [id, theirs])),
    everybody: async () => (await activeStaff()).filter(staff => may(staff, 'write')).map(({ id }) => id),
    now: () => clock.now(),
  });
  const dispatcher = createDispatcher({ inbox, desk, defaults, clock, log });
  const scheduler = createScheduler({
    send: reply => desk.reply({ ...reply, planned: true }),
    onHeld: reply => alertHeld(reply, clock.now()),
    onChange: ({ conversation }) => signal({ topic: 'scheduled', about: conversation }),
    clock,
    log,
  });

  const importer = createImporter({
    owner,
    defaults: { region: config.DEFAULT_REGION, timeZone: config.DEFAULT_TIMEZONE },
    clock,
    log,
  });
  const presser = createPresser({ desk, workingHours: () => rules.now().hours, timeZone: config.DEFAULT_TIMEZONE, clock });
  const unwatchNextSteps = watchNextSteps({ log });
  const unwatchOwners = watchOwners({ log });

  const http = {
    database: {
      client: mongoose.connection.getClient(),
      name: mongoose.connection.name,
      answers: databaseAnswers,
      isAway: isTransient,
    },
    config: {
      sessionSecret: deriveSecret(secret, 'sessions'),
      timeZone: config.DEFAULT_TIMEZONE,
      region: config.DEFAULT_REGION,
      ...(config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL }),
      ownBotApi: config.TELEGRAM_API_ROOT !== undefined,
      privateWebhooks: config.WEBHOOKS_PRIVATE,
    },
    messengers: runs.has('bots') || runs.has('panel') ? registry.list : [],
    accounts,
    receives: runs.has('bots'),
    routers: runs.has('bots') ? [{ path: '/chat', router: maker.web.routes }] : [],
    desk,
    // Where the jobs are another process's, its next tick finds what there is to do.
    wakeImports: () => void (runs.has('jobs') && importer.wake()),
    dispatcher,
    rules,
    authoring,
    eraser,
    vault: stated.vault,
    log,
    clock,
  };
  if (runs.has('panel') && config.OWNER_EMAIL && config.OWNER_PASSWORD) {
    // Before anybody can knock: a visitor must not find the door to the first account open.
    await ensureOwner({ email: config.OWNER_EMAIL, password: config.OWNER_PASSWORD }, clock.now());
  }
  await rollCall.isKnown();
  const app = runs.has('panel') ? createPanel(http) : createService(http);
  const doors: Doors = runs.has('bots') ? doorsOf(registry, log) : new Map();
  const server = await listen(app, { ...config, doors });

  const stopping = new AbortController();
  const pulse = async () => outbox.look(await rollCall.beat());
  const beats = every(heartbeatMs, pulse, { clock, log, signal: stopping.signal });
  const refresh = () => Promise.all([flows.refresh(), registry.refresh(), staffIntake.refresh()]);
  const refreshing = every(refreshMs, refresh, { clock, log, signal: stopping.signal });
  const recover = async () => {
    const alive = await aliveOwners(owner, clock.now());
    await Promise.all([outbox.recover(alive), courier.recover(alive)]);
  };
  const fetcher = createFetcher({
    find: conversation => messengers.get(addressOfConversation(conversation).messenger),
    clock,
    log,
  });
  const unwatchSegments = [watchSegments(segmentsListenedTo), registerSegmentUse(usesOfSegment)];
  const ticks = createTicks({
    config,
    owner,
    recover,
    ...{ inbox, courier, messengers, dispatcher, starter, caller, teller, eraser, alarm, mover, scheduler, alerter },
    ...{ taskClock, fetcher, importer, presser, clock, log },
  });
  if (runs.has('panel')) await welcome({ url: server.url, clock, log });
  if (runs.has('bots')) await registry.receive(staffIntake);
  const sweeps = runs.has('bots') ? sweep({ inbox, outbox, courier, clock, log, signal: stopping.signal }) : undefined;
  if (runs.has('jobs')) {
    await recover();
    await ticks.start();
  }

  return {
    url: server.url,
    async stop() {
      stopping.abort();
      unwatchNextSteps();
      forgetFlowUses();
      unwatchOwners();
      for (const unwatch of unwatchSegments) unwatch();
      ticks.end();
      await registry.stop();
      await server.close();
      await Promise.all([beats, refreshing, sweeps]);
      await mover.stop();
      await importer.stop();
      await inbox.stop();
      await courier.stop();
      await outbox.stop();
      await caller.stop();
      await teller.stop();
      await fetcher.stop();
      await ticks.stop();
      await signOff(owner);
      await disconnect();
      await database.close();
    },
  };
}

const segmentIds = async () => (await listSegments()).map(({ id }) => id);

async function noteInAudit({ by, ...entry }: AuthoringNote) {
  await audit({ ...entry, staff: by.id });
}
