import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import mongoose from 'mongoose';
import { createAccounts, createRegistry } from './accounts/index.ts';
import { alertHeld, alertTask, createAlerter, createStaffIntake } from './alerts/index.ts';
import { automationBook, createAutomationsTick, segmentsListenedTo, usesOfSegment } from './automations/index.ts';
import { broadcastBook, createBroadcastTick } from './broadcasts/index.ts';
import { checkNextSteps, createPresser, watchNextSteps, watchOwners } from './buttons/index.ts';
import { type Config, createVault, deriveSecret, loadSecret } from './config/index.ts';
import { createEraser, keyedHash, sweepOld } from './consents/index.ts';
import { emptyTrash, findDuplicates, getContacts, gradeContacts, renewCards, workMerges } from './contacts/index.ts';
import { connect, databaseAnswers, disconnect, ensureIndexes, isTransient, openDatabase } from './db/index.ts';
import { adoptOpenDeals, openDealOf, recountCard, settleOpenDeals, settleOrders } from './deals/index.ts';
import { type Courier, createCourier, tellDeliveries } from './deliveries/index.ts';
import {
  createFetcher,
  findUploads,
  forgetUploads,
  limitFiles,
  parseFileLimits,
  rememberUploads,
  removeFile,
  sweepFiles,
} from './files/index.ts';
import { type AuthoringNote, createAuthoring, loadFlows } from './flows/index.ts';
import { createImporter, sweepImports } from './imports/index.ts';
import {
  createAlarm,
  createDesk,
  createDispatcher,
  createInbox,
  createMover,
  createStarter,
  type Inbox,
  openHouseRules,
} from './inbox/index.ts';
import { aliveOwners, createJobs, deadNeighbours, heartbeat, heartbeatMs, newOwner, signOff } from './jobs/index.ts';
import { type Checkpoint, noCheckpoint } from './lib/checkpoint.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { endsWithin } from './lib/ends-within.ts';
import type { Logger } from './lib/logger.ts';
import { createAttribution } from './links/index.ts';
import { environmentOf, messengerMaker, wayIn } from './make-messengers.ts';
import { addressOf as addressOfConversation, adoptWaiting, createScheduler, type MessengerName } from './messages/index.ts';
import { createGovernor, createOutbox, createSenders, type Outbox, type Pace } from './outbox/index.ts';
import { createPanel, createService } from './panel/index.ts';
import { createSearchIndexer } from './search/index.ts';
import {
  createScorer,
  createSegmentsTick,
  createTraitsTick,
  listSegments,
  registerSegmentUse,
  watchSegments,
} from './segments/index.ts';
import { signal } from './signals/index.ts';
import { activeStaff, audit, ensureOwner, makeFirstVisitCode, may, needsOwner, staffNames, sweepAudit } from './staff/index.ts';
import { adoptTasks, createTaskClock } from './tasks/index.ts';
import { createCaller, createTeller } from './webhooks/index.ts';

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
/** How soon a message that another process queued is sent. */
const handOverMs = 200;
/** A look that takes longer has lost its connection: the next one begins anew. */
const taskMs = 10_000;
/** How soon a flow that another process published, or a messenger that was connected there, works here too. */
const refreshMs = 2000;
/** For how long a rush of customers may put off what nobody waits for. */
const patienceMs = 5 * 60_000;

/** The composition root: the one place that knows every room. Rejects with an AppError that says what to do. */
export async function start(options: StartOptions): Promise<Program> {
  const { config, log, clock = systemClock, checkpoint = noCheckpoint, pace } = options;
  const runs = new Set(config.RUN);
  const database = await openDatabase({ ...(config.MONGODB_URI && { uri: config.MONGODB_URI }), dataDir: config.DATA_DIR, log });
  await connect(database.uri);
  await ensureIndexes();
  await adoptWaiting();
  await adoptTasks(clock.now());
  await adoptOpenDeals();
  const secret = await loadSecret(config.SESSION_SECRET, resolve(config.DATA_DIR));
  const folder = resolve(config.FLOWS_DIR);
  const flows = await loadFlows({ folder, now: clock.now(), log });

  const owner = newOwner();
  let alone = false;
  const beat = async () => {
    await heartbeat(owner, clock.now());
    const alive = await aliveOwners(owner, clock.now());
    alone = alive.every(other => other === owner);
    return alive;
  };
  await beat();
  limitFiles(parseFileLimits(config.FILE_LIMITS));
  const maker = messengerMaker(config, { secret, clock, log });
  const stated = { environment: environmentOf(config), vault: createVault(secret) };
  const registry = await createRegistry({
    ...stated,
    make: maker.make,
    fixed: [maker.web],
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
    owner,
    sends: runs.has('bots'),
    alone: () => alone,
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
  const teller = createTeller({ safe: stated.vault, allowPrivate: config.WEBHOOKS_PRIVATE, clock, log });
  const inbox = createInbox({
    wakeCaller: caller.wake,
    messengers,
    flows,
    outbox,
    owner,
    alone: () => alone,
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
    send: reply => desk.reply(reply),
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
    routers: runs.has('bots') ? wayIn(registry) : [],
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
  const server = await listen(createServer(runs.has('panel') ? createPanel(http) : createService(http)), config);
  const url = addressOf(server, config);

  const stopping = new AbortController();
  const pulse = async () => outbox.look(await beat());
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
  const searchIndexer = createSearchIndexer();
  const attribution = createAttribution({ clock });
  const traitsTick = createTraitsTick({ clock, log, timeZone: config.DEFAULT_TIMEZONE });
  const segmentsTick = createSegmentsTick({ clock, log, timeZone: config.DEFAULT_TIMEZONE });
  const scorer = createScorer({ clock, timeZone: config.DEFAULT_TIMEZONE });
  const broadcastTick = createBroadcastTick({
    clock,
    log,
    timeZone: config.DEFAULT_TIMEZONE,
    ...(config.PUBLIC_URL && { publicUrl: config.PUBLIC_URL }),
    messengers,
    wakeCourier: courier.wake,
  });
  const automationsTick = createAutomationsTick({
    starter,
    dispatcher,
    wakeCaller: caller.wake,
    timeZone: config.DEFAULT_TIMEZONE,
    region: config.DEFAULT_REGION,
    clock,
    log,
  });
  const unwatchSegments = [watchSegments(segmentsListenedTo), registerSegmentUse(usesOfSegment)];
  const emptiesTrash = async () => {
    await eraser.emptyTrash();
    await emptyTrash({ now: clock.now(), removeFile });
  };
  const keepsNoLonger = async () => {
    const gone = await sweepOld({ eraser, removeFile, now: clock.now() });
    if (gone) await audit({ at: clock.now(), what: 'swept', facts: { ...gone } });
  };
  const leisurely = (run: () => Promise<unknown>) => whenQuiet(run, { busy: inbox.isBusy, clock });
  const jobs = createJobs(
    [
      { name: 'leases.recover', every: '5 seconds', run: recover },
      { name: 'automations.work', every: '5 seconds', run: leisurely(() => automationsTick.work()) },
      { name: 'broadcasts.tick', every: '5 seconds', run: () => broadcastTick.work() },
      { name: 'duplicates.find', every: '5 seconds', run: leisurely(() => findDuplicates({ now: () => clock.now() })) },
      { name: 'trash.empty', every: '1 minute', run: emptiesTrash },
      { name: 'people.erase', every: '5 seconds', run: leisurely(() => eraser.work()) },
      { name: 'retention.sweep', every: '5 minutes', run: leisurely(keepsNoLonger) },
      { name: 'search.index', every: '5 seconds', run: leisurely(() => searchIndexer.work({ now: clock.now() })) },
      { name: 'segments.traits', every: '5 seconds', run: leisurely(() => traitsTick.work()) },
      { name: 'mailings.attribute', every: '5 seconds', run: leisurely(() => attribution.work()) },
      { name: 'merges.work', every: '5 seconds', run: () => workMerges({ now: clock.now(), recount: recountCard }) },
      { name: 'flows.move', every: '5 seconds', run: () => mover.work() },
      { name: 'webhooks.call', every: '5 seconds', run: () => caller.work() },
      { name: 'webhooks.tell', every: '5 seconds', run: () => teller.work() },
      { name: 'flows.due', every: '5 seconds', run: () => alarm.ring() },
      { name: 'replies.due', every: '5 seconds', run: () => scheduler.work() },
      { name: 'alerts.tell', every: '15 seconds', run: () => alerter.work() },
      { name: 'conversations.handOut', every: '5 seconds', run: () => dispatcher.handOut() },
      { name: 'conversations.return', every: '30 seconds', run: () => dispatcher.returnSilent() },
      { name: 'tasks.remind', every: '30 seconds', run: () => taskClock.work() },
      { name: 'files.fetch', every: '30 seconds', run: () => fetcher.work() },
      { name: 'audit.sweep', every: '1 day', run: async () => void (await sweepAudit(clock.now())) },
      { name: 'contacts.grade', every: '1 minute', run: leisurely(() => gradeContacts({ clock })) },
      { name: 'contacts.renew', every: '15 seconds', run: leisurely(() => renewCards({ clock })) },
      { name: 'imports.work', every: '5 seconds', run: async () => importer.wake() },
      { name: 'imports.sweep', every: '1 day', run: () => sweepImports(clock.now()) },
      { name: 'deals.open', every: '5 seconds', run: () => settleOpenDeals(clock.now()) },
      { name: 'deals.orders', every: '5 seconds', run: () => settleOrders(clock.now()) },
      { name: 'deals.buttons', every: '5 seconds', run: () => presser.finish() },
      { name: 'deals.nextSteps', every: '1 hour', run: checkNextSteps },
      { name: 'segments.moves', every: '15 seconds', run: leisurely(() => segmentsTick.work()) },
      { name: 'segments.scores', every: '15 seconds', run: leisurely(() => scorer.work()) },
      { name: 'files.sweep', every: '1 hour', run: () => sweepFiles(clock.now()) },
    ],
    { name: owner, log },
  );
  if (runs.has('panel')) await welcome({ url, clock, log });
  if (runs.has('bots')) await registry.receive(staffIntake);
  const sweeps = runs.has('bots') ? sweep({ inbox, outbox, courier, clock, log, signal: stopping.signal }) : undefined;
  if (runs.has('jobs')) {
    await recover();
    await jobs.start();
  }
  const unwatchBroadcasts = runs.has('jobs') ? broadcastTick.watch() : () => undefined;

  return {
    url,
    async stop() {
      stopping.abort();
      unwatchNextSteps();
      forgetFlowUses();
      unwatchOwners();
      for (const unwatch of unwatchSegments) unwatch();
      unwatchBroadcasts();
      await registry.stop();
      await close(server);
      await Promise.all([beats, refreshing, sweeps]);
      await mover.stop();
      await importer.stop();
      await broadcastTick.stop();
      await inbox.stop();
      await courier.stop();
      await outbox.stop();
      await caller.stop();
      await teller.stop();
      await fetcher.stop();
      if (runs.has('jobs')) await jobs.stop();
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

/** Says where the panel is, and how its owner makes the first account where there is none. */
async function welcome({ url, clock, log }: { url: string; clock: Clock; log: Logger }) {
  if (await needsOwner()) {
    const code = await makeFirstVisitCode(clock.now());
    log.info(`Make the first account at ${url}/setup with the one-time code ${code}`);
  }
  log.info(`Kartoteka is open at ${url}`);
}

/** Looks around for forgotten work. Resolves when `signal` has aborted and the last look is over. */
async function sweep(work: { inbox: Inbox; outbox: Outbox; courier: Courier; clock: Clock; log: Logger; signal: AbortSignal }) {
  const { inbox, outbox, courier, clock, log, signal } = work;
  // The first look takes everything along that a process before us left behind.
  let all = true;
  const look = async () => {
    await inbox.sweep({ all });
    all = false;
  };
  await Promise.all([
    every(sweepMs, look, { clock, log, signal }),
    every(handOverMs, outbox.sweep, { clock, log, signal }),
    every(handOverMs, courier.work, { clock, log, signal }),
  ]);
}

/** A tick that lets answers go before it; but a rush may last, and it is not put off for longer than `patienceMs`. */
function whenQuiet(run: () => Promise<unknown>, { busy, clock }: { busy(): boolean; clock: Clock }): () => Promise<void> {
  let last = clock.now().getTime();
  return async () => {
    const now = clock.now().getTime();
    if (busy() && now - last < patienceMs) return;
    last = now;
    await run();
  };
}

async function every(
  ms: number,
  task: () => Promise<unknown>,
  { clock, log, signal }: { clock: Clock; log: Logger; signal: AbortSignal },
) {
  while (!signal.aborted) {
    await endsWithin(taskMs, task()).catch(error => log.warn({ err: error }, 'the database did not answer; trying again'));
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
